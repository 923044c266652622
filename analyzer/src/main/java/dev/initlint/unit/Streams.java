package dev.initlint.unit;

import dev.initlint.moment.Signal;
import dev.initlint.op.Addition;
import dev.initlint.op.AttentionOutput;
import dev.initlint.op.BatchNorm;
import dev.initlint.op.Multiplication;
import dev.initlint.op.Norm;
import dev.initlint.unit.Sublayer.Form;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds residual sums and joins them to streams. */
final class Streams {
  private static final int STEPS = 64;

  private final Signals all;
  private final Map<Signal, LinearSite> linears;
  private final Map<Signal, Sublayer> bySum = new IdentityHashMap<>();

  private Streams(Signals all, Map<Signal, LinearSite> linears) {
    this.all = all;
    this.linears = linears;
  }

  static List<Stream> of(Signals all, Map<Signal, LinearSite> linears) {
    Streams s = new Streams(all, linears);
    List<Sublayer> found = new ArrayList<>();
    all.owners(Addition.Fork.class)
        .forEach(
            (fork, sum) -> {
              Sublayer layer = s.sublayer(fork, sum);
              if (layer != null) {
                s.bySum.put(sum, layer);
                found.add(layer);
              }
            });
    return s.joined(found);
  }

  private Sublayer sublayer(Addition.Fork fork, Signal sum) {
    Sublayer layer = sublayer(fork.left(), fork.right(), sum);
    return layer != null ? layer : sublayer(fork.right(), fork.left(), sum);
  }

  private Sublayer sublayer(Signal skip, Signal branch, Signal sum) {
    Signal from = skip.root();
    Set<Signal> through = all.upstream(branch, all.index(from));
    if (!through.contains(from)) {
      Sublayer parallel = bySum.get(skip);
      from = parallel == null ? null : parallel.skip().root();
      through = from == null ? Set.of() : all.upstream(branch, all.index(from));
      if (from == null || !through.contains(from)) {
        return null;
      }
    }
    boolean computed = through.stream().anyMatch(linears::containsKey);
    if (!computed) {
      return null;
    }
    boolean attention =
        through.stream().anyMatch(s -> s.unit() instanceof AttentionOutput.Attended);
    Form form = form(from, branch, through, sum);
    return new Sublayer(all.place(sum), sum, skip, branch, form, attention, last(branch));
  }

  private Form form(Signal from, Signal branch, Set<Signal> through, Signal sum) {
    boolean before = false;
    boolean inner = false;
    for (Signal s : through) {
      if (s.unit() instanceof Norm.Normalised n) {
        before |= n.input().root() == from;
        inner = true;
      }
      inner |= s.unit() instanceof BatchNorm.Running;
    }
    if (endsWithNorm(branch)) {
      return Form.SANDWICH;
    }
    if (before && !(from.unit() instanceof Norm.Normalised)) {
      return Form.PRE_NORM;
    }
    return isNormedNext(sum) && !before ? Form.POST_NORM : inner ? Form.INNER_NORM : Form.BARE;
  }

  private boolean endsWithNorm(Signal branch) {
    Signal at = branch;
    for (int i = 0; i < STEPS && at != null && !linears.containsKey(at); i++) {
      if (at.unit() instanceof Norm.Normalised) {
        return true;
      }
      at = all.before(at);
    }
    return false;
  }

  /** Whether nothing reads the sum but a norm. */
  private boolean isNormedNext(Signal sum) {
    List<Signal> open = new ArrayList<>(List.of(sum));
    boolean normed = false;
    for (int i = 0; i < open.size() && i < STEPS; i++) {
      for (Signal reader : all.readers(open.get(i))) {
        boolean goesOn = reader.unit() instanceof Addition.Fork && reader.unit() != sum.unit();
        if (goesOn || linears.containsKey(reader) || reader.unit() instanceof Multiplication.Gate) {
          return false;
        }
        if (reader.unit() instanceof Norm.Normalised) {
          normed = true;
        } else if (reader.unit() instanceof Norm.Centred || all.before(reader) != null) {
          open.add(reader);
        }
      }
    }
    return normed;
  }

  private LinearSite last(Signal branch) {
    Signal at = branch;
    for (int i = 0; i < STEPS && at != null; i++) {
      if (linears.containsKey(at)) {
        return linears.get(at);
      }
      at =
          all.before(at) != null || at.edges().size() != 1
              ? all.before(at)
              : at.edges().get(0).input();
    }
    return null;
  }

  private List<Stream> joined(List<Sublayer> found) {
    Map<Sublayer, List<Sublayer>> ends = new IdentityHashMap<>();
    List<List<Sublayer>> streams = new ArrayList<>();
    for (Sublayer layer : found) {
      List<Sublayer> stream = ends.remove(previous(layer));
      if (stream == null) {
        stream = new ArrayList<>();
        streams.add(stream);
      }
      stream.add(layer);
      ends.put(layer, stream);
    }
    return streams.stream().map(Stream::new).toList();
  }

  /** The residual sum that the skip of another leads back to, past norms and activations. */
  private Sublayer previous(Sublayer layer) {
    Signal at = layer.skip();
    for (int i = 0; i < STEPS && at != null; i++) {
      if (bySum.containsKey(at)) {
        return bySum.get(at);
      }
      if (linears.containsKey(at)) {
        return null;
      }
      if (at.unit() instanceof Norm.Normalised n) {
        at = n.input();
      } else if (at.view() != null) {
        at = at.base();
      } else {
        at = at.edges().size() == 1 ? at.edges().get(0).input() : null;
      }
    }
    return null;
  }
}
