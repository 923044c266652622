package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Matrix;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Conv and ConvTranspose over one to three spatial axes, with groups and dilation. Both are the
 * same linear map between a fine side, which the window slides over, and a coarse side of window
 * positions; the one's forward pass is the other's backward pass.
 */
final class Convolutions implements Operator {
  private final boolean transposed;

  private Convolutions(boolean transposed) {
    this.transposed = transposed;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("Conv", new Convolutions(false));
    operators.put("ConvTranspose", new Convolutions(true));
  }

  @Override
  public Tensor[] forward(Call call) {
    Plan p = Plan.of(call, transposed);
    int[] dims = call.dims(0).clone();
    dims[1] = transposed ? p.fine * p.groups : p.coarse * p.groups;
    int[] extents = transposed ? p.window.in() : p.window.out();
    System.arraycopy(extents, 3 - (dims.length - 2), dims, 2, dims.length - 2);
    Tensor y = transposed ? call.arena().zeros(dims) : call.arena().reals(dims);
    if (transposed) {
      p.toFine(call, call.need(0).reals(), call.need(1).reals(), y.reals());
    } else {
      p.toCoarse(call, call.need(0).reals(), call.need(1).reals(), y.reals());
    }
    if (call.has(2)) {
      addBias(call, y, call.need(2).doubles());
    }
    return new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Plan p = Plan.of(call, transposed);
    Tensor[] result = new Tensor[call.arity()];
    Reals g = gradients[0].reals();
    if (call.wants(0)) {
      result[0] = transposed ? call.arena().reals(call.dims(0)) : call.arena().zeros(call.dims(0));
      if (transposed) {
        p.toCoarse(call, g, call.in(1).reals(), result[0].reals());
      } else {
        p.toFine(call, g, call.in(1).reals(), result[0].reals());
      }
    }
    if (call.wants(1)) {
      result[1] = call.arena().zeros(call.dims(1));
      Reals x = call.in(0).reals();
      p.weights(call, transposed ? g : x, transposed ? x : g, result[1].reals());
    }
    if (call.has(2) && call.wants(2)) {
      result[2] = biasGradient(call, gradients[0]);
    }
    return result;
  }

  /**
   * One convolution.
   *
   * @param fine channels per group on the side that the window slides over
   * @param coarse channels per group on the side of the positions
   */
  private record Plan(Window window, int samples, int groups, int fine, int coarse) {

    static Plan of(Call call, boolean transposed) {
      int[] x = call.dims(0);
      int[] w = call.dims(1);
      int groups = (int) call.attributes().integer("group", 1);
      int[] spatial = Arrays.copyOfRange(x, 2, x.length);
      int[] kernel = Arrays.copyOfRange(w, 2, w.length);
      if (w.length != x.length || x[1] != (transposed ? w[0] : w[1] * groups)) {
        throw new Unsupported(
            "weights " + Arrays.toString(w) + " do not fit the input " + Arrays.toString(x));
      }
      return transposed
          ? new Plan(
              Window.transposed(call.attributes(), spatial, kernel),
              x[0],
              groups,
              w[1],
              w[0] / groups)
          : new Plan(
              Window.sliding(call.attributes(), spatial, kernel),
              x[0],
              groups,
              w[1],
              w[0] / groups);
    }

    /** coarse = W·patches(fine), for every sample and group. */
    void toCoarse(Call call, Reals from, Reals weight, Reals to) {
      Tensor patches = buffer(call);
      each(
          (start, fineAt, coarseAt) -> {
            Matrix right = patches(call, from, fineAt, patches);
            call.products()
                .multiply(
                    coarse,
                    window.positions(),
                    rows(),
                    1,
                    weight(weight, start),
                    right,
                    0,
                    side(to, coarseAt));
          });
      discard(call, patches);
    }

    /** fine += patchesᵀ(Wᵀ·coarse). */
    void toFine(Call call, Reals from, Reals weight, Reals to) {
      Tensor patches = buffer(call);
      each(
          (start, fineAt, coarseAt) -> {
            Matrix result = window.isPointwise() ? side(to, fineAt) : side(patches.reals(), 0);
            call.products()
                .multiply(
                    rows(),
                    window.positions(),
                    coarse,
                    1,
                    weight(weight, start).t(),
                    side(from, coarseAt),
                    0,
                    result);
            if (!window.isPointwise()) {
              Patches.scatter(window, patches.reals(), to, fineAt, fine, call.workers());
            }
          });
      discard(call, patches);
    }

    /** dW += coarse·patches(fine)ᵀ. */
    void weights(Call call, Reals fineSide, Reals coarseSide, Reals to) {
      Tensor patches = buffer(call);
      each(
          (start, fineAt, coarseAt) -> {
            Matrix right = patches(call, fineSide, fineAt, patches);
            call.products()
                .multiply(
                    coarse,
                    rows(),
                    window.positions(),
                    1,
                    side(coarseSide, coarseAt),
                    right.t(),
                    1,
                    weight(to, start));
          });
      discard(call, patches);
    }

    private Matrix patches(Call call, Reals from, int at, Tensor buffer) {
      if (window.isPointwise()) {
        return side(from, at);
      }
      Patches.gather(window, from, at, fine, buffer.reals(), call.workers());
      return side(buffer.reals(), 0);
    }

    private Tensor buffer(Call call) {
      return window.isPointwise() ? null : call.arena().reals(rows(), window.positions());
    }

    private static void discard(Call call, Tensor patches) {
      if (patches != null) {
        call.arena().discard(patches);
      }
    }

    private int rows() {
      return fine * window.taps();
    }

    private Matrix weight(Reals store, int start) {
      return Matrix.of(store, start, rows());
    }

    private Matrix side(Reals store, int start) {
      return Matrix.of(store, start, window.positions());
    }

    private void each(Part part) {
      for (int n = 0; n < samples; n++) {
        for (int g = 0; g < groups; g++) {
          int channel = n * groups + g;
          part.of(
              g * coarse * rows(),
              channel * fine * window.inputs(),
              channel * coarse * window.positions());
        }
      }
    }
  }

  /** One sample and group: where its weights and its two sides begin. */
  @FunctionalInterface
  private interface Part {
    void of(int weight, int fine, int coarse);
  }

  private static void addBias(Call call, Tensor y, double[] bias) {
    int n = Extents.size(y.dims(), 2, y.rank());
    Reals store = y.reals();
    call.workers()
        .range(
            y.dim(0) * y.dim(1),
            1 + Elementwise.GRAIN / Math.max(1, n),
            (from, to) -> {
              double[] row = new double[n];
              for (int r = from; r < to; r++) {
                store.load(r * n, row, 0, n);
                for (int i = 0; i < n; i++) {
                  row[i] += bias[r % bias.length];
                }
                store.store(r * n, row, 0, n);
              }
            });
  }

  private static Tensor biasGradient(Call call, Tensor g) {
    int n = Extents.size(g.dims(), 2, g.rank());
    double[] sum = new double[g.dim(1)];
    double[] row = new double[n];
    for (int r = 0; r < g.dim(0) * g.dim(1); r++) {
      g.reals().load(r * n, row, 0, n);
      sum[r % sum.length] += Sums.sum(row, 0, n);
    }
    return call.arena().of(sum, sum.length);
  }
}
