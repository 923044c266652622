package dev.initlint.op;

import dev.initlint.graph.TensorData;
import dev.initlint.law.Law;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tensors of known entries that meet a signal: biases, gains, learned and sinusoidal positions,
 * constants. A weight with a recognised law is described by the law, anything else by its entries.
 */
final class Table {
  /** Tables up to this many entries are read whole. */
  private static final int LIMIT = 1 << 23;

  private Table() {}

  static boolean isZero(Array a) {
    for (int i = 0; i < a.size(); i++) {
      if (a.at(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Which roles a tensor of the given extents varies over when it meets {@code axes}. */
  private static boolean varies(long[] dims, Axes axes, Role role) {
    for (int i = 0; i < dims.length; i++) {
      int axis = axes.rank() - dims.length + i;
      if (dims[i] > 1 && axis >= 0 && axes.has(axis, role)) {
        return true;
      }
    }
    return false;
  }

  /** Statistics of a weight at the entries of a signal with {@code axes}. */
  static Quantity<Stat> stat(ParameterFacts w, Axes axes, Quantity<Stat> like) {
    boolean positions = varies(w.dims(), axes, Role.POSITION);
    boolean features = varies(w.dims(), axes, Role.FEATURE);
    boolean samples = varies(w.dims(), axes, Role.SAMPLE) && !positions && !features;
    boolean drawn = w.weight().data() == null;
    boolean random = w.isRandom() && !(positions && isExpanded(w, axes));
    if (!drawn && !samples && !random && !w.isConstant() && (positions || !features)) {
      TensorData data = w.weight().data();
      return measured(data, () -> data.toDoubles(LIMIT), w.dims(), axes, like);
    }
    return Quantity.of(
        e -> {
          double m2 = w.mean() * w.mean();
          double q = e.number(w.variance()) + m2;
          Rows rows = positions ? Rows.of(w.dims(), axes) : null;
          boolean whole = rows == null || !rows.isMixed();
          Layout layout = whole ? like.in(e).layout() : rows.layout();
          Field k = whole ? Field.constant(layout, q, positions ? m2 : q) : rows.field(q, m2);
          Field f = features ? Field.constant(layout, m2, m2) : k;
          Field a = samples ? Field.constant(layout, m2, m2) : k;
          Field fa = samples ? a : f;
          double[] mean = new double[layout.classes()];
          Arrays.fill(mean, w.mean());
          double d = like.in(e).features();
          double own = spread(w);
          return new Stat(layout, k, a, f, fa, mean, d, 1 / d, own);
        });
  }

  /**
   * Whether stored entries are the same at the first two positions, as where an exporter has
   * written out one row for all of them: such rows are no draws of their own.
   */
  private static boolean isExpanded(ParameterFacts w, Axes axes) {
    TensorData data = w.weight().data();
    long[] dims = w.dims();
    long block = 1;
    int length = 0;
    for (int i = dims.length - 1; i >= 0; i--) {
      int axis = axes.rank() - dims.length + i;
      if (dims[i] > 1 && axis >= 0 && axes.has(axis, Role.POSITION)) {
        length = (int) Math.min(block, LIMIT);
      }
      if (length == 0) {
        block *= dims[i];
      }
    }
    if (data == null || length == 0 || 2L * length > data.count()) {
      return false;
    }
    float[] rows = new float[2 * length];
    data.runs().read(0, rows, 0, rows.length);
    return Arrays.equals(rows, 0, length, rows, length, 2 * length);
  }

  /** Relative variance of the mean square of a drawn tensor, (κ − 1)/n; 0 of one that is not. */
  static double spread(ParameterFacts w) {
    if (w.isConstant()) {
      return 0;
    }
    if (w.law() != null && w.law().family() == Law.Family.UNIFORM) {
      return UNIFORM / w.count();
    }
    return w.isRandom() || w.weight().data() == null ? Correlation.GAUSSIAN / w.count() : 0;
  }

  /** E x⁴/(E x²)² − 1 of a uniform draw about 0. */
  private static final double UNIFORM = 0.8;

  /** Statistics of a constant at the entries of a signal with {@code axes}. */
  static Quantity<Stat> stat(Array a, Axes axes, Quantity<Stat> like) {
    if (varies(a.dims(), axes, Role.SAMPLE)
        && !varies(a.dims(), axes, Role.POSITION)
        && !varies(a.dims(), axes, Role.FEATURE)) {
      return bySample(a.toDoubles(), like);
    }
    return measured(a, a::toDoubles, a.dims(), axes, like);
  }

  /** One number a sample. */
  private static Quantity<Stat> bySample(double[] values, Quantity<Stat> like) {
    double mean = Arrays.stream(values).average().orElse(0);
    double q = Arrays.stream(values).map(v -> v * v).average().orElse(0);
    return like.then(
        s -> {
          Layout layout = s.layout();
          Field one = Field.constant(layout, q, q);
          Field two = Field.constant(layout, mean * mean, mean * mean);
          double[] m = new double[layout.classes()];
          Arrays.fill(m, mean);
          return new Stat(layout, one, two, one, two, m, s.features(), 1, 0);
        });
  }

  /** What is measured once for all layers that a tensor is used in. */
  private record Measured(Object tensor, Axes axes) {}

  private static Quantity<Stat> measured(
      Object tensor, Supplier<double[]> values, long[] dims, Axes axes, Quantity<Stat> like) {
    Axes own = Broadcastable.trim(dims, axes);
    Quantity<Stat> stat =
        Quantity.of(e -> e.shared(new Measured(tensor, own), k -> TableGram.of(values.get(), own)));
    boolean features = own.has(Role.FEATURE);
    return Quantity.of(
        e -> {
          Stat s = stat.in(e);
          Stat target = like.in(e);
          Rows rows = Rows.of(dims, axes);
          if (rows.isMixed() && s.layout().positions() == rows.varied()) {
            s = rows.repeated(s);
          } else if (s.layout().positions() == 1 && target.layout().positions() > 1) {
            s = Broadcast.repeated(s, target.layout());
          }
          return features ? s : Broadcast.overFeatures(s, target.features());
        });
  }

  /** Axes of a tensor that broadcasts against a signal. */
  static final class Broadcastable {
    private Broadcastable() {}

    static Axes trim(long[] dims, Axes axes) {
      List<List<Factor>> own = new ArrayList<>();
      for (int i = 0; i < dims.length; i++) {
        int axis = axes.rank() - dims.length + i;
        if (dims[i] == 1) {
          own.add(List.of());
        } else if (axis < 0 || axes.size(axis) != dims[i]) {
          throw new NotModelled("a constant that widens the tensor it meets");
        } else {
          own.add(axes.dims().get(axis));
        }
      }
      return new Axes(own);
    }
  }

  /** A constant tensor as a signal, with axes as activations of its rank have them. */
  static Signal signal(Array a, Axes axes) {
    return Signal.of(axes, Quantity.fixed(TableGram.of(a.toDoubles(), axes)))
        .step("constant: measured")
        .zero(isZero(a))
        .build();
  }

  /** Second moment of an entry of the gradient of a weight that was added. */
  static double gradient(Stat g, ParameterFacts w, Axes axes, Evaluation e) {
    boolean positions = varies(w.dims(), axes, Role.POSITION);
    boolean features = varies(w.dims(), axes, Role.FEATURE);
    double batch = axes.has(Role.SAMPLE) ? e.number(dev.initlint.symbol.Expr.symbol("batch")) : 1;
    double copies = axes.size(Role.FEATURE) * (positions ? axes.size(Role.POSITION) : 1);
    copies /= w.count();
    if (!features && axes.size(Role.FEATURE) > 1) {
      throw new NotModelled("the gradient of a weight shared by all features");
    }
    Rows rows = Rows.of(w.dims(), axes);
    if (positions && rows.isMixed() && g.layout().positions() == axes.size(Role.POSITION)) {
      Stat sum = rows.summed(g);
      double q = sum.within().meanSame(sum.layout());
      double b = sum.across().meanSame(sum.layout());
      double own = axes.size(Role.FEATURE) * rows.varied() / w.count();
      return own * (batch * q + batch * (batch - 1) * b);
    }
    if (positions) {
      double q = g.within().meanSame(g.layout());
      double b = g.across().meanSame(g.layout());
      return copies * (batch * q + batch * (batch - 1) * b);
    }
    double n = g.layout().positions();
    double within = n * n * g.within().meanAll(g.layout());
    double across = n * n * g.across().meanAll(g.layout());
    return copies * (batch * within + batch * (batch - 1) * across);
  }
}
