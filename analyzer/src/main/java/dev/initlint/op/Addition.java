package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.gaussian.Tilt;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Gram;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
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
 * <p>Second moments of independent zero-mean tensors add (docs/theory/linear.md#sum-and-bias); a
 * bias or a table adds to every overlap that it is shared by.
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
      return Site.known(sum(site, Recast.like(a, b), Recast.like(b, a)));
    }
    Belief moved = a == null && b == null ? MovedWeight.of(site, sign) : null;
    if (moved != null) {
      return List.of(moved);
    }
    int at = a != null ? 0 : 1;
    Signal x = site.signal(at);
    double scalar = site.scalar(1 - at);
    if (x.unit() instanceof Attention.Logits l && l.cap() != null && !Double.isNaN(scalar)) {
      double term = at == 0 ? sign * scalar : scalar;
      ScalarFunction f = Activation.IDENTITY.times(at == 1 ? sign : 1).plus(term);
      return Site.known(Attention.capped(site, x, l, f));
    }
    if (x.unit() instanceof Attention.Logits && at == 1 && sign < 0) {
      x = Multiplication.scaled(site, x, -1, site.q(at)).build();
    }
    if (x.unit() instanceof Attention.Logits logits && site.entries(1 - at) != null) {
      return Site.known(
          Attention.masked(
              site, x, logits, added(site.entries(1 - at), at), site.parameter(1 - at)));
    }
    if (x.unit() instanceof Attention.Cleared cleared && site.entries(1 - at) != null) {
      Array added = added(site.entries(1 - at), at);
      if (cleared.isHiddenBy(added)) {
        return Site.known(Attention.masked(site, x, cleared.scores(), added, null));
      }
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
              .formula(shifted(site, at, at == 1 ? sign * term : term)));
    }
    if (at == 1 && sign < 0) {
      x = Multiplication.scaled(site, x, -1, site.q(at)).build();
    }
    double turned = at == 0 ? sign : 1;
    return Site.known(withBias(site, x, site.q(at), site.input(1 - at), 1 - at, turned));
  }

  /** The constant with the sign that it has in the sum. */
  private Array added(Array a, int signalAt) {
    if (signalAt == 1 || sign > 0) {
      return a;
    }
    double[] minus = java.util.Arrays.stream(a.toDoubles()).map(v -> -v).toArray();
    return Array.of(a.type(), a.dims(), minus);
  }

  /** E[(x + c)²] = E x² + c² + 2c·E x. */
  private static Expr shifted(Site site, int at, double c) {
    return site.q(at).plus(Expr.of(c * c)).plus(Expr.of(2 * c).times(site.mean(at)));
  }

  private Signal.Builder sum(Site site, Signal a, Signal b) {
    if (a.unit() instanceof Attention.Logits l && b.unit() instanceof RelativeBias bias) {
      return Attention.biased(a, l, bias, b);
    }
    if (b.unit() instanceof Attention.Logits l && a.unit() instanceof RelativeBias bias) {
      return Attention.biased(b, l, bias, a);
    }
    if (a.unit() instanceof Attention.Logits l && isPairwise(b.axes(), a.axes())) {
      return Attention.joined(a, l, b);
    }
    if (b.unit() instanceof Attention.Logits l && isPairwise(a.axes(), b.axes()) && sign > 0) {
      return Attention.joined(b, l, a);
    }
    if (b.unit() instanceof Reduction.FeatureMean m && m.of() == a && sign < 0) {
      return Norm.centred(a, site.q(0));
    }
    if (a.root() == b.root() && a.axes().rank() == b.axes().rank()) {
      ScalarFunction fa = a.view() == null ? Activation.IDENTITY : a.view();
      ScalarFunction fb = b.view() == null ? Activation.IDENTITY : b.view();
      ScalarFunction f = fa.plus(fb.times(sign));
      Signal.Builder y = Elementwise.view(a, a.base(), f);
      return y.formula(formula(site, y.stat()))
          .step("two functions of one tensor, added entry by entry");
    }
    Signal wide = Products.both(site, a, b);
    Quantity<Stat> sa = Broadcast.stat(a, wide);
    Quantity<Stat> sb = Broadcast.stat(b, wide);
    boolean related = Gram.related(a, b);
    Ancestry kin = Ancestry.of(a, b);
    boolean rotation = !a.sources().isEmpty() && a.sources().equals(b.sources());
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat y = sa.in(e).plus(sign < 0 ? sb.in(e).scaled(-1) : sb.in(e));
              y = y.withSpread(y.spread() + cross(sa.in(e), sb.in(e), kin.covariance(a, b, e), e));
              y = related ? together(y, a, b, e) : y;
              return rotation ? y.withInverseDim(kept(sa.in(e), sb.in(e))) : y;
            });
    Set<Object> sources = new HashSet<>(a.sources());
    sources.addAll(b.sources());
    Signal.Builder y =
        Signal.of(wide.axes(), stat)
            .formula(formula(site, stat))
            .step("sum of independent branches: second moments add")
            .sources(sources)
            .zero(a.isZero() && b.isZero())
            .ownToken(merged(a, b))
            .unit(new Fork(a, b))
            .doubt(related ? doubt(a, b, stat) : null)
            .relation(new Sum(a, b, sign))
            .edge(a, g -> back(Broadcast.pull(g, a, wide), a, b, 1, sign))
            .edge(b, g -> back(Broadcast.pull(g, b, wide), b, a, sign, 1));
    return y;
  }

  /** Whether a tensor has an entry for each query and key of scores. */
  private static boolean isPairwise(Axes bias, Axes scores) {
    int own = bias.rank();
    int all = scores.rank();
    return bias.has(Axes.Role.KEY)
        || own >= 2
            && own <= all
            && scores.has(all - 1, Axes.Role.KEY)
            && bias.size(own - 1) > 1
            && bias.size(own - 1) == scores.size(all - 1)
            && bias.size(own - 2) == scores.size(all - 2);
  }

  /** E[(a ± b)²] = E a² + E b² ± 2·E[a·b]. */
  private Expr formula(Site site, Quantity<Stat> sum) {
    Expr apart = site.q(0).plus(site.q(1));
    String product = site.node().input(0) + "·" + site.node().input(1);
    return Effective.sum(product, sum, apart, sign);
  }

  /** The gradient of one term x of a sum ±x ± c, whose dependence on x is that given x alone. */
  private static Quantity<Stat> back(
      Quantity<Stat> g, Signal x, Signal c, double signX, double signC) {
    return Quantity.of(
        e -> {
          Stat d = g.in(e);
          if (d.tilt() == null) {
            return d;
          }
          Stat own = x.stat().in(e);
          Stat rest = c.stat().in(e).scaled(signC);
          Tilt given =
              d.tilt()
                  .behindSum(
                      signX * own.meanEntry(),
                      own.entryVariance(),
                      rest.law(),
                      rest.meanEntry(),
                      rest.entryVariance());
          return d.withTilt(given.behind(signX, 0));
        });
  }

  /**
   * The sum of branches that hold one draw: E[(a + b)²] = E a² + E b² + 2 E[a b], of which {@link
   * Stat#plus} has the product of the means. Where E[a b] is not known, that is what it is taken
   * for.
   */
  private Stat together(Stat sum, Signal a, Signal b, Evaluation e) {
    Block common = common(a, b, e);
    return common == null ? sum : Gram.plus(sum, common.times(2 * sign));
  }

  /** E[a b] less the product of the means, or null where it is not known. */
  private static Block common(Signal a, Signal b, Evaluation e) {
    try {
      return Gram.of(e).covariance(a, b);
    } catch (Gram.NotFollowed notKnown) {
      return null;
    }
  }

  /** E[a b] that is not known is at most √(E a²·E b²), by which the sum may be wrong. */
  private static Quantity<Double> doubt(Signal a, Signal b, Quantity<Stat> sum) {
    return Quantity.of(
        e -> {
          double q = sum.in(e).secondMoment();
          if (q <= 0 || common(a, b, e) != null) {
            return 0.0;
          }
          double most = a.stat().in(e).secondMoment() * b.stat().in(e).secondMoment();
          return 4 * most / (q * q);
        });
  }

  /**
   * What two branches add to the relative variance of the mean square of their sum beside their
   * own: by chance products 4·s(1 − s)/d for shares s and 1 − s, and 2·s(1 − s) times what both
   * inherit.
   */
  private static double cross(Stat a, Stat b, double inherited, Evaluation e) {
    double q = a.secondMoment() + b.secondMoment();
    if (q <= 0) {
      return 0;
    }
    double share = a.secondMoment() / q;
    double each = Correlation.ownVariance(a, 1, e) * Correlation.ownVariance(b, 1, e);
    return share * (1 - share) * (4 * Math.sqrt(each) + 2 * inherited);
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

  /** {@code left + sign·right}. */
  record Sum(Signal left, Signal right, double sign) implements Relation {
    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Block first = Broadcast.with(left, self, other, g);
      return first.plus(Broadcast.with(right, self, other, g).times(sign));
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return !Broadcast.widened(edge == 1 ? right : left, self);
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return edge == 1 ? gradients.times(sign) : gradients;
    }
  }

  /**
   * {@code input} and a table of entries added.
   *
   * @param table what is equal for all uses of the same table
   */
  record Biased(Signal input, Quantity<Stat> stat, Object table) implements Relation {
    /** (x + c)(y + c'): tables of one draw add their own product. */
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Biased that)) {
        return null;
      }
      Stat c = g.coarse(stat);
      Stat d = g.coarse(that.stat);
      Block tables = table.equals(that.table) ? Block.of(c) : Block.independent(c, d);
      return g.of(input, that.input)
          .plus(tables)
          .plus(Block.independent(g.coarse(input.stat()), d))
          .plus(Block.independent(c, g.coarse(that.input.stat())));
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Block table = Block.independent(g.coarse(stat), g.coarse(other.stat()));
      return g.of(input, other).plus(table);
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return gradients;
    }

    @Override
    public double weight(Signal self, Signal other, Block gradients, Gram g) {
      return other.relation() instanceof Biased
          ? shared(self, other, gradients, g)
          : Relation.super.weight(self, other, gradients, g);
    }
  }

  /**
   * E[u v] for an entry of the gradients that two uses of one bias give it. The rule for one
   * gradient gives no less than 0, which the product of two may be.
   */
  private static double shared(Signal self, Signal other, Block gradients, Gram g) {
    return pulled(self, gradients, g) - pulled(self, gradients.times(-1), g);
  }

  private static double pulled(Signal self, Block gradients, Gram g) {
    Stat joint = gradients.stat(g.coarse(self.stat()));
    Quantity<Double> pulled = self.weightEdges().get(0).pull().apply(Quantity.fixed(joint));
    return Math.max(0, pulled.in(g.evaluation()));
  }

  /**
   * {@code x} with a draw of one number a feature added. Beside the spreads of both, what the two
   * have in common by chance varies: 2·Σ b_i·m_i/d for the mean m of a feature over the batch has
   * the variance 4·E b²·E m²/d.
   */
  static Stat biased(Stat x, Stat table, Evaluation e) {
    Stat sum = x.plus(table);
    double q = sum.secondMoment();
    double drawn = table.spread() > 0 ? table.secondMoment() : 0;
    if (!(q > 0) || drawn == 0) {
      return sum;
    }
    double batch = e.number(Expr.symbol("batch"));
    double means =
        x.within().meanAll(x.layout()) / batch + (1 - 1 / batch) * x.across().meanAll(x.layout());
    double chance = 4 * drawn * Math.max(0, means) / (x.features() * q * q);
    return sum.withSpread(sum.spread() + chance);
  }

  private static Relation relation(
      Signal x, ParameterFacts w, Array constant, boolean nothing, Quantity<Stat> table) {
    Object key = w == null ? constant : w.draw() == null ? w.name() : w.draw();
    return nothing
        ? new Relation.Same(x, w == null ? null : Addition::shared)
        : new Biased(x, table, key);
  }

  /** The second moment of a bias: of an entry by its law, or of those that are met. */
  private static Expr biasSymbol(ParameterFacts w, Quantity<Stat> table, String name) {
    return w != null && w.mean() == 0 && (w.isRandom() || w.isZero())
        ? w.variance()
        : Effective.figure("E[" + name + "²]", table, Stat::secondMoment);
  }

  /** {@code x + b} for a bias or a table that is a weight or a constant. */
  static Signal.Builder withBias(Site site, Signal x, Expr qx, Belief bias, int input) {
    return withBias(site, x, qx, bias, input, 1);
  }

  /** A bias has the fans of the map before it; a table of rows, the features that it meets. */
  private static void defineVariance(Site site, Signal x, ParameterFacts w) {
    int rank = x.axes().rank();
    long[] dims = w.dims();
    if (dims.length == 1 && x.relation() instanceof Linear.Matrix m) {
      site.dims().defineVariance(w, m.rule().fanIn(), m.rule().fanOut());
    } else if (dims.length == 2 && rank > 1 && x.axes().size(rank - 1) == dims[1]) {
      site.dims().defineVariance(w, Expr.of(dims[0]), x.axes().symbol(rank - 1));
    }
  }

  private static Signal.Builder withBias(
      Site site, Signal x, Expr qx, Belief bias, int input, double sign) {
    ParameterFacts w = bias instanceof Belief.Parameter p ? p.facts() : null;
    Array constant = bias instanceof Belief.Fixed f ? f.array() : null;
    if (w == null && constant == null) {
      throw new NotModelled(
          bias instanceof Belief.Unknown u ? u.reason() : "a sum with a tensor of no signal");
    }
    boolean nothing = w != null ? w.isZero() : Table.isZero(constant);
    if (w != null) {
      defineVariance(site, x, w);
    }
    Quantity<Stat> added =
        w != null ? Table.stat(w, x.axes(), x.stat()) : Table.stat(constant, x.axes(), x.stat());
    Quantity<Stat> table = sign < 0 ? added.then(s -> s.scaled(-1)) : added;
    Quantity<Stat> told = sign < 0 ? table : ByStratum.told(table, ByStratum.bias(x, w, constant));
    Quantity<Stat> stat =
        nothing ? x.stat() : Quantity.of(e -> biased(x.stat().in(e), told.in(e), e));
    String name = w == null ? site.node().input(input) : w.name();
    Expr apart = qx.plus(biasSymbol(w, table, name));
    Signal.Builder y =
        Signal.of(x.axes(), stat)
            .formula(nothing ? qx : Effective.sum("x·" + name, stat, apart, sign))
            .step(nothing ? "a bias of zeros adds nothing" : "an independent bias adds its own")
            .sources(x.sources())
            .scale(x.scale())
            .relation(relation(x, w, constant, nothing, table))
            .zero(x.isZero() && nothing)
            .ownToken(x.ownToken())
            .unit(nothing ? x.unit() : null)
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
