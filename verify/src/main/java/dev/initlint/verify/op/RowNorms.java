package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Norms over the last axes with a scale per element: LayerNormalization (Ba et al.,
 * arXiv:1607.06450) and RMSNormalization (Zhang and Sennrich, arXiv:1910.07467).
 */
final class RowNorms implements Operator {
  /** Partial sums of the gradients of scale and bias; fixed, so that results are. */
  private static final int PARTS = 16;

  private final boolean centred;

  RowNorms(boolean centred) {
    this.centred = centred;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("LayerNormalization", new RowNorms(true));
    operators.put("RMSNormalization", new RowNorms(false));
    operators.put("SimplifiedLayerNormalization", new RowNorms(false));
    operators.put("com.microsoft:SimplifiedLayerNormalization", new RowNorms(false));
  }

  /**
   * Statistics of every row.
   *
   * @param inverse 1/√(variance + epsilon), or of the mean square
   */
  record Statistics(double[] mean, double[] inverse) {}

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    int axis = Extents.axis(call.attributes().integer("axis", -1), x.rank());
    int[] normal = Arrays.copyOfRange(x.dims(), axis, x.rank());
    Tensor y = call.over(0);
    double[] scale = call.has(1) ? vector(call, call.need(1), normal) : null;
    double[] bias = centred && call.has(2) ? vector(call, call.need(2), normal) : null;
    Statistics s =
        normalise(
            call.machine(),
            x.reals(),
            y.reals(),
            Extents.size(normal),
            centred,
            call.attributes().real("epsilon", 1e-5),
            scale,
            bias);
    call.remember(s);
    int[] per = x.dims().clone();
    Arrays.fill(per, axis, per.length, 1);
    int outputs = call.node().outputs().size();
    Tensor[] result = new Tensor[outputs];
    result[0] = y;
    if (outputs > 1) {
      result[1] = call.arena().of(centred ? s.mean() : s.inverse(), per);
    }
    if (outputs > 2) {
      result[2] = call.arena().of(s.inverse(), per);
    }
    return result;
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    if (gradients[0] == null) {
      return result;
    }
    int[] dims = call.dims(0);
    int axis = Extents.axis(call.attributes().integer("axis", -1), dims.length);
    int[] normal = Arrays.copyOfRange(dims, axis, dims.length);
    int n = Extents.size(normal);
    double[] scale = call.has(1) ? vector(call, call.in(1), normal) : null;
    double[] scaleGradient = new double[n];
    double[] biasGradient = new double[n];
    result[0] = call.arena().reals(dims);
    pull(
        call.machine(),
        call.in(0).reals(),
        gradients[0].reals(),
        result[0].reals(),
        n,
        centred,
        (Statistics) call.remembered(),
        scale,
        scaleGradient,
        biasGradient);
    if (call.has(1) && call.wants(1)) {
      result[1] = reduced(call, scaleGradient, normal, 1);
    }
    if (call.has(2) && call.wants(2)) {
      result[2] = reduced(call, biasGradient, normal, 2);
    }
    return result;
  }

  private static Tensor reduced(Call call, double[] gradient, int[] normal, int input) {
    Tensor full = call.arena().of(gradient, normal);
    return Broadcasting.reduceTemporary(call.machine(), full, call.dims(input));
  }

  /** A scale or bias, repeated to the normalised shape. */
  private static double[] vector(Call call, Tensor t, int[] normal) {
    Tensor expanded =
        t.size() == Extents.size(normal) ? t : Broadcasting.expand(call.machine(), t, normal);
    double[] v = expanded.doubles();
    if (expanded != t) {
      call.arena().discard(expanded);
    }
    return v;
  }

  /** Normalises rows of {@code n} elements. */
  static Statistics normalise(
      Machine machine,
      Reals x,
      Reals y,
      int n,
      boolean centred,
      double epsilon,
      double[] scale,
      double[] bias) {
    int rows = n == 0 ? 0 : x.size() / n;
    Statistics s = new Statistics(new double[rows], new double[rows]);
    if (y instanceof Floats to) {
      new SingleRowNorms(machine.lanes(), n, centred, s)
          .normalise(machine.workers(), (Floats) x, to, epsilon, scale, bias);
      return s;
    }
    machine
        .workers()
        .range(
            rows,
            Math.max(1, Elementwise.GRAIN / Math.max(1, n)),
            (from, to) -> {
              double[] row = new double[n];
              for (int r = from; r < to; r++) {
                x.load(r * n, row, 0, n);
                double mean = centred ? Sums.sum(row, 0, n) / n : 0;
                for (int i = 0; i < n; i++) {
                  row[i] -= mean;
                }
                double inverse = 1 / Math.sqrt(Sums.dot(row, row, n) / n + epsilon);
                s.mean()[r] = mean;
                s.inverse()[r] = inverse;
                affine(row, inverse, scale, bias);
                y.store(r * n, row, 0, n);
              }
            });
    return s;
  }

  private static void affine(double[] row, double inverse, double[] scale, double[] bias) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= inverse;
    }
    if (scale != null) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= scale[i];
      }
    }
    if (bias != null) {
      for (int i = 0; i < row.length; i++) {
        row[i] += bias[i];
      }
    }
  }

  /**
   * dx = inverse·(h - mean h - x̂·mean(h·x̂)) with h = g·scale, the mean of h only where the norm
   * is centred; adds up the gradients of scale and bias.
   */
  static void pull(
      Machine machine,
      Reals x,
      Reals g,
      Reals dx,
      int n,
      boolean centred,
      Statistics s,
      double[] scale,
      double[] scaleGradient,
      double[] biasGradient) {
    int rows = s.mean().length;
    int step = Math.max(1, (rows + PARTS - 1) / PARTS);
    int parts = (rows + step - 1) / step;
    double[][] scaleParts = new double[parts][n];
    double[][] biasParts = new double[parts][n];
    SingleRowNorms single =
        dx instanceof Floats ? new SingleRowNorms(machine.lanes(), n, centred, s) : null;
    machine
        .workers()
        .range(
            rows,
            step,
            (from, to) -> {
              double[] scalePart = scaleParts[from / step];
              double[] biasPart = biasParts[from / step];
              if (single != null) {
                single.pull(
                    (Floats) x, (Floats) g, (Floats) dx, from, to, scale, scalePart, biasPart);
                return;
              }
              double[] row = new double[n];
              double[] up = new double[n];
              for (int r = from; r < to; r++) {
                x.load(r * n, row, 0, n);
                g.load(r * n, up, 0, n);
                double mean = s.mean()[r];
                double inverse = s.inverse()[r];
                for (int i = 0; i < n; i++) {
                  row[i] = (row[i] - mean) * inverse;
                }
                accumulate(row, up, scalePart, biasPart);
                pullRow(row, up, scale, centred, inverse);
                dx.store(r * n, up, 0, n);
              }
            });
    for (int p = 0; p < parts; p++) {
      for (int i = 0; i < n; i++) {
        scaleGradient[i] += scaleParts[p][i];
        biasGradient[i] += biasParts[p][i];
      }
    }
  }

  private static void accumulate(double[] unit, double[] up, double[] scale, double[] bias) {
    for (int i = 0; i < up.length; i++) {
      scale[i] += up[i] * unit[i];
      bias[i] += up[i];
    }
  }

  private static void pullRow(
      double[] unit, double[] up, double[] scale, boolean centred, double inverse) {
    int n = up.length;
    if (scale != null) {
      for (int i = 0; i < n; i++) {
        up[i] *= scale[i];
      }
    }
    double mean = centred ? Sums.sum(up, 0, n) / n : 0;
    double along = Sums.dot(up, unit, n) / n;
    for (int i = 0; i < n; i++) {
      up[i] = inverse * (up[i] - mean - unit[i] * along);
    }
  }
}
