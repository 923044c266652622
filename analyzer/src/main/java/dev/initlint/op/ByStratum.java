package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.law.Law;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.moment.Strata;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Functions of a tensor whose entries are told apart by the tables that they have met: step sizes
 * spread evenly in their logarithm, forget gates at one. A function is averaged over the strata,
 * and what it makes is told apart as they are (docs/theory/state.md#strata).
 */
final class ByStratum {
  /** Entries of a table that are told apart. */
  private static final int QUANTILES = 12;

  /** Tables up to this many entries are looked at. */
  static final long ENTRIES = 1 << 16;

  private ByStratum() {}

  /**
   * The entries of a bias of features, as its statistics have them to be told apart; null where a
   * sum with it is as good as Gaussian.
   */
  static Strata.Table bias(Signal x, ParameterFacts w, Array constant) {
    if (w != null && (w.isConstant() || w.isRandom() && w.mean() == 0)) {
      return null;
    }
    long[] dims = w != null ? w.dims() : constant.dims();
    long count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    if (count < 2 || count > ENTRIES || !features(x.axes(), dims)) {
      return null;
    }
    if (w != null && w.weight().data() == null) {
      return drawn(w, count);
    }
    return table(
        w != null ? w.weight().data().toDoubles((int) count) : constant.toDoubles(), QUANTILES);
  }

  /** Entries by a law that is spread about no zero. */
  private static Strata.Table drawn(ParameterFacts w, long count) {
    Law law = w.law();
    boolean spread =
        law != null
            && w.mean() != 0
            && law.family() == Law.Family.UNIFORM
            && law.variance() instanceof Expr.Constant;
    if (!spread) {
      return null;
    }
    double[] all = new double[QUANTILES];
    double half = Math.sqrt(3 * ((Expr.Constant) law.variance()).value());
    Arrays.setAll(all, i -> w.mean() + half * ((2 * i + 1.0) / QUANTILES - 1));
    return Strata.Table.of(all, count);
  }

  /** Up to {@code most} quantiles of entries; null where they are all the same. */
  static Strata.Table table(double[] all, int most) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    double[] q = new double[Math.min(all.length, most)];
    Arrays.setAll(q, i -> sorted[(int) ((i + 0.5) / q.length * sorted.length)]);
    return q[0] == q[q.length - 1] ? null : Strata.Table.of(q, all.length);
  }

  /** The statistics of a table with its entries told apart. */
  static Quantity<Stat> told(Quantity<Stat> stat, Strata.Table table) {
    return table == null ? stat : stat.then(s -> s.withStrata(Strata.of(table)));
  }

  /** Whether a tensor varies over features alone. */
  private static boolean features(Axes axes, long[] dims) {
    boolean any = false;
    for (int i = 0; i < dims.length; i++) {
      int axis = axes.rank() - dims.length + i;
      if (dims[i] > 1 && (axis < 0 || !axes.isOnly(axis, Role.FEATURE))) {
        return false;
      }
      any |= dims[i] > 1;
    }
    return any;
  }

  /** Statistics of {@code f} of a tensor. */
  static Stat map(Signal x, ScalarFunction f, Evaluation e) {
    return map(x.stat().in(e), f, true, false, e);
  }

  /**
   * The same for one of the parts of a mixture.
   *
   * @param first whether it is the first of them, whose spread over draws the mixture has
   */
  static Stat part(Signal x, ScalarFunction f, boolean first, Evaluation e) {
    return map(x.stat().in(e), f, first, true, e);
  }

  /**
   * Statistics of {@code f} of a tensor.
   *
   * @param spread whether its spread over draws is worked out
   * @param part whether it is one of many parts, which are alike in all layers
   */
  private static Stat map(Stat x, ScalarFunction f, boolean spread, boolean part, Evaluation e) {
    if (f.equals(Activation.IDENTITY)) {
      return x;
    }
    if (x.strata() == null) {
      return spread ? Elementwise.map(x, f, part, e) : Elementwise.moments(x, f, part, e);
    }
    Strata.Table table = x.strata().tables().get(0);
    List<Stat> parts = new ArrayList<>();
    for (Stat each : Strata.split(x, table)) {
      parts.add(map(each, f, spread && parts.isEmpty(), true, e));
    }
    return Strata.mixed(table, parts, false);
  }

  /** E f(x)h(x) of two functions of one tensor. */
  static Block together(Stat x, ScalarFunction f, ScalarFunction h, Gram g) {
    Block c = pairs(x, f, h, false, g);
    Evaluation e = g.evaluation();
    Field apart =
        Field.outer(
            x.layout(), map(x, f, false, false, e).mean(), map(x, h, false, false, e).mean());
    return new Block(c.layout(), c.within(), c.across(), apart, apart);
  }

  private static Block pairs(Stat x, ScalarFunction f, ScalarFunction h, boolean part, Gram g) {
    if (x.strata() == null) {
      return Elementwise.cross(x, f, x, h, Block.of(x), false, part, g);
    }
    Strata.Table table = x.strata().tables().get(0);
    Block sum = null;
    for (Stat each : Strata.split(x, table)) {
      Block one = pairs(each, f, h, true, g);
      sum = sum == null ? one : sum.plus(one);
    }
    return sum.times(1.0 / table.size());
  }

  /** The gradient below {@code f} in the same way. */
  static Stat pull(Stat g, Signal x, ScalarFunction f, Evaluation e) {
    return pull(g, x.stat().in(e), f, false, e);
  }

  /** The same below one of the parts of a mixture. */
  static Stat pullPart(Stat g, Signal x, ScalarFunction f, Evaluation e) {
    return pull(g, x.stat().in(e), f, true, e);
  }

  private static Stat pull(Stat g, Stat x, ScalarFunction f, boolean part, Evaluation e) {
    if (f.equals(Activation.IDENTITY)) {
      return g;
    }
    if (x.strata() == null) {
      return Elementwise.pull(g, x, f, part, e).withStrata(g.strata());
    }
    Strata.Table table = x.strata().tables().get(0);
    List<Stat> gradients = Strata.split(g, table);
    List<Stat> arguments = Strata.split(x, table);
    List<Stat> parts = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      parts.add(pull(gradients.get(i), arguments.get(i), f, true, e));
    }
    return Strata.mixed(table, parts, true);
  }
}
