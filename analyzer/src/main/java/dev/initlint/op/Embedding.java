package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code Gather} of rows of a table: token embeddings, and positions or segments by constant index.
 *
 * <p>For rows drawn independently, q = σ² and p = σ²·κ with κ the probability that two positions
 * hold the same token, 1/V for uniform tokens (docs/theory/linear.md#table).
 */
public final class Embedding {
  private Embedding() {}

  static List<Belief> tokens(Site site, ParameterFacts table, Belief.Tokens tokens) {
    Expr vocabulary = site.dims().featureSymbol(table.dims()[0], "V");
    Factor width = site.dims().feature(table.dims()[1], "d_model");
    site.dims().defineVariance(table, width.symbol(), vocabulary);
    List<List<Factor>> dims = new ArrayList<>(tokens.axes().dims());
    dims.add(List.of(width));
    Axes axes = new Axes(dims);
    double rows = table.dims()[0];
    double share = Double.isNaN(tokens.vocabulary()) ? 1 : tokens.vocabulary() / rows;
    Expr kinds = Expr.of(share).times(vocabulary);
    double common = commonRow(table);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              double variance = e.number(table.variance());
              double n = positions(e, axes);
              double repeat = common + variance / e.number(kinds);
              Layout layout = Layout.exchangeable((long) n);
              double mean = table.mean();
              Field k = Field.constant(layout, variance + common, repeat);
              Field a = Field.constant(layout, repeat, repeat);
              Field f = Field.constant(layout, mean * mean, mean * mean);
              double[] m = new double[layout.classes()];
              Arrays.fill(m, mean);
              double d = e.number(width.symbol());
              return new Stat(
                  layout,
                  k,
                  a,
                  f,
                  f,
                  m,
                  d,
                  1 / d,
                  2 / d * (1 / e.number(vocabulary) + 1 / (n * e.number(Expr.symbol("batch")))));
            });
    Signal.Builder y =
        Signal.of(axes, stat)
            .formula(table.variance().plus(Expr.of(common)))
            .step("rows of a table: E[x²] = var(E)")
            .zero(table.isZero())
            .unit(new Rows(table))
            .sources(Set.of(Lookup.source(table)))
            .relation(new Lookup(table, site.node().inputs().get(1), null, kinds))
            .weight(table, g -> Quantity.of(e -> tokenGradient(g.in(e), e.number(kinds), e)));
    y.ownToken(Map.of(table, Quantity.fixed(new double[] {1})));
    return Site.known(y);
  }

  /** The table that a signal's rows were looked up in. */
  public record Rows(ParameterFacts table) implements Signal.Unit {}

  /** Squared entry of the mean row: zero but for sampling where rows are independent draws. */
  private static double commonRow(ParameterFacts table) {
    double m2 = table.mean() * table.mean();
    if (table.facts() == null || table.isRandom() || table.isConstant()) {
      return m2;
    }
    return Math.max(m2, table.facts().rowOverlap());
  }

  private static double positions(Evaluation e, Axes axes) {
    return Math.round(e.number(axes.symbol(Role.POSITION)));
  }

  /**
   * Second moment of an entry of the table's gradient: each row gathers the gradients of the
   * positions that hold its token, and pairs of them by chance.
   */
  static double tokenGradient(Stat g, double kinds, Evaluation e) {
    double batch = e.number(Expr.symbol("batch"));
    double n = g.layout().positions();
    double q = g.secondMoment();
    double pairs = (n - 1) * g.within().meanOther(g.layout());
    double across = (batch - 1) * n * g.across().meanAll(g.layout());
    return batch * n * (q + (pairs + across) / kinds) / kinds;
  }

  /** Rows by a constant index: positions, segments, relative distances. */
  static List<Belief> fixed(Site site, ParameterFacts table, Array index) {
    long[] dims = index.dims();
    Factor width = site.dims().feature(table.dims()[1], "d_model");
    site.dims().defineVariance(table, width.symbol(), Expr.of(table.dims()[0]));
    if (dims.length == 2 && dims[0] == dims[1] && dims[0] > 1 && !rowsEqual(index)) {
      return RelativeBias.of(site, table, index, width);
    }
    List<List<Factor>> axes = new ArrayList<>();
    boolean shared = dims.length < 2 || dims[0] == 1 || rowsEqual(index);
    for (int i = 0; i < dims.length; i++) {
      boolean sample = i == 0 && dims.length > 1;
      axes.add(
          dims[i] == 1
              ? List.of()
              : List.of(sample ? site.dims().sample(dims[i]) : site.dims().position(dims[i])));
    }
    if (!shared) {
      throw new NotModelled("rows by an index that differs between samples");
    }
    axes.add(List.of(width));
    Axes own = new Axes(axes);
    int n = (int) own.size(Role.POSITION);
    long[] rows = Arrays.copyOf(index.toLongs(), n);
    boolean distinct = Arrays.stream(rows).distinct().count() == n;
    boolean random = table.isRandom() || table.isConstant() || table.weight().data() == null;
    Quantity<Stat> stat =
        random
            ? Quantity.of(e -> drawn(table, rows, distinct, own, e))
            : Quantity.fixed(measured(table, rows, own));
    return Site.known(
        Signal.of(own, stat)
            .formula(
                random
                    ? table.variance().plus(Expr.of(table.mean() * table.mean()))
                    : Effective.figure("E[" + table.name() + "²]", stat, Stat::secondMoment))
            .step("rows of a table by position: E[x²] = var(E)")
            .zero(table.isZero())
            .unit(new Rows(table))
            .sources(Set.of(Lookup.source(table)))
            .relation(new Lookup(table, Arrays.hashCode(rows), rows, table.variance()))
            .weight(table, g -> Quantity.of(e -> fixedGradient(g.in(e), table, rows, own, e))));
  }

  private static boolean rowsEqual(Array index) {
    long[] v = index.toLongs();
    int n = (int) index.dims()[1];
    for (int i = n; i < v.length; i++) {
      if (v[i] != v[i % n]) {
        return false;
      }
    }
    return true;
  }

  private static Stat drawn(
      ParameterFacts table, long[] rows, boolean distinct, Axes axes, Evaluation e) {
    double m2 = table.mean() * table.mean();
    double variance = e.number(table.variance());
    double n = positions(e, axes);
    boolean alike = !distinct && Arrays.stream(rows).distinct().count() == 1;
    Layout layout = distinct || alike ? Layout.exchangeable((long) n) : Layout.resolved((long) n);
    double[] other = new double[layout.pairClasses()];
    for (int i = 0; i < other.length; i++) {
      double same = alike ? 1 : distinct ? 0 : sameRow(layout, i, rows);
      other[i] = m2 + variance * same;
    }
    double[] same = new double[layout.classes()];
    Arrays.fill(same, variance + m2);
    Field k = new Field(same, other);
    Field f = Field.constant(layout, m2, m2);
    double[] m = new double[layout.classes()];
    Arrays.fill(m, table.mean());
    double d = e.number(axes.symbol(Role.FEATURE));
    return new Stat(layout, k, k, f, f, m, d, 1 / d, 2 / (d * n));
  }

  /** Share of the pairs in a class that look up the same row. */
  private static double sameRow(Layout layout, int pair, long[] rows) {
    int a = (int) layout.centre(layout.first(pair));
    int b = (int) layout.centre(layout.second(pair));
    return a < rows.length && b < rows.length && rows[a] == rows[b] ? 1 : 0;
  }

  private static Stat measured(ParameterFacts table, long[] rows, Axes axes) {
    double[] all = table.weight().data().toDoubles(1 << 24);
    int d = (int) table.dims()[1];
    double[] picked = new double[rows.length * d];
    for (int i = 0; i < rows.length; i++) {
      int row = (int) (rows[i] < 0 ? rows[i] + table.dims()[0] : rows[i]);
      System.arraycopy(all, row * d, picked, i * d, d);
    }
    return TableGram.of(picked, axes.without(i -> axes.has(i, Role.SAMPLE)));
  }

  /** Each row gathers the gradients of the positions that look it up, over all samples. */
  private static double fixedGradient(
      Stat g, ParameterFacts table, long[] rows, Axes axes, Evaluation e) {
    double batch = axes.has(Role.SAMPLE) ? e.number(Expr.symbol("batch")) : 1;
    double n = g.layout().positions();
    double used = Arrays.stream(rows).distinct().count();
    double own = n * (batch * g.secondMoment() + batch * (batch - 1) * acrossSame(g));
    double perRow = n / used - 1;
    double pairs =
        n
            * perRow
            * (batch * g.within().meanOther(g.layout())
                + batch * (batch - 1) * g.across().meanOther(g.layout()));
    return (own + pairs) / table.dims()[0];
  }

  private static double acrossSame(Stat g) {
    return g.across().meanSame(g.layout());
  }
}
