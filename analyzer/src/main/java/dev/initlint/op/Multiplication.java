package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code Mul} and {@code Div}: scales, gains, gates, and norms written out.
 *
 * <p>Second moments of independent factors multiply (moments.md a.2, row "product").
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
    double scalar = scalar(site, 1 - at);
    if (!Double.isNaN(scalar)) {
      return Site.known(scaled(site, x, at, scalar));
    }
    if (x.unit() instanceof Attention.Logits) {
      throw new NotModelled("attention logits scaled by a tensor");
    }
    return Site.known(gained(site, x, at));
  }

  /** The factor at an input that is one number: a constant, or a weight of one element. */
  private static double scalar(Site site, int i) {
    ParameterFacts w = site.parameter(i);
    return w != null && w.weight().count() == 1 ? w.mean() : site.scalar(i);
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
            .edge(x, g -> g.then(s -> s.scaled(factor)));
    if (x.unit() instanceof Attention.Logits l) {
      y.unit(l.scaled(factor)).opaque();
    }
    return y;
  }

  private Signal.Builder product(Site site, Signal a, Signal b) {
    if (division && length(b) instanceof UnitLength.OverPositions l && l.of().root() == a.root()) {
      return UnitLength.overLength(a, l);
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
      return Elementwise.view(a, base, f)
          .zero(a.isZero() || b.isZero())
          .formula(Expr.call("E[" + f.name() + "²]", v -> Double.NaN, rootSymbol(site, a)))
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
    return Signal.of(wide.axes(), Quantity.of(e -> sa.in(e).times(sb.in(e))))
        .formula(site.q(0).times(site.q(1)))
        .step("product of independent factors: second moments multiply")
        .sources(sources)
        .zero(a.isZero() || b.isZero())
        .unit(new Gate(a, b))
        .form(new Forms.Product(a, b))
        .edge(a, g -> Broadcast.pull(times(g, sb), a, wide))
        .edge(b, g -> Broadcast.pull(times(g, sa), b, wide));
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

  private static Expr rootSymbol(Site site, Signal a) {
    return a.view() == null ? site.q(0) : site.q(1);
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
    return times(site, x, w, constant, site.q(at));
  }

  /** {@code x} times a weight or a constant that broadcasts against it. */
  static Signal.Builder times(Site site, Signal x, ParameterFacts w, Array constant, Expr q) {
    Quantity<Stat> table =
        w != null ? Table.stat(w, x.axes(), x.stat()) : Table.stat(constant, x.axes(), x.stat());
    boolean zero = w != null ? w.isZero() : Table.isZero(constant);
    boolean ones = w != null && w.isConstant() && w.mean() == 1;
    Quantity<Stat> stat = ones ? x.stat() : Quantity.of(e -> gained(x.stat().in(e), table.in(e)));
    Expr gain = ones ? Expr.ONE : w != null ? gainSymbol(w) : Expr.symbol("q[table]");
    Signal.Builder y =
        Signal.of(x.axes(), stat)
            .formula(gain.times(q))
            .step(ones ? "a gain of ones changes nothing" : "entries times a table")
            .sources(x.sources())
            .unit(x.unit())
            .form(
                ones
                    ? new Signal.Same(x)
                    : new Forms.Gained(x, table, w != null ? w.name() : constant))
            .zero(x.isZero() || zero)
            .ownToken(
                OwnToken.scaled(
                    x,
                    (e, n) -> {
                      double[] r = new double[n];
                      Arrays.fill(r, table.in(e).meanEntry());
                      return r;
                    }))
            .edge(x, g -> ones ? g : times(g, table));
    if (ones) {
      y.entriesOf(x).scale(x.scale());
    }
    if (w != null && x.axes().has(Role.FEATURE)) {
      y.weight(
          w,
          g ->
              Quantity.of(
                  e ->
                      x.axes().size(Role.FEATURE)
                          / (double) w.count()
                          * Correlation.pairSum(
                              g.in(e), x.stat().in(e), e.number(Expr.symbol("batch")))));
    }
    return y;
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

  private static Expr gainSymbol(ParameterFacts w) {
    return w.isZero() ? Expr.ZERO : w.isConstant() ? Expr.of(w.mean() * w.mean()) : w.variance();
  }
}
