package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntConsumer;

/** Maximum and average over windows, or over all positions. */
final class Pools implements Operator {
  private final boolean maximum;
  private final boolean global;

  private Pools(boolean maximum, boolean global) {
    this.maximum = maximum;
    this.global = global;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("MaxPool", new Pools(true, false));
    operators.put("AveragePool", new Pools(false, false));
    operators.put("GlobalMaxPool", new Pools(true, true));
    operators.put("GlobalAveragePool", new Pools(false, true));
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    Window w = window(call);
    int[] dims = x.dims().clone();
    int spatial = dims.length - 2;
    System.arraycopy(w.out(), 3 - spatial, dims, 2, spatial);
    Tensor y = call.arena().reals(dims);
    int[] winners = new int[maximum ? y.size() : 0];
    call.remember(winners);
    Reals from = x.reals();
    Reals to = y.reals();
    boolean padding = call.attributes().integer("count_include_pad", 0) == 1;
    call.workers()
        .range(
            dims[0] * dims[1],
            1,
            (a, b) -> {
              double[] plane = new double[w.inputs()];
              double[] result = new double[w.positions()];
              for (int c = a; c < b; c++) {
                from.load(c * plane.length, plane, 0, plane.length);
                if (maximum) {
                  max(w, plane, result, winners, c * result.length);
                } else {
                  average(w, plane, result, padding);
                }
                to.store(c * result.length, result, 0, result.length);
              }
            });
    return call.node().outputs().size() < 2
        ? new Tensor[] {y}
        : new Tensor[] {y, indices(call, y, winners, w)};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Window w = window(call);
    int[] winners = (int[]) call.remembered();
    boolean padding = call.attributes().integer("count_include_pad", 0) == 1;
    Tensor result = call.arena().reals(call.dims(0));
    Reals g = gradients[0].reals();
    call.workers()
        .range(
            call.dims(0)[0] * call.dims(0)[1],
            1,
            (a, b) -> {
              double[] up = new double[w.positions()];
              for (int c = a; c < b; c++) {
                double[] plane = new double[w.inputs()];
                g.load(c * up.length, up, 0, up.length);
                if (maximum) {
                  for (int o = 0; o < up.length; o++) {
                    plane[winners[c * up.length + o]] += up[o];
                  }
                } else {
                  spread(w, up, plane, padding);
                }
                result.reals().store(c * plane.length, plane, 0, plane.length);
              }
            });
    return new Tensor[] {result};
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private Window window(Call call) {
    int[] dims = call.dims(0);
    int[] spatial = Arrays.copyOfRange(dims, 2, dims.length);
    return global
        ? Window.sliding(Attributes.NONE, spatial, spatial)
        : Window.sliding(
            call.attributes(), spatial, Views.ints(call.attributes().integers("kernel_shape")));
  }

  /** One window position: calls {@code tap} for every element of the input it covers. */
  private static int covered(Window w, int position, IntConsumer tap) {
    int ow = position % w.out()[2];
    int oh = position / w.out()[2] % w.out()[1];
    int od = position / w.out()[2] / w.out()[1];
    int count = 0;
    for (int kd = 0; kd < w.kernel()[0]; kd++) {
      int z = w.at(0, od, kd);
      for (int kh = 0; kh < w.kernel()[1]; kh++) {
        int y = w.at(1, oh, kh);
        for (int kw = 0; kw < w.kernel()[2]; kw++) {
          int x = w.at(2, ow, kw);
          boolean inside =
              z >= 0 && z < w.in()[0] && y >= 0 && y < w.in()[1] && x >= 0 && x < w.in()[2];
          if (inside) {
            tap.accept((z * w.in()[1] + y) * w.in()[2] + x);
            count++;
          }
        }
      }
    }
    return count;
  }

  private static void max(Window w, double[] plane, double[] result, int[] winners, int offset) {
    for (int o = 0; o < result.length; o++) {
      int[] best = {-1};
      covered(
          w,
          o,
          at -> {
            if (best[0] < 0 || plane[at] > plane[best[0]]) {
              best[0] = at;
            }
          });
      winners[offset + o] = best[0];
      result[o] = plane[best[0]];
    }
  }

  private static void average(Window w, double[] plane, double[] result, boolean padding) {
    for (int o = 0; o < result.length; o++) {
      double[] sum = {0};
      int count = covered(w, o, at -> sum[0] += plane[at]);
      result[o] = sum[0] / (padding ? w.tapsWithPadding(o) : count);
    }
  }

  private static void spread(Window w, double[] up, double[] plane, boolean padding) {
    for (int o = 0; o < up.length; o++) {
      int count = padding ? w.tapsWithPadding(o) : covered(w, o, at -> {});
      double share = up[o] / count;
      covered(w, o, at -> plane[at] += share);
    }
  }

  /**
   * Indices of the winners in the whole input, counted row by row, or in a plane column by column.
   */
  private static Tensor indices(Call call, Tensor y, int[] winners, Window w) {
    long[] all = new long[winners.length];
    int plane = Extents.size(y.dims(), 2, y.rank());
    int[] x = call.dims(0);
    boolean columns = call.attributes().integer("storage_order", 0) == 1 && x.length == 4;
    for (int i = 0; i < all.length; i++) {
      int at = columns ? winners[i] % x[3] * x[2] + winners[i] / x[3] : winners[i];
      all[i] = (long) (i / plane) * w.inputs() + at;
    }
    return Tensor.of(ElementType.INT64, y.dims(), all);
  }
}
