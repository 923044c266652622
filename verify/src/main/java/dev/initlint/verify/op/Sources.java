package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Operators that make tensors from attributes and shapes. */
final class Sources {
  private Sources() {}

  static void register(Map<String, Operator> operators) {
    Plumbing.register(operators, "Constant", Sources::constant);
    Plumbing.register(operators, "ConstantOfShape", Sources::constantOfShape);
    Plumbing.register(operators, "Shape", Sources::shape);
    Plumbing.register(
        operators, "Size", call -> Tensor.of(ElementType.INT64, new int[0], call.need(0).size()));
    Plumbing.register(operators, "Range", Sources::range);
    Plumbing.register(operators, "EyeLike", Sources::eye);
    Plumbing.register(operators, "NonZero", Sources::nonZero);
    Plumbing.register(operators, "OneHot", Sources::oneHot);
  }

  private static Tensor constant(Call call) {
    Attributes a = call.attributes();
    if (a.tensor("value") != null) {
      return call.arena().read(a.tensor("value"));
    }
    if (a.has("value_float")) {
      return call.arena().of(new double[] {a.real("value_float", 0)});
    }
    if (a.has("value_floats")) {
      double[] v = a.reals("value_floats");
      return call.arena().of(v, v.length);
    }
    if (a.has("value_int")) {
      return Tensor.of(ElementType.INT64, new int[0], a.integer("value_int", 0));
    }
    if (a.has("value_ints")) {
      long[] v = a.integers("value_ints");
      return Tensor.of(ElementType.INT64, new int[] {v.length}, v);
    }
    throw new Operator.Unsupported("a constant that is neither a tensor nor numbers");
  }

  private static Tensor constantOfShape(Call call) {
    int[] dims = call.need(0).ints();
    TensorData value = call.attributes().tensor("value");
    if (value == null || value.type().isReal()) {
      Tensor t = call.arena().reals(dims);
      t.reals().fill(value == null ? 0 : value.toDoubles(1)[0]);
      return t;
    }
    long[] elements = new long[Extents.size(dims)];
    Arrays.fill(elements, (long) value.toDoubles(1)[0]);
    return Tensor.of(value.type(), dims, elements);
  }

  private static Tensor shape(Call call) {
    int[] dims = call.need(0).dims();
    int start = clamp(call.attributes().integer("start", 0), dims.length);
    int end = clamp(call.attributes().integer("end", dims.length), dims.length);
    return Tensor.shape(Arrays.copyOfRange(dims, start, Math.max(start, end)));
  }

  private static int clamp(long axis, int rank) {
    return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }

  private static Tensor range(Call call) {
    double start = call.need(0).store().get(0);
    double limit = call.need(1).store().get(0);
    double delta = call.need(2).store().get(0);
    int n = (int) Math.max(0, Math.ceil((limit - start) / delta));
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = start + i * delta;
    }
    if (call.need(0).isReal()) {
      return call.arena().of(v, n);
    }
    return Tensor.of(
        call.need(0).type(), new int[] {n}, Arrays.stream(v).mapToLong(x -> (long) x).toArray());
  }

  private static Tensor eye(Call call) {
    int[] dims = call.need(0).dims();
    long shift = call.attributes().integer("k", 0);
    Tensor like = call.need(0);
    long to = call.attributes().integer("dtype", like.type().ordinal());
    Tensor t = Casts.empty(call.arena(), Casts.type(to), dims);
    for (int i = 0; i < dims[0]; i++) {
      for (int j = 0; j < dims[1]; j++) {
        t.store().set(i * dims[1] + j, j - i == shift ? 1 : 0);
      }
    }
    return t;
  }

  private static Tensor nonZero(Call call) {
    Tensor x = call.need(0);
    double[] v = x.doubles();
    int[] found = new int[v.length];
    int n = 0;
    for (int i = 0; i < v.length; i++) {
      if (v[i] != 0) {
        found[n++] = i;
      }
    }
    long[] result = new long[x.rank() * n];
    for (int i = 0; i < n; i++) {
      for (int k = x.rank() - 1, rest = found[i]; k >= 0; k--) {
        result[k * n + i] = rest % x.dim(k);
        rest /= x.dim(k);
      }
    }
    return Tensor.of(ElementType.INT64, new int[] {x.rank(), n}, result);
  }

  private static Tensor oneHot(Call call) {
    int[] from = call.need(0).dims();
    int depth = (int) call.need(1).store().get(0);
    int axis = Extents.axis(call.attributes().integer("axis", -1), from.length + 1);
    int[] dims = new int[from.length + 1];
    System.arraycopy(from, 0, dims, 0, axis);
    System.arraycopy(from, axis, dims, axis + 1, from.length - axis);
    dims[axis] = depth;
    Tensor values = call.need(2);
    Tensor y = Casts.empty(call.arena(), values.type(), dims);
    int inner = Extents.size(from, axis, from.length);
    long[] indices = call.need(0).longs();
    for (int i = 0; i < y.size(); i++) {
      int position = i / inner % depth;
      long index = indices[i / (inner * depth) * inner + i % inner];
      boolean hot = (index < 0 ? index + depth : index) == position;
      y.store().set(i, values.store().get(hot ? 1 : 0));
    }
    return y;
  }
}
