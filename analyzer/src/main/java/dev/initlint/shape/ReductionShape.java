package dev.initlint.shape;

import static dev.initlint.graph.ElementType.BOOL;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Operators that collapse axes: sums, means, extremes, and their positions; and Softmax. */
final class ReductionShape {
  private ReductionShape() {}

  static void register(Operators r) {
    add(r, "ReduceSum", 0, Double::sum);
    add(r, "ReduceProd", 1, (a, b) -> a * b);
    add(r, "ReduceMax", Double.NEGATIVE_INFINITY, Math::max);
    add(r, "ReduceMin", Double.POSITIVE_INFINITY, Math::min);
    add(r, "ReduceSumSquare", 0, (sum, x) -> sum + x * x);
    add(r, "ReduceL1", 0, (sum, x) -> sum + Math.abs(x));
    r.add("ReduceMean", ReductionShape::reduced, ReductionShape::mean);
    r.add("ReduceL2", ReductionShape::reduced, (o, out) -> then(sumOfSquares(o, out), Math::sqrt));
    r.add("ReduceLogSum", ReductionShape::reduced);
    r.add("ReduceLogSumExp", ReductionShape::reduced);
    r.add("ArgMax", ReductionShape::position, (o, out) -> extreme(o, out, 1));
    r.add("ArgMin", ReductionShape::position, (o, out) -> extreme(o, out, -1));
    r.addAll("TopK", ReductionShape::topK);
    r.add("Softmax", ReductionShape::softmax, ReductionShape::probabilities);
    r.add("LogSoftmax", ReductionShape::softmax);
    r.add("Hardmax", ReductionShape::softmax);
    r.add("NegativeLogLikelihoodLoss", ReductionShape::loss);
    r.addAll("SoftmaxCrossEntropyLoss", o -> List.of(loss(o), Operator.same(o)));
  }

  private static void add(Operators r, String op, double start, DoubleBinaryOperator f) {
    // The identity of an empty reduction is the type's own, as false is for a maximum of truths.
    r.add(
        op,
        ReductionShape::reduced,
        (o, out) ->
            rounded(
                out,
                reduce(o, out, out.type() == BOOL ? Math.max(0, Math.min(1, start)) : start, f)));
  }

  /** Axes that are reduced; all where none are named, unless the node says that none means none. */
  private static boolean[] collapsed(Operands o) {
    long[] axes = o.integers("axes", 1);
    int rank = o.rank(0);
    if (axes != null && axes.length > 0) {
      return Extents.marked(axes, rank);
    }
    boolean[] all = new boolean[rank];
    Arrays.fill(all, o.attributes().integer("noop_with_empty_axes", 0) == 0);
    return all;
  }

  private static Inferred reduced(Operands o) {
    boolean keep = o.attributes().integer("keepdims", 1) != 0;
    return Inferred.Known.of(o.type(0), remaining(o.dims(0), collapsed(o), keep));
  }

  private static long[] remaining(long[] dims, boolean[] collapsed, boolean keep) {
    if (!keep) {
      return Extents.without(dims, collapsed);
    }
    long[] out = dims.clone();
    Arrays.setAll(out, i -> collapsed[i] ? 1 : dims[i]);
    return out;
  }

  private static double[] reduce(
      Operands o, Inferred.Known out, double start, DoubleBinaryOperator f) {
    long[] dims = o.dims(0);
    boolean[] collapsed = collapsed(o);
    long[] strides = Extents.strides(remaining(dims, collapsed, true));
    double[] in = o.constant(0).elements();
    double[] result = new double[Math.toIntExact(out.count())];
    Arrays.fill(result, start);
    long[] position = new long[dims.length];
    for (double x : in) {
      long place = 0;
      for (int k = 0; k < dims.length; k++) {
        place += collapsed[k] ? 0 : position[k] * strides[k];
      }
      result[(int) place] = f.applyAsDouble(result[(int) place], x);
      for (int k = dims.length - 1; k >= 0 && ++position[k] == dims[k]; k--) {
        position[k] = 0;
      }
    }
    return result;
  }

  private static double[] mean(Operands o, Inferred.Known out) {
    double[] sums = reduce(o, out, 0, Double::sum);
    double n = (double) o.known(0).count() / Math.max(1, sums.length);
    boolean integer = out.type().isInteger();
    return rounded(out, then(sums, s -> integer ? (double) ((long) s / (long) n) : s / n));
  }

  private static double[] sumOfSquares(Operands o, Inferred.Known out) {
    return reduce(o, out, 0, (sum, x) -> sum + x * x);
  }

  private static double[] rounded(Inferred.Known out, double[] values) {
    return then(values, v -> Representable.of(out.type(), v));
  }

  private static double[] then(double[] values, DoubleUnaryOperator f) {
    Arrays.setAll(values, i -> f.applyAsDouble(values[i]));
    return values;
  }

  private static Inferred position(Operands o) {
    long[] dims = o.dims(0);
    boolean[] axis = Extents.marked(new long[] {o.axis("axis", 0, dims.length)}, dims.length);
    boolean keep = o.attributes().integer("keepdims", 1) != 0;
    return Inferred.Known.of(ElementType.INT64, remaining(dims, axis, keep));
  }

  /** Position of the largest of {@code sign·x}: the first, or the last where the node says so. */
  private static double[] extreme(Operands o, Inferred.Known out, int sign) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", 0, dims.length);
    int n = (int) dims[axis];
    int inner = (int) Extents.product(dims, axis + 1, dims.length);
    boolean last = o.attributes().integer("select_last_index", 0) != 0;
    double[] in = o.constant(0).elements();
    double[] result = new double[Math.toIntExact(out.count())];
    if (n == 0) {
      throw new IllegalArgumentException(o.node().op() + " of an empty axis");
    }
    for (int line = 0; line < result.length; line++) {
      int first = line / inner * n * inner + line % inner;
      int best = 0;
      for (int i = 1; i < n; i++) {
        double gain = sign * (in[first + i * inner] - in[first + best * inner]);
        best = gain > 0 || last && gain == 0 ? i : best;
      }
      result[line] = best;
    }
    return result;
  }

  private static List<Inferred> topK(Operands o) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", -1, dims.length);
    long k = o.attributes().has("k") ? o.attributes().integer("k", 0) : (long) o.scalar(1);
    if (k < 0 || k > dims[axis]) {
      throw new IllegalArgumentException("TopK takes " + k + " of " + dims[axis]);
    }
    dims[axis] = k;
    return List.of(Inferred.Known.of(o.type(0), dims), Inferred.Known.of(ElementType.INT64, dims));
  }

  private static Inferred loss(Operands o) {
    boolean perLabel = o.attributes().text("reduction", "mean").equals("none");
    return perLabel ? Inferred.Known.of(o.type(0), o.dims(1)) : Inferred.Known.of(o.type(0));
  }

  private static Inferred softmax(Operands o) {
    int rank = o.rank(0);
    if (rank > 0) {
      o.axis("axis", o.opset() < 13 ? 1 % rank : -1, rank);
    }
    return Operator.same(o);
  }

  /** Over one axis; below opset 13 over all axes from it on. */
  private static double[] probabilities(Operands o, Inferred.Known out) {
    long[] dims = out.dims();
    if (dims.length == 0) {
      return new double[] {1};
    }
    boolean flat = o.opset() < 13;
    int axis = o.axis("axis", flat ? 1 % dims.length : -1, dims.length);
    int n = (int) (flat ? Extents.product(dims, axis, dims.length) : dims[axis]);
    int inner = (int) (flat ? 1 : Extents.product(dims, axis + 1, dims.length));
    double[] in = o.constant(0).elements();
    double[] result = new double[in.length];
    for (int line = 0; n > 0 && line < in.length / n; line++) {
      int first = line / inner * n * inner + line % inner;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        max = Math.max(max, in[first + i * inner]);
      }
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += result[first + i * inner] = Math.exp(in[first + i * inner] - max);
      }
      for (int i = 0; i < n; i++) {
        int at = first + i * inner;
        result[at] = Representable.of(out.type(), result[at] / sum);
      }
    }
    return result;
  }
}
