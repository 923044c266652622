package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code Add} and {@code Sub}: residual forks, biases, positions, masks.
 *
 * <p>Second moments of independent zero-mean tensors add (moments.md a.1, row "residual"); a bias
 * or a table adds to every overlap that it is shared by.
 */
public final class Addition implements Op {
  private final double sign;

  Addition(double sign) {
    this.sign = sign;
  }

  @Override
  public List<Belief> forward(Site site) {
    Signal a = site.signalOrNull(0);
    Signal b = site.signalOrNull(1);
    if (a != null && b != null) {
      return Site.known(sum(site, a, b));
    }
    int at = a != null ? 0 : 1;
    Signal x = site.signal(at);
    double scalar = site.scalar(1 - at);
    if (x.unit() instanceof Attention.Logits logits && site.entries(1 - at) != null) {
      return Site.known(
          Attention.masked(
              site, x, logits, added(site.entries(1 - at), at), site.parameter(1 - at)));
    }
    if (x.unit() instanceof Attention.Logits && site.input(1 - at) instanceof Belief.Unknown u) {
      return Site.known(Attention.unknown(x, u.reason()));
    }
    if (x.unit() instanceof RelativeBias bias && site.entries(1 - at) != null) {
      return Site.known(bias.masked(x, site.entries(1 - at)));
    }
    if (!Double.isNaN(scalar)) {
      double term = at == 0 ? sign * scalar : scalar;
      ScalarFunction f = Activation.IDENTITY.times(at == 1 ? sign : 1).plus(term);
      return Site.known(
          Elementwise.apply(x, f, site.q(at))
              .scale(x.scale())
              .formula(site.q(at).plus(Expr.of(term * term))));
    }
    return Site.known(withBias(site, x, site.q(at), site.input(1 - at), 1 - at));
  }

  /** The constant with the sign that it has in the sum. */
  private Array added(Array a, int signalAt) {
    if (signalAt == 1 || sign > 0) {
      return a;
    }
    double[] minus = java.util.Arrays.stream(a.toDoubles()).map(v -> -v).toArray();
    return Array.of(a.type(), a.dims(), minus);
  }

  private Signal.Builder sum(Site site, Signal a, Signal b) {
    if (a.unit() instanceof Attention.Logits l && b.unit() instanceof RelativeBias bias) {
      return Attention.biased(a, l, bias, b);
    }
    if (b.unit() instanceof Attention.Logits l && a.unit() instanceof RelativeBias bias) {
      return Attention.biased(b, l, bias, a);
    }
    if (a.unit() instanceof Attention.Logits l && b.axes().has(Axes.Role.KEY)) {
      return Attention.joined(a, l, b);
    }
    if (b.unit() instanceof Attention.Logits l && a.axes().has(Axes.Role.KEY) && sign > 0) {
      return Attention.joined(b, l, a);
    }
    if (b.unit() instanceof Reduction.FeatureMean m && m.of() == a && sign < 0) {
      return Norm.centred(a, site.q(0));
    }
    if (a.root() == b.root() && a.axes().rank() == b.axes().rank()) {
      ScalarFunction fa = a.view() == null ? Activation.IDENTITY : a.view();
      ScalarFunction fb = b.view() == null ? Activation.IDENTITY : b.view();
      ScalarFunction f = fa.plus(fb.times(sign));
      return Elementwise.view(a, a.base(), f)
          .formula(Expr.call("E[(f+g)²]", v -> v[0] + v[1], site.q(0), site.q(1)))
          .step("two functions of one tensor, added entry by entry");
    }
    Signal wide = Products.both(site, a, b);
    Quantity<Stat> sa = Broadcast.stat(a, wide);
    Quantity<Stat> sb = Broadcast.stat(b, wide);
    boolean oneDraw = CrossMoments.related(a, b);
    boolean rotation = !a.sources().isEmpty() && a.sources().equals(b.sources());
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat y = sa.in(e).plus(sign < 0 ? sb.in(e).scaled(-1) : sb.in(e));
              y = y.withSpread(y.spread() + cross(sa.in(e), sb.in(e), e));
              y = oneDraw ? together(y, a, b, e) : y;
              return rotation ? y.withInverseDim(kept(sa.in(e), sb.in(e))) : y;
            });
    Set<Object> sources = new HashSet<>(a.sources());
    sources.addAll(b.sources());
    Signal.Builder y =
        Signal.of(wide.axes(), stat)
            .formula(site.q(0).plus(site.q(1)))
            .step("sum of independent branches: second moments add")
            .sources(sources)
            .zero(a.isZero() && b.isZero())
            .ownToken(merged(a, b))
            .unit(new Fork(a, b))
            .form(new Forms.Sum(a, b, sign))
            .edge(a, g -> Broadcast.pull(g, a, wide))
            .edge(b, g -> Broadcast.pull(g, b, wide));
    return y;
  }

  /**
   * The sum of branches that hold one draw: E[(a + b)²] = E a² + E b² + 2 E[a b]. Where E[a b] is
   * not known it is at most √(E a²·E b²), by which the band is widened.
   */
  private Stat together(Stat sum, Signal a, Signal b, Evaluation e) {
    try {
      return CrossMoments.added(sum, a, b, sign, e);
    } catch (CrossMoments.NotFollowed notKnown) {
      double q = sum.secondMoment();
      double most = 4 * a.stat().in(e).secondMoment() * b.stat().in(e).secondMoment();
      return q > 0 ? sum.withSpread(sum.spread() + most / (q * q)) : sum;
    }
  }

  /**
   * Relative variance that chance products of two branches add to the mean square of their sum:
   * 4·s(1 − s)/d for shares s and 1 − s.
   */
  private static double cross(Stat a, Stat b, Evaluation e) {
    double q = a.secondMoment() + b.secondMoment();
    if (q <= 0) {
      return 0;
    }
    double share = a.secondMoment() / q;
    double each = Correlation.ownVariance(a, 1, e) * Correlation.ownVariance(b, 1, e);
    return 4 * share * (1 - share) * Math.sqrt(each);
  }

  /** The overlaps that two parts of a rotation keep together. */
  private static double kept(Stat a, Stat b) {
    double q = a.secondMoment() + b.secondMoment();
    double share = q > 0 ? a.secondMoment() / q : 0.5;
    return share * a.inverseDim() + (1 - share) * b.inverseDim();
  }

  /** The two sides of a sum, for the walk along residual streams. */
  public record Fork(Signal left, Signal right) implements Signal.Unit {}

  static Signal widest(Signal a, Signal b) {
    return Broadcast.entries(a.axes()) >= Broadcast.entries(b.axes()) ? a : b;
  }

  private Map<ParameterFacts, Quantity<double[]>> merged(Signal a, Signal b) {
    if (a.ownToken().isEmpty()) {
      return b.ownToken();
    }
    if (b.ownToken().isEmpty()) {
      return a.ownToken();
    }
    Map<ParameterFacts, Quantity<double[]>> both = new HashMap<>(a.ownToken());
    b.ownToken().forEach((k, v) -> both.merge(k, v, OwnToken::plus));
    return both;
  }

  private static Signal.Form form(
      Signal x, ParameterFacts w, Array constant, boolean nothing, Quantity<Stat> table) {
    Object key = w == null ? constant : w.draw() == null ? w.name() : w.draw();
    return nothing ? new Signal.Same(x) : new Forms.Biased(x, table, key);
  }

  /** {@code x + b} for a bias or a table that is a weight or a constant. */
  static Signal.Builder withBias(Site site, Signal x, Expr qx, Belief bias, int input) {
    ParameterFacts w = bias instanceof Belief.Parameter p ? p.facts() : null;
    Array constant = bias instanceof Belief.Fixed f ? f.array() : null;
    if (w == null && constant == null) {
      throw new NotModelled(
          bias instanceof Belief.Unknown u ? u.reason() : "a sum with a tensor of no signal");
    }
    Expr q = w == null ? Expr.symbol("q[" + site.node().input(input) + "]") : w.variance();
    boolean nothing = w != null ? w.isZero() : Table.isZero(constant);
    Quantity<Stat> table =
        w != null ? Table.stat(w, x.axes(), x.stat()) : Table.stat(constant, x.axes(), x.stat());
    Quantity<Stat> stat = nothing ? x.stat() : Quantity.of(e -> x.stat().in(e).plus(table.in(e)));
    Signal.Builder y =
        Signal.of(x.axes(), stat)
            .formula(nothing ? qx : qx.plus(q))
            .step(nothing ? "a bias of zeros adds nothing" : "an independent bias adds its own")
            .sources(x.sources())
            .scale(x.scale())
            .form(form(x, w, constant, nothing, table))
            .zero(x.isZero() && nothing)
            .ownToken(x.ownToken())
            .unit(nothing ? x.unit() : Shifted.of(x, w, constant))
            .edge(x, g -> g);
    if (nothing) {
      y.entriesOf(x);
    }
    if (w != null) {
      y.weight(w, g -> Quantity.of(e -> Table.gradient(g.in(e), w, x.axes(), e)));
    }
    return y;
  }
}
