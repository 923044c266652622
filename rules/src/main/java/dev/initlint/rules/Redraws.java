package dev.initlint.rules;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.propagate.Head;
import dev.initlint.source.Remedy;
import dev.initlint.source.Remedy.Redraw;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.List;

/** Weights to be drawn from other laws. */
final class Redraws {
  /** Gains are looked for between this and its inverse. */
  private static final double WIDE = 100;

  /** Halvings of the logarithm, to well below the digits that are printed. */
  private static final int BISECTIONS = 40;

  private Redraws() {}

  /** Each weight with fan_in·var(W) = {@code gain}. */
  static List<Redraw> of(List<LinearSite> sites, double gain) {
    return sites.stream().map(s -> redraw(s, gain)).toList();
  }

  /** Each weight with the gain of the activation that follows it. */
  static List<Redraw> before(Model model, List<LinearSite> sites) {
    return sites.stream().map(s -> redraw(s, gain(following(model, s), 1))).toList();
  }

  /** The weight of a head; none where it is an embedding table as well. */
  static List<Redraw> ofHead(Head head, double std, double width) {
    return head.table() == null
        ? List.of(new Redraw(head.weight().name(), std, Math.round(width)))
        : List.of();
  }

  /**
   * The gain G that keeps a second moment q through f: E[f(√(G·q)·z)²] = q. Where f is bounded
   * below that, or is not zero at zero, the gain 1/E[f(z)²] of unit signals.
   */
  static double gain(ScalarFunction f, double q) {
    double unit = 1 / moment(f, 1);
    unit = Double.isFinite(unit) && unit > 0 ? unit : 1;
    boolean solvable = f.value(0) == 0 && q > 0 && q < WIDE && moment(f, WIDE * q) > q;
    if (!solvable || moment(f, q / WIDE) > q) {
      return unit;
    }
    double low = Math.log(1 / WIDE);
    double high = Math.log(WIDE);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (moment(f, Math.exp(middle) * q) < q) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp(high);
  }

  private static double moment(ScalarFunction f, double variance) {
    return GaussianTransform.of(f, 0, variance).secondMoment();
  }

  private static ScalarFunction following(Model model, LinearSite site) {
    return model.linears().stream()
        .filter(s -> s.before() == site && s.activation() != null)
        .map(LinearSite::activation)
        .findFirst()
        .orElse(Activation.IDENTITY);
  }

  static Redraw redraw(LinearSite site, double gain) {
    long fanIn = site.fans().fanIn();
    return new Redraw(site.weight().name(), Math.sqrt(gain / fanIn), fanIn);
  }

  /** Standard deviation of most tables and heads of language models. */
  private static final double USUAL = 0.02;

  /** The weight of a head; where it is an embedding table as well, that as most draw it. */
  static List<Redraw> ofAnyHead(Head head, double std, double now, double width) {
    if (head.table() == null) {
      return ofHead(head, std, width);
    }
    return now > USUAL ? List.of(new Redraw(head.table().name(), USUAL, 0)) : List.of();
  }

  /** The same in words. */
  static String headText(Head head, double std, double now) {
    String what = head.table() == null ? "the head" : "the table that is the head too";
    double right = head.table() == null ? std : USUAL;
    return "draw "
        + what
        + " with std "
        + Wording.constant(right)
        + " in place of "
        + Wording.constant(now);
  }

  /** What a head makes of the hidden state, multiplied by a number. */
  static List<Remedy> scaled(LinearSite site, double factor) {
    return site == null || factor == 1
        ? List.of()
        : List.of(new Remedy.ScaleValue(site.place().value(), factor));
  }

  /** The same in words. */
  static String scaleText(double factor) {
    return "multiply the hidden state by " + Wording.constant(factor) + " before the head";
  }

  /** The last weight of each branch with a standard deviation that many times its own. */
  static List<Redraw> ofBranches(Model model, Stream stream, double factor) {
    return stream.sublayers().stream()
        .filter(b -> b.last() != null)
        .map(Sublayer::last)
        .map(l -> new Redraw(l.weight().name(), factor * model.std(l.weight()), l.fans().fanIn()))
        .toList();
  }

  /** What each branch adds, multiplied by a number. */
  static List<Remedy> scaledBranches(Model model, Stream stream, double factor) {
    return stream.sublayers().stream()
        .map(b -> (Remedy) new Remedy.ScaleValue(model.place(b.branch()).value(), factor))
        .toList();
  }

  /** What each branch adds, normalised. */
  static List<Remedy> normedBranches(Model model, Stream stream) {
    return stream.sublayers().stream()
        .map(b -> (Remedy) new Remedy.InsertNorm(model.place(b.branch()).value()))
        .toList();
  }
}
