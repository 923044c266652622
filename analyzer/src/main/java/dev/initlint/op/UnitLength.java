package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;

/**
 * Lengths over features, and vectors brought to length one, as in cosine attention
 * (docs/theory/norms.md#unit-length).
 */
final class UnitLength {
  private UnitLength() {}

  /** {@code LpNormalization} with p = 2: q' = 1/d. */
  static List<Belief> normalised(Site site) {
    Signal x = site.signal(0);
    int axis = features(site, x, site.node().attributes().integer("axis", -1));
    if (site.node().attributes().integer("p", 2) != 2) {
      throw new NotModelled("a norm by sums of absolute values");
    }
    Signal y = Norm.normalised(x, 0, false, site.q(0)).build();
    double factor = 1 / Math.sqrt(x.axes().size(axis));
    return Site.known(
        Multiplication.scaled(site, y, factor, y.formula())
            .step("brought to length one: q = 1/d")
            .unit(y.unit()));
  }

  /** {@code ReduceL2} over features: √(d·mean of squares). */
  static List<Belief> length(Site site) {
    Signal x = site.signal(0);
    long[] axes = site.node().attributes().integers("axes");
    if (axes == null && site.constant(1) != null) {
      axes = site.constant(1).toLongs();
    }
    if (axes == null || axes.length == 0) {
      throw new NotModelled("a length over all axes");
    }
    boolean keep = site.node().attributes().integer("keepdims", 1) != 0;
    int[] over = Arrays.stream(axes).mapToInt(a -> Site.axis(a, x.axes().rank())).toArray();
    double d = 1;
    boolean positions = true;
    Axes left = x.axes();
    for (int axis : over) {
      d *= x.axes().size(axis);
      positions &= x.axes().size(axis) == 1 || x.axes().isOnly(axis, Role.POSITION);
      left = left.withDim(axis, List.of());
    }
    left = keep ? left : left.without(i -> Arrays.stream(over).anyMatch(a -> a == i));
    if (positions && !left.has(Role.POSITION)) {
      return Site.known(overPositions(site, x, left, d));
    }
    if (over.length != 1) {
      throw new NotModelled("a length over several axes of features");
    }
    features(site, x, axes[0]);
    Signal square = Elementwise.apply(x, Activation.SQUARE, site.q(0)).build();
    Signal mean = Reduction.reduce(square, left, true, false, 1).build();
    var root = Activation.IDENTITY.times(d).then(Activation.sqrt());
    return Site.known(
        Elementwise.apply(mean, root, site.q(0)).step("length over features: √(d·q)"));
  }

  private static int features(Site site, Signal x, long attribute) {
    int axis = Site.axis(attribute, x.axes().rank());
    if (!x.axes().isOnly(axis, Role.FEATURE)) {
      throw new NotModelled("a length over other than features");
    }
    return axis;
  }

  /** The length over all positions of a feature; {@code of} is the tensor it is the length of. */
  record OverPositions(Signal of, double count) implements Signal.Unit {}

  /**
   * √(n·q): the mean square over many positions hardly varies. By how much it does, as positions of
   * a channel are alike, its root is less in the mean, as that of a lognormal.
   */
  private static Signal.Builder overPositions(Site site, Signal x, Axes left, double n) {
    Quantity<Stat> stat =
        x.stat()
            .then(
                s -> {
                  double q = n * s.secondMoment();
                  double m = s.meanEntry();
                  double v = s.entryVariance();
                  double kurtosis = s.law().fourthMoment(m, v) / ((m * m + v) * (m * m + v));
                  double relative = Math.max(0, kurtosis - 1) * Correlation.meanSquare(s, 1);
                  double mean = Math.sqrt(q) * Math.pow(1 + relative, -0.125);
                  return Stat.independent(Layout.single(), mean, q, s.features())
                      .withSpread(s.spread());
                });
    return Signal.of(left, stat)
        .formula(Expr.of(n).times(site.q(0)))
        .step("length over positions: √(n·q)")
        .unit(new OverPositions(x, n));
  }

  /** A tensor over its own length along positions: q = 1/n. */
  static Signal.Builder overLength(Signal x, OverPositions length) {
    double n = length.count();
    return Signal.of(x.axes(), x.stat().then(s -> s.scaled(1 / Math.sqrt(n * s.secondMoment()))))
        .formula(Expr.of(1 / n))
        .step("brought to length one over positions: q = 1/n")
        .sources(x.sources())
        .relation(new Relation.Same(x))
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      double q = x.stat().in(e).secondMoment();
                      return g.in(e).scaled(Math.sqrt((1 - 1 / n) / (n * q)));
                    }));
  }
}
