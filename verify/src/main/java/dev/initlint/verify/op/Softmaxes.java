package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Curves;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;

/** Softmax and its logarithm, along one axis; before opset 13 along all axes from one on. */
final class Softmaxes implements Operator {
  private final boolean logarithm;

  private Softmaxes(boolean logarithm) {
    this.logarithm = logarithm;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("Softmax", new Softmaxes(false));
    operators.put("LogSoftmax", new Softmaxes(true));
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    Tensor y = call.over(0);
    Reals from = x.reals();
    Reals to = y.reals();
    Lines lines = lines(call);
    if (!logarithm && lines.step() == 1 && to instanceof Floats f) {
      softmax(call.machine(), (Floats) from, f, lines);
      return new Tensor[] {y};
    }
    call.workers()
        .range(
            lines.count(),
            lines.grain(),
            (a, b) -> {
              double[] line = new double[lines.length()];
              double[] scratch = new double[logarithm ? line.length : 0];
              for (int i = a; i < b; i++) {
                lines.load(from, i, line);
                if (logarithm) {
                  logSoftmax(line, scratch);
                } else {
                  softmax(line, line.length);
                }
                lines.store(line, to, i);
              }
            });
    return new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor result = call.arena().reals(call.dims(0));
    Reals value = call.out(0).reals();
    Reals up = gradients[0].reals();
    Reals to = result.reals();
    Lines lines = lines(call);
    if (!logarithm && lines.step() == 1 && to instanceof Floats f) {
      pull(call.machine(), (Floats) value, (Floats) up, f, lines);
      return new Tensor[] {result};
    }
    call.workers()
        .range(
            lines.count(),
            lines.grain(),
            (a, b) -> {
              double[] y = new double[lines.length()];
              double[] g = new double[y.length];
              for (int i = a; i < b; i++) {
                lines.load(value, i, y);
                lines.load(up, i, g);
                if (logarithm) {
                  pullLogarithm(y, g);
                } else {
                  pull(y, g, y.length);
                }
                lines.store(g, to, i);
              }
            });
    return new Tensor[] {result};
  }

  @Override
  public Keep keeps() {
    return Keep.OUTPUTS;
  }

  private Lines lines(Call call) {
    int[] dims = call.dims(0);
    boolean flat = call.node().opset() > 0 && call.node().opset() < 13;
    int axis = Extents.axis(call.attributes().integer("axis", flat ? 1 : -1), dims.length);
    return Lines.along(dims, axis, flat ? dims.length : Math.min(dims.length, axis + 1));
  }

  /** Softmax of contiguous lines in single precision. */
  private static void softmax(Machine machine, Floats x, Floats y, Lines lines) {
    int n = lines.length();
    machine
        .workers()
        .range(
            lines.count(),
            lines.grain(),
            (a, b) -> {
              float[] rows = new float[(b - a) * n];
              x.buffer().get(a * n, rows);
              for (int at = 0; at < rows.length; at += n) {
                float max = Sums.max(rows, at, n);
                float sum = machine.lanes().exp(rows, rows, at, n, 1, -max);
                scale(rows, at, n, 1 / sum);
              }
              y.buffer().put(a * n, rows);
            });
  }

  private static void scale(float[] x, int at, int n, float factor) {
    for (int i = at; i < at + n; i++) {
      x[i] *= factor;
    }
  }

  /** g = y·(g - Σ y·g) on contiguous lines in single precision. */
  private static void pull(Machine machine, Floats value, Floats up, Floats to, Lines lines) {
    int n = lines.length();
    machine
        .workers()
        .range(
            lines.count(),
            lines.grain(),
            (a, b) -> {
              float[] y = new float[(b - a) * n];
              float[] g = new float[y.length];
              value.buffer().get(a * n, y);
              up.buffer().get(a * n, g);
              for (int at = 0; at < y.length; at += n) {
                pull(y, g, at, n, machine.lanes().dot(y, g, at, n));
              }
              to.buffer().put(a * n, g);
            });
  }

  private static void pull(float[] y, float[] g, int at, int n, float mean) {
    for (int i = at; i < at + n; i++) {
      g[i] = y[i] * (g[i] - mean);
    }
  }

  /** Replaces logits by their softmax. */
  static void softmax(double[] x, int n) {
    double max = Sums.max(x, n);
    for (int i = 0; i < n; i++) {
      x[i] -= max;
    }
    Curves.exp(x, x, n);
    double scale = 1 / Sums.sum(x, 0, n);
    for (int i = 0; i < n; i++) {
      x[i] *= scale;
    }
  }

  /** g = y·(g - Σ y·g). */
  static void pull(double[] y, double[] g, int n) {
    double mean = Sums.dot(y, g, n);
    for (int i = 0; i < n; i++) {
      g[i] = y[i] * (g[i] - mean);
    }
  }

  private static void logSoftmax(double[] x, double[] e) {
    double shift = Sums.logSumExp(x, e);
    for (int i = 0; i < x.length; i++) {
      x[i] -= shift;
    }
  }

  private static void pullLogarithm(double[] y, double[] g) {
    double sum = Sums.sum(g, 0, g.length);
    double[] p = new double[y.length];
    Curves.exp(y, p, y.length);
    for (int i = 0; i < y.length; i++) {
      g[i] -= p[i] * sum;
    }
  }
}
