package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** Operators that give the same elements another shape; nothing is copied. */
record Views(Function<Call, int[]> shape) implements Operator {

  static void register(Map<String, Operator> operators) {
    operators.put("Reshape", new Views(Views::reshape));
    operators.put("Flatten", new Views(Views::flatten));
    operators.put("Squeeze", new Views(Views::squeeze));
    operators.put("Unsqueeze", new Views(Views::unsqueeze));
    operators.put("Identity", new Views(call -> call.need(0).dims()));
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    int[] dims = shape.apply(call);
    if (Extents.size(dims) != x.size()) {
      throw new Unsupported(
          Arrays.toString(x.dims()) + " cannot be reshaped to " + Arrays.toString(dims));
    }
    return new Tensor[] {x.view(dims)};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    result[0] = gradients[0].view(call.dims(0));
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private static int[] reshape(Call call) {
    int[] from = call.need(0).dims();
    int[] wanted = call.has(1) ? call.need(1).ints() : ints(call.attributes().integers("shape"));
    boolean zeroIsZero = call.attributes().integer("allowzero", 0) == 1;
    int[] dims = new int[wanted.length];
    int open = -1;
    int known = 1;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = wanted[i] == 0 && !zeroIsZero ? from[i] : wanted[i];
      if (dims[i] == -1) {
        open = i;
      } else {
        known *= dims[i];
      }
    }
    if (open >= 0) {
      dims[open] = known == 0 ? 0 : Extents.size(from) / known;
    }
    return dims;
  }

  private static int[] flatten(Call call) {
    int[] dims = call.need(0).dims();
    long stated = call.attributes().integer("axis", 1);
    int axis = (int) (stated < 0 ? stated + dims.length : stated);
    return new int[] {Extents.size(dims, 0, axis), Extents.size(dims, axis, dims.length)};
  }

  private static int[] squeeze(Call call) {
    int[] dims = call.need(0).dims();
    long[] axes = call.has(1) ? call.need(1).longs() : call.attributes().integers("axes");
    boolean[] gone = new boolean[dims.length];
    for (int i = 0; i < dims.length; i++) {
      gone[i] = axes == null && dims[i] == 1;
    }
    if (axes != null) {
      for (long a : axes) {
        gone[Extents.axis(a, dims.length)] = true;
      }
    }
    int n = 0;
    int[] rest = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (!gone[i]) {
        rest[n++] = dims[i];
      }
    }
    return Arrays.copyOf(rest, n);
  }

  private static int[] unsqueeze(Call call) {
    int[] dims = call.need(0).dims();
    long[] axes = call.has(1) ? call.need(1).longs() : call.attributes().integers("axes");
    int[] result = new int[dims.length + axes.length];
    for (long a : axes) {
      result[Extents.axis(a, result.length)] = -1;
    }
    int next = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = result[i] == -1 ? 1 : dims[next++];
    }
    return result;
  }

  /** Attribute integers as ints. */
  static int[] ints(long[] values) {
    if (values == null) {
      throw new Unsupported("an attribute that holds integers is absent");
    }
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }
}
