package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Lanes;
import dev.initlint.verify.tensor.Workers;

/**
 * {@link RowNorms} in single precision. The mean of a row is taken twice, the second time of what
 * the first has left, so that a large mean costs no digits of the variance.
 *
 * @param n elements of a row
 */
record SingleRowNorms(Lanes lanes, int n, boolean centred, RowNorms.Statistics statistics) {
  /** Rows whose gradients of scale and bias are added up before they are widened. */
  private static final int FEW = 16;

  /** Normalises all rows, and keeps their statistics. */
  void normalise(
      Workers workers, Floats x, Floats y, double epsilon, double[] scale, double[] bias) {
    float[] factor = narrow(scale);
    float[] shift = narrow(bias);
    workers.range(
        statistics.mean().length,
        Math.max(1, Elementwise.GRAIN / n),
        (from, to) -> {
          float[] row = new float[n];
          for (int r = from; r < to; r++) {
            x.buffer().get(r * n, row);
            double mean = centred ? subtractMean(row) : 0;
            double square = lanes.dot(row, row, 0, n) / n;
            double inverse = 1 / Math.sqrt(square + epsilon);
            statistics.mean()[r] = mean;
            statistics.inverse()[r] = inverse;
            multiply(row, (float) inverse);
            affine(row, factor, shift);
            y.buffer().put(r * n, row);
          }
        });
  }

  private double subtractMean(float[] row) {
    float mean = lanes.sum(row, 0, n) / n;
    subtract(row, mean);
    float rest = lanes.sum(row, 0, n) / n;
    subtract(row, rest);
    return (double) mean + rest;
  }

  /** Pulls the rows {@code [from, to)} as {@link RowNorms#pull}. */
  void pull(
      Floats x,
      Floats g,
      Floats dx,
      int from,
      int to,
      double[] scale,
      double[] scaleGradient,
      double[] biasGradient) {
    float[] factor = narrow(scale);
    float[] row = new float[n];
    float[] up = new float[n];
    float[] scaleSum = new float[n];
    float[] biasSum = new float[n];
    for (int r = from; r < to; r++) {
      x.buffer().get(r * n, row);
      g.buffer().get(r * n, up);
      float inverse = (float) statistics.inverse()[r];
      unit(row, statistics.mean()[r], inverse);
      accumulate(row, up, scaleSum, biasSum);
      if ((r - from) % FEW == FEW - 1 || r == to - 1) {
        flush(scaleSum, scaleGradient);
        flush(biasSum, biasGradient);
      }
      pullRow(row, up, factor, inverse);
      dx.buffer().put(r * n, up);
    }
  }

  private static void unit(float[] row, double mean, float inverse) {
    float high = (float) mean;
    float low = (float) (mean - high);
    for (int i = 0; i < row.length; i++) {
      row[i] = ((row[i] - high) - low) * inverse;
    }
  }

  private static void accumulate(float[] unit, float[] up, float[] scale, float[] bias) {
    for (int i = 0; i < up.length; i++) {
      scale[i] += up[i] * unit[i];
      bias[i] += up[i];
    }
  }

  private static void flush(float[] from, double[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] += from[i];
      from[i] = 0;
    }
  }

  private void pullRow(float[] unit, float[] up, float[] scale, float inverse) {
    if (scale != null) {
      multiply(up, scale);
    }
    float mean = centred ? lanes.sum(up, 0, n) / n : 0;
    float along = lanes.dot(up, unit, 0, n) / n;
    for (int i = 0; i < up.length; i++) {
      up[i] = inverse * (up[i] - mean - unit[i] * along);
    }
  }

  private static void affine(float[] row, float[] scale, float[] bias) {
    if (scale != null) {
      multiply(row, scale);
    }
    if (bias != null) {
      for (int i = 0; i < row.length; i++) {
        row[i] += bias[i];
      }
    }
  }

  private static void subtract(float[] row, float v) {
    for (int i = 0; i < row.length; i++) {
      row[i] -= v;
    }
  }

  private static void multiply(float[] row, float v) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= v;
    }
  }

  private static void multiply(float[] row, float[] v) {
    for (int i = 0; i < row.length; i++) {
      row[i] *= v[i];
    }
  }

  private static float[] narrow(double[] v) {
    if (v == null) {
      return null;
    }
    float[] f = new float[v.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) v[i];
    }
    return f;
  }
}
