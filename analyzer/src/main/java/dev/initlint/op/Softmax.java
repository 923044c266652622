package dev.initlint.op;

import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;

/** {@code Softmax}: over the keys of an attention, or over the classes of a head. */
public final class Softmax {
  private Softmax() {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    int axis = Site.axis(site.node().attributes().integer("axis", -1), rank);
    if (x.unit() instanceof Attention.Logits logits && x.axes().isOnly(axis, Role.KEY)) {
      return Site.known(Attention.softmax(site, x, logits));
    }
    if (x.unit() instanceof AttentionSink.Scores scores && x.axes().isOnly(axis, Role.KEY)) {
      return Site.known(AttentionSink.softmax(site, x, scores));
    }
    if (x.unit() instanceof Largest.Chosen chosen && x.axes().size(axis) == chosen.k()) {
      return Site.known(Largest.softmax(site, x, chosen));
    }
    if (!x.axes().isOnly(axis, Role.FEATURE)
        || x.axes().without(i -> i == axis).has(Role.FEATURE)) {
      if (x.axes().has(axis, Role.SAMPLE) && !x.axes().has(axis, Role.POSITION)) {
        throw new Op.NotModelled("a softmax over samples");
      }
      return Site.known(ShareSoftmax.of(site, x, axis));
    }
    return Site.known(overFeatures(site, x, axis));
  }

  /**
   * {@code LogSoftmax} over all features: x less its feature mean and less ln Z, whose expectation
   * is the exact log-partition; q' = v + (ln Z)² for the variance v between features.
   */
  static List<Belief> logarithm(Site site) {
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    int axis = Site.axis(site.node().attributes().integer("axis", -1), rank);
    if (!x.axes().isOnly(axis, Role.FEATURE)
        || x.axes().without(i -> i == axis).has(Role.FEATURE)) {
      throw new Op.NotModelled("a log-softmax over other than all features");
    }
    Expr classes = x.axes().symbol(axis);
    Quantity<Stat> stat = Quantity.of(e -> logarithms(x.stat().in(e), e.number(classes), e));
    return Site.known(
        Signal.of(x.axes(), stat)
            .formula(
                site.q(0)
                    .minus(site.pairOfFeatures(0))
                    .plus(Expr.call("E[ln Z]²", stat.then(s -> common(s)), classes, site.q(0))))
            .step("log-softmax: E[y²] = var(x) + (E ln Z)² (exact quadrature)")
            .sources(x.sources())
            .edge(
                x, g -> Quantity.of(e -> backLog(g.in(e), x.stat().in(e), e.number(classes), e))));
  }

  private static double common(Stat y) {
    return y.featureWithin().meanSame(y.layout());
  }

  private static Stat logarithms(Stat x, double classes, Evaluation e) {
    SoftmaxStatistics[] s = statistics(x, classes, e);
    double[] mean = Arrays.stream(s).mapToDouble(t -> -t.logPartition()).toArray();
    Field common = Field.outer(x.layout(), mean);
    return x.withFields(
        x.within().minus(x.featureWithin()).plus(common),
        x.across().minus(x.featureAcross()).plus(common),
        common,
        common,
        mean);
  }

  /** Σ_i (δ_i − p_i Σδ)² = g·(n − 2 + n·S2) for independent incoming gradients. */
  private static Stat backLog(Stat g, Stat x, double classes, Evaluation e) {
    Stat d = g.refined(g.layout().refine(x.layout()));
    SoftmaxStatistics[] s = statistics(x.refined(d.layout()), classes, e);
    double[] root =
        Arrays.stream(s).mapToDouble(t -> Math.sqrt(1 - 2 / classes + t.s2())).toArray();
    return d.scaled(root).withMean(new double[root.length]);
  }

  /** Probabilities over all features of each position. */
  public record Probabilities(Signal logits) implements Signal.Unit {}

  private static Signal.Builder overFeatures(Site site, Signal x, int axis) {
    Expr classes = x.axes().symbol(axis);
    Quantity<Stat> stat = Quantity.of(e -> probabilities(x.stat().in(e), e.number(classes), e));
    return Signal.of(x.axes(), stat)
        .formula(
            Expr.call(
                    "participation",
                    Quantity.of(e -> stat.in(e).secondMoment() * e.number(classes)),
                    classes,
                    site.q(0))
                .over(classes))
        .step("softmax over classes: E[p²] = participation/V (exact quadrature)")
        .sources(x.sources())
        .unit(new Probabilities(x))
        .edge(x, g -> Quantity.of(e -> back(g.in(e), x.stat().in(e), e.number(classes), e)));
  }

  /** exp(x) over its sum over features. */
  static Signal.Builder byHand(Site site, Signal x) {
    int axis = x.axes().rank() - 1;
    while (axis > 0 && !x.axes().has(axis, Role.FEATURE)) {
      axis--;
    }
    return overFeatures(site, x, axis).step("exp over its sum: a softmax over features");
  }

  private static SoftmaxStatistics[] statistics(Stat x, double classes, Evaluation e) {
    double[] variance = new double[x.layout().classes()];
    double[] keys = new double[variance.length];
    Arrays.fill(keys, classes);
    Arrays.setAll(variance, k -> Math.max(0, x.within().same()[k] - x.featureWithin().same()[k]));
    return SoftmaxRows.of(keys, variance, Double.POSITIVE_INFINITY, 0);
  }

  private static Stat probabilities(Stat x, double classes, Evaluation e) {
    SoftmaxStatistics[] s = statistics(x, classes, e);
    double even = 1 / (classes * classes);
    double[] same = new double[s.length];
    double[] across = new double[s.length];
    for (int k = 0; k < s.length; k++) {
      same[k] = s[k].s2() / classes;
      double v = Math.max(0, x.within().same()[k] - x.featureWithin().same()[k]);
      across[k] = even + (same[k] - even) * shared(overlap(x, x.across().same()[k], k, k), v);
    }
    double[] other = new double[x.layout().pairClasses()];
    double[] crossOther = new double[other.length];
    for (int i = 0; i < other.length; i++) {
      int a = x.layout().first(i);
      int b = x.layout().second(i);
      double excess = Math.sqrt((same[a] - even) * (same[b] - even));
      double v = Math.sqrt(x.within().same()[a] * x.within().same()[b]);
      other[i] = even + excess * shared(overlap(x, x.within().other()[i], a, b), v);
      crossOther[i] = even + excess * shared(overlap(x, x.across().other()[i], a, b), v);
    }
    double[] mean = new double[s.length];
    Arrays.fill(mean, 1 / classes);
    Field k = new Field(same, other);
    Field a = new Field(across, crossOther);
    double rest = 1 / (classes * (classes - 1));
    return new Stat(
        x.layout(),
        k,
        a,
        k.map(v -> rest - v / (classes - 1)),
        a.map(v -> rest - v / (classes - 1)),
        mean,
        classes,
        1 / classes,
        x.spread());
  }

  /**
   * What two softmaxes of correlated logits share of their excess over even weights: that of two
   * lognormals, (e^{ρv} − 1)/(e^v − 1).
   */
  private static double shared(double correlation, double variance) {
    return variance > 0 ? Math.expm1(correlation * variance) / Math.expm1(variance) : correlation;
  }

  private static double overlap(Stat x, double k, int a, int b) {
    double qa = x.within().same()[a];
    double qb = x.within().same()[b];
    return qa > 0 && qb > 0 ? Math.max(-1, Math.min(1, k / Math.sqrt(qa * qb))) : 0;
  }

  /**
   * Σ_i δx_i² = g·(S2 − 2·S3 + E(Σp²)²) for independent incoming gradients
   * (docs/theory/attention.md#softmax-of-gaussian-logits).
   */
  private static Stat back(Stat g, Stat x, double classes, Evaluation e) {
    Stat d = g.refined(g.layout().refine(x.layout()));
    SoftmaxStatistics[] s = statistics(x.refined(d.layout()), classes, e);
    double[] root = Arrays.stream(s).mapToDouble(t -> Math.sqrt(t.jacobian() / classes)).toArray();
    return d.scaled(root).withMean(new double[root.length]);
  }
}
