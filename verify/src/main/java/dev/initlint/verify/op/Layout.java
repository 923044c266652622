package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** Operators whose output is a strided region of their first input, copied. */
record Layout(Function<Call, Region> reads) implements Operator {

  /**
   * What is read.
   *
   * @param dims shape of the output
   * @param region where its elements lie in the input
   * @param repeats true when an element of the input may be read more than once
   * @param complete true when every element of the input is read
   */
  record Region(int[] dims, Strided region, boolean repeats, boolean complete) {}

  static void register(Map<String, Operator> operators) {
    operators.put("Transpose", new Layout(Layout::transpose));
    operators.put("Expand", new Layout(Layout::expand));
    operators.put("Tile", new Layout(Layout::tile));
    operators.put("Slice", new Layout(Slices::region));
    operators.put("DepthToSpace", new Layout(Layout::depthToSpace));
    operators.put("SpaceToDepth", new Layout(Layout::spaceToDepth));
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    Region r = reads.apply(call);
    call.remember(r);
    Tensor y = call.arena().like(x, r.dims());
    r.region().gather(x.store(), y.store(), call.workers());
    return new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Region r = (Region) call.remembered();
    Tensor[] result = new Tensor[call.arity()];
    int[] dims = call.dims(0);
    if (r.repeats()) {
      double[] sum = new double[Extents.size(dims)];
      r.region().add(gradients[0].reals(), sum);
      result[0] = call.arena().of(sum, dims);
    } else {
      result[0] = r.complete() ? call.arena().reals(dims) : call.arena().zeros(dims);
      r.region().scatter(gradients[0].store(), result[0].store(), call.workers());
    }
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  /** The input with its axes in the order {@code perm}. */
  static Region permuted(int[] dims, int[] perm) {
    int[] own = Extents.strides(dims);
    int[] target = new int[perm.length];
    int[] strides = new int[perm.length];
    for (int i = 0; i < perm.length; i++) {
      target[i] = dims[perm[i]];
      strides[i] = own[perm[i]];
    }
    return new Region(target, new Strided(target, strides, 0), false, true);
  }

  private static Region transpose(Call call) {
    int[] dims = call.need(0).dims();
    long[] stated = call.attributes().integers("perm");
    int[] perm = new int[dims.length];
    for (int i = 0; i < perm.length; i++) {
      perm[i] = stated == null ? perm.length - 1 - i : Extents.axis(stated[i], perm.length);
    }
    return permuted(dims, perm);
  }

  private static Region expand(Call call) {
    int[] dims = call.need(0).dims();
    int[] target = Extents.broadcast(dims, call.need(1).ints());
    return new Region(target, Strided.broadcast(dims, target), true, true);
  }

  private static Region tile(Call call) {
    int[] dims = call.need(0).dims();
    int[] repeats = call.need(1).ints();
    int[] own = Extents.strides(dims);
    int[] target = new int[dims.length];
    int[] split = new int[2 * dims.length];
    int[] strides = new int[2 * dims.length];
    for (int i = 0; i < dims.length; i++) {
      target[i] = dims[i] * repeats[i];
      split[2 * i] = repeats[i];
      split[2 * i + 1] = dims[i];
      strides[2 * i + 1] = own[i];
    }
    return new Region(target, new Strided(split, strides, 0), true, true);
  }

  private static Region depthToSpace(Call call) {
    int[] d = call.need(0).dims();
    int b = (int) call.attributes().integer("blocksize", 1);
    boolean columnFirst = call.attributes().text("mode", "DCR").equals("CRD");
    int c = d[1] / (b * b);
    int[] split =
        columnFirst ? new int[] {d[0], c, b, b, d[2], d[3]} : new int[] {d[0], b, b, c, d[2], d[3]};
    int[] perm = columnFirst ? new int[] {0, 1, 4, 2, 5, 3} : new int[] {0, 3, 4, 1, 5, 2};
    return reshaped(permuted(split, perm), d[0], c, d[2] * b, d[3] * b);
  }

  private static Region spaceToDepth(Call call) {
    int[] d = call.need(0).dims();
    int b = (int) call.attributes().integer("blocksize", 1);
    int[] split = {d[0], d[1], d[2] / b, b, d[3] / b, b};
    boolean channelsFirst = call.attributes().text("mode", "DCR").equals("CRD");
    int[] order = channelsFirst ? new int[] {0, 1, 3, 5, 2, 4} : new int[] {0, 3, 5, 1, 2, 4};
    return reshaped(permuted(split, order), d[0], d[1] * b * b, d[2] / b, d[3] / b);
  }

  private static Region reshaped(Region r, int... dims) {
    if (Arrays.stream(dims).anyMatch(v -> v < 0)) {
      throw new Unsupported("a negative extent");
    }
    return new Region(dims, r.region(), r.repeats(), r.complete());
  }
}
