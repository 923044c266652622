package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * {@code ReduceMean} and {@code ReduceSum}: over features (the statistics of a norm), or over
 * positions (pooling); docs/theory/linear.md#averages-over-positions,
 * docs/theory/positions.md#averages-and-sums-over-axes.
 */
public final class Reduction implements Op {
  private final boolean sum;

  Reduction(boolean sum) {
    this.sum = sum;
  }

  /** The mean over the features of a tensor; one number a position. */
  public record FeatureMean(Signal of) implements Signal.Unit {}

  @Override
  public List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    boolean[] reduced = axes(site, x.axes().rank());
    boolean features = false;
    boolean positions = false;
    boolean other = false;
    List<List<Factor>> dims = new ArrayList<>();
    boolean keep = site.node().attributes().integer("keepdims", 1) != 0;
    for (int i = 0; i < reduced.length; i++) {
      if (!reduced[i]) {
        dims.add(x.axes().dims().get(i));
        continue;
      }
      features |= x.axes().has(i, Role.FEATURE);
      positions |= x.axes().has(i, Role.POSITION);
      other |= x.axes().has(i, Role.SAMPLE) || x.axes().has(i, Role.KEY);
      if (keep) {
        dims.add(List.of());
      }
    }
    Axes axes = new Axes(dims);
    if (!features && !positions && !other) {
      return Site.known(x.seenAs(axes));
    }
    if (other
        || positions && (axes.has(Role.POSITION) || features && axes.has(Role.FEATURE))
        || features && axes.has(Role.FEATURE) && (sum || !keep)) {
      return Site.known(Partial.of(site, x, axes, reduced, sum));
    }
    double scale = sum ? reducedSize(x.axes(), reduced) : 1;
    Signal.Builder y = reduce(x, axes, features, positions, scale);
    y.formula(formula(site, axes, y.stat(), features, positions, scale));
    return Site.known(y);
  }

  /**
   * scale²·(q + (N − 1)·c)/N for the mean of N entries, with c the mean product of two of them: the
   * token overlap, F, or that of any two entries.
   */
  static Expr formula(
      Site site, Axes left, Quantity<Stat> y, boolean features, boolean positions, double scale) {
    Axes axes = site.signal(0).axes();
    Expr d = axes.symbol(Role.FEATURE).over(left.symbol(Role.FEATURE));
    Expr n = axes.symbol(Role.POSITION);
    Expr entries = !features ? n : positions ? n.times(d) : d;
    if (positions) {
      Expr one = Expr.of(scale * scale).times(site.q(0)).over(entries);
      return one.plus(Effective.term("E[x·x']", y, one));
    }
    Expr sum = site.q(0).plus(entries.minus(Expr.ONE).times(site.pairOfFeatures(0)));
    return Expr.of(scale * scale).times(sum).over(entries);
  }

  private static double reducedSize(Axes axes, boolean[] reduced) {
    double size = 1;
    for (int i = 0; i < reduced.length; i++) {
      size *= reduced[i] ? axes.size(i) : 1;
    }
    return size;
  }

  /** Mean over features, positions or both, times {@code scale}. */
  static Signal.Builder reduce(
      Signal x, Axes axes, boolean features, boolean positions, double scale) {
    Mean mean = new Mean(x, features, positions, axes.size(Role.FEATURE), scale);
    Signal.Builder y =
        Signal.of(axes, x.stat().then(mean::of))
            .relation(mean)
            .sources(x.sources())
            .zero(x.isZero())
            .step(
                features
                    ? "mean over features: K/d + (1 − 1/d)·F"
                    : "mean over positions: the mean overlap of all pairs remains");
    if (features && !positions) {
      y.unit(new FeatureMean(x));
    }
    y.edge(x, g -> Quantity.of(e -> mean.back(g.in(e), x.stat().in(e))));
    return y;
  }

  /**
   * The mean of {@code input} over features, positions or both, times {@code scale}.
   *
   * @param heads number of groups whose features are averaged apart
   */
  record Mean(Signal input, boolean features, boolean positions, double heads, double scale)
      implements Relation {

    private Stat of(Stat s) {
      Stat r = features ? featureMean(s, heads) : s;
      r = positions ? pooled(r) : r;
      return scale == 1 ? r : r.scaled(scale);
    }

    private Stat back(Stat g, Stat x) {
      Stat d = g;
      if (positions) {
        d = Broadcast.repeated(d, x.layout()).scaled(1 / x.layout().positions());
      }
      if (features) {
        d = Broadcast.overFeatures(d, x.features()).scaled(1 / x.features());
      }
      return scale == 1 ? d : d.scaled(scale);
    }

    private boolean isAlike(Signal other) {
      return other.relation() instanceof Mean that
          && features == that.features
          && positions == that.positions
          && heads == that.heads
          && scale == that.scale;
    }

    @Override
    public Block together(Signal self, Signal other, Gram g) {
      return isAlike(other)
          ? g.of(input, ((Mean) other.relation()).input).through(g.coarse(input.stat()), this::of)
          : null;
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      Stat x = g.coarse(input.stat());
      return isAlike(other)
          ? gradients.get().through(g.coarse(self.stat()), s -> back(s, x))
          : null;
    }
  }

  /** The mean over features, of each of {@code heads} groups of them. */
  private static Stat featureMean(Stat s, double heads) {
    double d = s.features() / heads;
    Field w = Linear.meanField(s.within(), s.featureWithin(), d);
    Field a = Linear.meanField(s.across(), s.featureAcross(), d);
    Field fw = heads > 1 ? s.featureWithin() : w;
    Field fa = heads > 1 ? s.featureAcross() : a;
    return new Stat(s.layout(), w, a, fw, fa, s.mean(), heads, 1 / heads, s.spread());
  }

  /** The mean over all positions: what is left is the mean over all pairs of positions. */
  static Stat pooled(Stat s) {
    Layout one = Layout.single();
    UnaryOperator<Field> all = f -> Field.constant(one, f.meanAll(s.layout()), 0);
    return new Stat(
        one,
        all.apply(s.within()),
        all.apply(s.across()),
        all.apply(s.featureWithin()),
        all.apply(s.featureAcross()),
        new double[] {s.meanEntry()},
        s.features(),
        s.inverseDim(),
        s.spread());
  }

  static boolean[] axes(Site site, int rank) {
    boolean[] reduced = new boolean[rank];
    long[] axes = site.node().attributes().integers("axes");
    Array input = site.node().hasInput(1) ? site.constant(1) : null;
    if (axes == null && input != null) {
      axes = input.toLongs();
    } else if (axes == null && site.node().hasInput(1)) {
      throw new NotModelled("axes that are not constant");
    }
    if (axes == null || axes.length == 0) {
      java.util.Arrays.fill(
          reduced, site.node().attributes().integer("noop_with_empty_axes", 0) == 0);
      return reduced;
    }
    for (long a : axes) {
      reduced[Site.axis(a, rank)] = true;
    }
    return reduced;
  }
}
