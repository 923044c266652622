package dev.initlint.op;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import java.util.Arrays;

/**
 * A tensor plus a bias whose entries are no draws of a law that is told: step sizes spread evenly
 * in their logarithm, forget gates at one. A function of the sum is averaged over the bias's
 * entries.
 *
 * @param input the tensor before
 * @param shifts the entries of the bias, or as many of their quantiles
 */
record Shifted(Signal input, double[] shifts) implements Signal.Unit {
  /** Entries that functions are averaged over. */
  private static final int QUANTILES = 12;

  /** Biases up to this many entries are looked at. */
  private static final long ENTRIES = 1 << 16;

  /** The sum with a bias of features, or null where its entries need not be told apart. */
  static Shifted of(Signal x, ParameterFacts w, Array constant) {
    boolean told =
        w != null && (w.isRandom() && w.mean() == 0 || w.isConstant() || w.weight().data() == null);
    long[] dims = w != null ? w.dims() : constant.dims();
    long count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    if (told || count < 2 || count > ENTRIES || !features(x.axes(), dims)) {
      return null;
    }
    double[] all = w != null ? w.weight().data().toDoubles((int) count) : constant.toDoubles();
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    double[] q = new double[(int) Math.min(count, QUANTILES)];
    Arrays.setAll(q, i -> sorted[(int) ((i + 0.5) / q.length * sorted.length)]);
    return q[0] == q[q.length - 1] ? null : new Shifted(x, q);
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

  private Stat at(double shift, Evaluation e) {
    Stat s = input.stat().in(e);
    double square = shift * shift;
    Field flat = Field.constant(s.layout(), square, square);
    double[] mean = new double[s.layout().classes()];
    Arrays.fill(mean, shift);
    Stat bias =
        new Stat(s.layout(), flat, flat, flat, flat, mean, s.features(), 1 / s.features(), 0);
    return s.plus(bias).withInverseDim(s.inverseDim()).withSpread(s.spread());
  }

  /** Statistics of {@code f} of a tensor, by the entries of its bias where they are told apart. */
  static Stat map(Signal x, ScalarFunction f, Evaluation e) {
    if (!(x.unit() instanceof Shifted b) || f.equals(dev.initlint.gaussian.Activation.IDENTITY)) {
      return Elementwise.map(x.stat().in(e), f, e);
    }
    Stat sum = null;
    double n = b.shifts().length;
    double[] mean = null;
    for (double shift : b.shifts()) {
      Stat s = Elementwise.map(b.at(shift, e), f, e);
      mean = mean == null ? new double[s.layout().classes()] : mean;
      for (int k = 0; k < mean.length; k++) {
        mean[k] += s.mean()[k] / n;
      }
      sum = sum == null ? s : added(sum, s);
    }
    Stat all = sum.each(k -> k.times(1 / n)).withMean(mean);
    Field outer = Field.outer(all.layout(), mean);
    return all.withFields(all.within(), all.across(), outer, outer, mean);
  }

  /** The gradient below {@code f} in the same way. */
  static Stat pull(Stat g, Signal x, ScalarFunction f, Evaluation e) {
    if (!(x.unit() instanceof Shifted b)) {
      return Elementwise.pull(g, x.stat().in(e), f, e);
    }
    Stat sum = null;
    for (double shift : b.shifts()) {
      Stat s = Elementwise.pull(g, b.at(shift, e), f, e);
      sum = sum == null ? s : added(sum, s);
    }
    return sum.each(k -> k.times(1.0 / b.shifts().length));
  }

  /** Sums of the fields of two tensors of one layout. */
  static Stat added(Stat a, Stat b) {
    return a.withFields(
        a.within().plus(b.within()),
        a.across().plus(b.across()),
        a.featureWithin().plus(b.featureWithin()),
        a.featureAcross().plus(b.featureAcross()),
        a.mean());
  }
}
