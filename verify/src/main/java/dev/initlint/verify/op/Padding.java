package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Store;
import dev.initlint.verify.tensor.Tensor;

/**
 * Pad in its modes constant, reflect, edge and wrap. Every output element names the input element
 * it copies, or none, axis by axis.
 */
final class Padding implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    int[][] sources = sources(call, x);
    call.remember(sources);
    int[] dims = new int[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = sources[i].length;
    }
    Tensor y = call.arena().like(x, dims);
    Tensor constant = call.in(2);
    double fill = constant != null ? constant.store().get(0) : call.attributes().real("value", 0);
    walk(
        dims,
        x.dims(),
        sources,
        (to, from) -> y.store().set(to, from < 0 ? fill : x.store().get(from)));
    return new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    Tensor g = gradients[0];
    double[] sum = new double[Extents.size(call.dims(0))];
    Store up = g.store();
    walk(
        g.dims(),
        call.dims(0),
        (int[][]) call.remembered(),
        (to, from) -> {
          if (from >= 0) {
            sum[from] += up.get(to);
          }
        });
    result[0] = call.arena().of(sum, call.dims(0));
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  /** An output element and the input element it copies, or -1. */
  @FunctionalInterface
  private interface Copy {
    void of(int to, int from);
  }

  private static void walk(int[] dims, int[] inputDims, int[][] sources, Copy copy) {
    int[] strides = Extents.strides(inputDims);
    int n = Extents.size(dims);
    for (int to = 0; to < n; to++) {
      int from = 0;
      boolean outside = false;
      for (int i = dims.length - 1, rest = to; i >= 0; i--) {
        int source = sources[i][rest % dims[i]];
        outside |= source < 0;
        from += source * strides[i];
        rest /= dims[i];
      }
      copy.of(to, outside ? -1 : from);
    }
  }

  private static int[][] sources(Call call, Tensor x) {
    String mode = call.attributes().text("mode", "constant");
    int rank = x.rank();
    long[] pads = call.has(1) ? call.need(1).longs() : call.attributes().integers("pads");
    int[] axes = new int[pads.length / 2];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = call.has(3) ? Extents.axis(call.need(3).longs()[i], rank) : i;
    }
    int[][] sources = new int[rank][];
    for (int i = 0; i < rank; i++) {
      sources[i] = axis(x.dim(i), 0, 0, mode);
    }
    for (int i = 0; i < axes.length; i++) {
      sources[axes[i]] = axis(x.dim(axes[i]), (int) pads[i], (int) pads[i + axes.length], mode);
    }
    return sources;
  }

  private static int[] axis(int n, int before, int after, String mode) {
    int[] sources = new int[n + before + after];
    for (int i = 0; i < sources.length; i++) {
      int at = i - before;
      sources[i] = at >= 0 && at < n ? at : outside(at, n, mode);
    }
    return sources;
  }

  private static int outside(int at, int n, String mode) {
    return switch (mode) {
      case "constant" -> -1;
      case "edge" -> Math.max(0, Math.min(n - 1, at));
      case "wrap" -> Math.floorMod(at, n);
      case "reflect" -> {
        int period = Math.max(1, 2 * (n - 1));
        int folded = Math.floorMod(at, period);
        yield folded < n ? folded : period - folded;
      }
      default -> throw new Unsupported("padding mode " + mode);
    };
  }
}
