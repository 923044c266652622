package dev.initlint.unit;

import java.util.List;

/**
 * A residual stream: sums that follow one another, each with the one before as its skip.
 *
 * @param sublayers first to last, at least one
 */
public record Stream(List<Sublayer> sublayers) {
  public Stream {
    sublayers = List.copyOf(sublayers);
  }

  public Sublayer first() {
    return sublayers.get(0);
  }

  public Sublayer last() {
    return sublayers.get(sublayers.size() - 1);
  }

  /** The form that most sums have. */
  public Sublayer.Form form() {
    Sublayer.Form most = first().form();
    for (Sublayer.Form form : Sublayer.Form.values()) {
      if (count(form) > count(most)) {
        most = form;
      }
    }
    return most;
  }

  public long count(Sublayer.Form form) {
    return sublayers.stream().filter(s -> s.form() == form).count();
  }

  /** Number of blocks: sums without attention where the stream attends, all sums elsewhere. */
  public int depth() {
    long attending = sublayers.stream().filter(Sublayer::attention).count();
    long other = sublayers.size() - attending;
    return (int) (attending == 0 || other == 0 ? sublayers.size() : other);
  }
}
