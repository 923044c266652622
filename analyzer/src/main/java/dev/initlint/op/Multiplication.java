package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.gaussian.Tilt;
import dev.initlint.graph.ElementType;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Gram;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.moment.Strata;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code Mul} and {@code Div}: scales, gains, gates, and norms written out.
 *
 * <p>Second moments of independent factors multiply (docs/theory/linear.md#product).
 */
public final class Multiplication implements Op {
  private final boolean division;

  Multiplication(boolean division) {
    this.division = division;
  }

  @Override
  public List<Belief> forward(Site site) {
    Signal a = site.signalOrNull(0);
    Signal b = site.signalOrNull(1);
    if (a != null && b != null) {
      return Site.known(product(site, a, b));
    }
    int at = a != null ? 0 : 1;
    Signal x = site.signal(at);
    double scalar = scalar(site, 1 - at, x);
    if (!Double.isNaN(scalar)) {
      return Site.known(scaled(site, x, at, scalar));
    }
    return Site.known(gained(site, x, at));
  }

  /** The factor at an input that is one number: a constant, or a weight of one element. */
  private static double scalar(Site site, int i, Signal x) {
    ParameterFacts w = site.parameter(i);
    if (w != null) {
      return w.weight().count() == 1 ? w.mean() : Double.NaN;
    }
    Array a = site.constant(i);
    return a != null && a.size() > 0 && fits(a.dims(), x) && alike(a) ? a.at(0) : Double.NaN;
  }

  /** Whether a constant has no axis that the signal has not. */
  private static boolean fits(long[] dims, Signal x) {
    boolean fits = dims.length <= x.axes().rank();
    for (int k = 0; fits && k < dims.length; k++) {
      int axis = x.axes().rank() - dims.length + k;
      fits = dims[k] == 1 || dims[k] == x.axes().size(axis);
    }
    return fits || Arrays.stream(dims).allMatch(n -> n == 1);
  }

  private static boolean alike(Array a) {
    for (int k = 1; k < a.size(); k++) {
      if (a.at(k) != a.at(0)) {
        return false;
      }
    }
    return true;
  }

  private Signal.Builder scaled(Site site, Signal x, int at, double scalar) {
    if (division && at == 1) {
      ScalarFunction f = Activation.power(-1).times(scalar);
      return Elementwise.apply(x, f, site.q(at));
    }
    double factor = division ? 1 / scalar : scalar;
    return scaled(site, x, factor, site.q(at));
  }

  /** {@code x} times a number. */
  static Signal.Builder scaled(Site site, Signal x, double factor, Expr q) {
    Quantity<Stat> stat = x.stat().then(s -> s.scaled(factor));
    ScalarFunction view = x.view() == null ? Activation.IDENTITY : x.view();
    Signal.Builder y =
        Signal.of(x.axes(), stat)
            .viewOf(x.base(), view.times(factor))
            .relation(new Elementwise.Image(x.base(), view.times(factor)))
            .formula(Expr.of(factor * factor).times(q))
            .step("times " + dev.initlint.symbol.Printer.number(factor))
            .sources(x.sources())
            .scale(x.scale().times(site.node().name(), factor))
            .zero(x.isZero() || factor == 0)
            .ownToken(
                OwnToken.scaled(
                    x,
                    (e, n) -> {
                      double[] r = new double[n];
                      Arrays.fill(r, factor);
                      return r;
                    }))
            .edge(x, g -> g.then(s -> scaledBack(s, factor)));
    if (x.unit() instanceof Attention.Logits l) {
      y.unit(l.scaled(factor)).opaque();
    }
    return y;
  }

  private static Stat scaledBack(Stat g, double factor) {
    Stat d = g.scaled(factor);
    return g.tilt() == null ? d : d.withTilt(g.tilt().behind(factor, 0));
  }

  private Signal.Builder product(Site site, Signal a, Signal b) {
    if (division && length(b) instanceof UnitLength.OverPositions l && l.of().root() == a.root()) {
      return UnitLength.overLength(a, l);
    }
    if (division && isSoftmax(a, b)) {
      return Softmax.byHand(site, a.base());
    }
    if (b.root().unit() instanceof Reduction.FeatureMean m) {
      return Norm.dividedBy(a, b, m, division, site.q(0));
    }
    if (a.root().unit() instanceof Reduction.FeatureMean m && !division) {
      return Norm.dividedBy(b, a, m, false, site.q(1));
    }
    if (a.root() == b.root() && a.axes().rank() == b.axes().rank()) {
      ScalarFunction fa = a.view() == null ? Activation.IDENTITY : a.view();
      ScalarFunction fb = b.view() == null ? Activation.IDENTITY : b.view();
      ScalarFunction f = division ? fa.over(fb) : fa.times(fb);
      Signal base = a.view() == null ? a : a.base();
      Signal.Builder y = Elementwise.view(a, base, f);
      return y.zero(a.isZero() || b.isZero())
          .formula(Effective.function("E[" + f.name() + "²]", y.stat(), arguments(site, a, b)))
          .step("two functions of one tensor, multiplied entry by entry");
    }
    if (division) {
      throw new NotModelled("a quotient of two activations");
    }
    Signal wide = Products.both(site, a, b);
    Quantity<Stat> sa = Broadcast.stat(a, wide);
    Quantity<Stat> sb = Broadcast.stat(b, wide);
    Set<Object> sources = new HashSet<>(a.sources());
    sources.addAll(b.sources());
    Quantity<Stat> stat = Quantity.of(e -> sa.in(e).times(sb.in(e)));
    Expr apart = site.q(0).times(site.q(1));
    String squares = "cov[" + site.node().input(0) + "², " + site.node().input(1) + "²]";
    return Signal.of(wide.axes(), stat)
        .formula(apart.plus(Effective.term(squares, stat, apart)))
        .step("product of independent factors: second moments multiply")
        .sources(sources)
        .zero(a.isZero() || b.isZero())
        .unit(new Gate(a, b))
        .relation(new Product(a, b))
        .edge(a, g -> Broadcast.pull(factor(g, sa, sb), a, wide))
        .edge(b, g -> Broadcast.pull(factor(g, sb, sa), b, wide));
  }

  /** exp(x) over the sum of its features, to which a small number may have been added. */
  private static boolean isSoftmax(Signal a, Signal b) {
    return a.view() != null
        && a.view().equals(Activation.EXP)
        && b.root().unit() instanceof Reduction.FeatureMean m
        && m.of().root() == a.root()
        && a.view().equals(m.of().view());
  }

  /** {@code left·right}, entry by entry. */
  record Product(Signal left, Signal right) implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      boolean alike = other.relation() instanceof Product that && separate() && that.separate();
      if (!alike) {
        return null;
      }
      Product that = (Product) other.relation();
      Block first = Broadcast.with(left, self, that.left, g);
      Block both = first.times(Broadcast.with(right, self, that.right, g));
      double met = Math.sqrt(factor(self, g) * that.factor(other, g));
      return met == 1 ? both : both.samePlaces(met);
    }

    /** What both sides met makes of the product of their second moments. */
    private double factor(Signal self, Gram g) {
      Stat a = g.coarse(Broadcast.stat(left, self));
      return Strata.factor(a, g.coarse(Broadcast.stat(right, self)));
    }

    private boolean separate() {
      return !Gram.related(left, right);
    }

    /** E[l r b] = E[r]·E[l b] for a factor r that is independent of both others. */
    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      if (!separate() || Gram.related(left, other) && Gram.related(right, other)) {
        throw new Gram.NotFollowed("a product of tensors that are related");
      }
      boolean leftAlone = !Gram.related(left, other);
      Signal alone = leftAlone ? left : right;
      Stat factor = g.coarse(Broadcast.stat(alone, self));
      Block rest = Broadcast.with(leftAlone ? right : left, self, other, g);
      return rest.scaled(factor.mean(), factor.layout());
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (edge != otherEdge || !(other.relation() instanceof Product that)) {
        return null;
      }
      Block factors = edge == 0 ? g.of(right, that.right) : g.of(left, that.left);
      return gradients.get().times(factors);
    }

    /** The other factor's mean is what a gradient keeps of what it shares with a third. */
    @Override
    public Block bent(Signal self, int edge, Supplier<Block> gradients, Gram g) {
      Signal input = edge == 0 ? left : right;
      if (Broadcast.widened(input, self)) {
        return null;
      }
      Stat factor = g.coarse(Broadcast.stat(edge == 0 ? right : left, self));
      return gradients.get().scaled(factor.mean(), factor.layout());
    }
  }

  /**
   * {@code input} times a table of entries.
   *
   * @param table what is equal for all uses of the same table
   * @param weight the table where it is a weight, or null
   * @param apart its entries where they lie far apart, or null
   */
  record Gained(Signal input, Quantity<Stat> stat, Object table, ParameterFacts weight, Array apart)
      implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      return other.relation() instanceof Gained that && table.equals(that.table)
          ? g.of(input, that.input).times(Block.of(g.coarse(stat))).samePlaces(met(g))
          : null;
    }

    private double met(Gram g) {
      Stat t = g.coarse(stat);
      return Strata.factor(g.coarse(input.stat()), told(Quantity.fixed(t), apart, g.evaluation()));
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return scaled(g.of(input, other), g);
    }

    private Block scaled(Block c, Gram g) {
      Stat gains = g.coarse(stat);
      return c.scaled(gains.mean(), gains.layout());
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return scaled(gradients, g);
    }

    @Override
    public double weight(Signal self, Signal other, Block gradients, Gram g) {
      if (weight == null || !(other.relation() instanceof Gained that)) {
        return Relation.super.weight(self, other, gradients, g);
      }
      return shared(weight, input, that.input, gradients, g);
    }
  }

  /** E[u v] for an entry of the gradients that two uses of one gain give it. */
  private static double shared(ParameterFacts w, Signal x, Signal y, Block gradients, Gram g) {
    double batch = g.evaluation().number(Expr.symbol("batch"));
    return copies(x, w) * Correlation.pairSum(gradients, g.of(x, y), batch);
  }

  private static Signal input(Signal s) {
    return s.edges().get(0).input();
  }

  /** Number of features that one entry of a gain serves. */
  private static double copies(Signal x, ParameterFacts w) {
    return x.axes().size(Role.FEATURE) / (double) w.count();
  }

  /** What a tensor is the length of, through clips, copies and moves. */
  private static Signal.Unit length(Signal s) {
    Signal at = s.root();
    for (int i = 0; i < 8 && !(at.unit() instanceof UnitLength.OverPositions); i++) {
      if (at.edges().size() != 1) {
        return null;
      }
      at = at.edges().get(0).input().root();
    }
    return at.unit();
  }

  /** A product of two branches. */
  public record Gate(Signal left, Signal right) implements Signal.Unit {}

  /** The second moment of the tensor that both are functions of, or of both functions. */
  private static Expr[] arguments(Site site, Signal a, Signal b) {
    return a.view() == null
        ? new Expr[] {site.q(0)}
        : b.view() == null ? new Expr[] {site.q(1)} : new Expr[] {site.q(0), site.q(1)};
  }

  private static Quantity<Stat> factor(Quantity<Stat> g, Quantity<Stat> own, Quantity<Stat> other) {
    return Quantity.of(e -> Regression.ofFactor(g.in(e), own.in(e), other.in(e)));
  }

  private static Quantity<Stat> times(Quantity<Stat> g, Quantity<Stat> factor) {
    return Quantity.of(e -> g.in(e).times(factor.in(e)));
  }

  /** {@code x} times a table: a gain, a layer scale, the cosines of a rotation. */
  private Signal.Builder gained(Site site, Signal x, int at) {
    ParameterFacts w = site.parameter(1 - at);
    Array constant = site.constant(1 - at);
    if (w == null && constant == null) {
      Belief b = site.input(1 - at);
      throw new NotModelled(
          b instanceof Belief.Unknown u ? u.reason() : "a product with a tensor of no signal");
    }
    if (division) {
      if (w != null || at == 1) {
        throw new NotModelled("a quotient by a weight");
      }
      double[] inverse = java.util.Arrays.stream(constant.toDoubles()).map(v -> 1 / v).toArray();
      constant = Array.of(constant.type(), constant.dims(), inverse);
    }
    Array entries = w == null ? constant : site.entries(1 - at);
    if (entries != null && Widened.widens(x, entries.dims())) {
      return Widened.product(site, x, entries, site.q(at));
    }
    String name = site.node().input(1 - at);
    Signal.Builder y = times(x, w, constant, division ? "1/" + name : name, site.q(at));
    Signal.Unit cleared = Attention.Cleared.of(x, entries);
    if (cleared != null) {
      return y.unit(cleared);
    }
    return entries != null && x.view() != null && Widened.isByFeature(x, entries.dims())
        ? y.unit(Widened.of(x, entries))
        : y;
  }

  /** {@code x} times a weight or a constant that broadcasts against it. */
  static Signal.Builder times(Signal x, ParameterFacts w, Array constant, String name, Expr q) {
    Quantity<Stat> table =
        w != null ? Table.stat(w, x.axes(), x.stat()) : Table.stat(constant, x.axes(), x.stat());
    Array far = apart(w, constant, x);
    boolean zero = w != null ? w.isZero() : Table.isZero(constant);
    boolean ones = w != null && w.isConstant() && w.mean() == 1;
    Quantity<Stat> stat =
        ones ? x.stat() : Quantity.of(e -> gained(x.stat().in(e), told(table, far, e)));
    Expr apart = ones ? q : gainSymbol(w, table, name).times(q);
    Signal.Builder y =
        Signal.of(x.axes(), stat)
            .formula(ones ? q : apart.plus(Effective.term("cov[" + name + "², x²]", stat, apart)))
            .step(ones ? "a gain of ones changes nothing" : "entries times a table")
            .sources(x.sources())
            .unit(x.unit() instanceof Attention.Logits ? null : x.unit())
            .relation(
                ones
                    ? new Relation.Same(
                        x, (self, other, pair, g) -> shared(w, x, input(other), pair, g))
                    : new Gained(x, table, w != null ? w.name() : constant, w, far))
            .zero(x.isZero() || zero)
            .ownToken(
                OwnToken.scaled(
                    x,
                    (e, n) -> {
                      double[] r = new double[n];
                      Arrays.fill(r, table.in(e).meanEntry());
                      return r;
                    }))
            .edge(x, g -> ones ? g : gainedBack(g, Quantity.of(e -> told(table, far, e))));
    if (ones) {
      y.entriesOf(x).scale(x.scale());
    }
    if (w != null && x.axes().has(Role.FEATURE)) {
      y.weight(
          w,
          g ->
              Quantity.of(
                  e ->
                      copies(x, w)
                          * Correlation.pairSum(
                              g.in(e),
                              weighed(x.stat().in(e), g.in(e), table.in(e)),
                              Broadcast.samples(x.axes(), e))));
    }
    return y;
  }

  /** Entries that a table has for each feature, where they may lie far apart; or null. */
  private static Array apart(ParameterFacts w, Array constant, Signal x) {
    if (w != null && (w.isConstant() || w.mean() == 0 || w.weight().data() == null)) {
      return null;
    }
    long[] dims = w != null ? w.dims() : constant.dims();
    if (!Widened.isByFeature(x, dims) || w != null && w.count() > ByStratum.ENTRIES) {
      return null;
    }
    Array entries =
        w == null
            ? constant
            : Array.of(ElementType.FLOAT, dims, w.weight().data().toDoubles((int) w.count()));
    return alike(entries) ? null : entries;
  }

  /** The table with its entries told apart where they lie far apart: who meets it is not known. */
  private static Stat told(Quantity<Stat> table, Array apart, Evaluation e) {
    return apart != null ? Widened.told(table.in(e), apart) : table.in(e);
  }

  private static Stat weighed(Stat x, Stat g, Stat table) {
    return Regression.weighed(x, g.tilt() == null ? null : g.tilt().behind(table.meanEntry(), 0));
  }

  private static Quantity<Stat> gainedBack(Quantity<Stat> g, Quantity<Stat> table) {
    return Quantity.of(
        e -> {
          Stat d = g.in(e).times(table.in(e));
          Tilt tilt = g.in(e).tilt();
          return tilt == null ? d : d.withTilt(tilt.behind(table.in(e).meanEntry(), 0));
        });
  }

  /**
   * A table that turns with the position, as the cosines of a rotation do, leaves of the common
   * overlaps its own mean overlap.
   */
  private static Stat gained(Stat x, Stat table) {
    double q = table.secondMoment();
    double kept = q > 0 && table.layout().positions() > 1 ? table.tokenOverlap() / q : 1;
    double fresh = 1 / x.features();
    double inverseDim = fresh + Math.max(0, x.inverseDim() - fresh) * Math.max(0, kept);
    return x.times(table).withInverseDim(inverseDim);
  }

  /** The second moment of a gain: of an entry by its law, or of those that are met. */
  private static Expr gainSymbol(ParameterFacts w, Quantity<Stat> table, String name) {
    if (w == null) {
      return Effective.figure("q[" + name + "]", table, Stat::secondMoment);
    }
    return w.isZero()
        ? Expr.ZERO
        : w.isConstant()
            ? Expr.of(w.mean() * w.mean())
            : w.mean() == 0 && w.isRandom()
                ? w.variance()
                : Effective.figure("E[" + name + "²]", table, Stat::secondMoment);
  }
}
