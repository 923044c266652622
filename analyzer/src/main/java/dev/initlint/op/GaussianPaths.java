package dev.initlint.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Many draws of a Gaussian process, one time after another, whose covariance becomes known as it
 * goes: each new value is drawn given those before it, by one row of a Cholesky factor. The
 * standard normals come in pairs of opposite sign, have variance 1 and are orthogonal to those
 * before them, so that means and covariances over the draws are exact and only higher moments
 * scatter.
 */
final class GaussianPaths {
  private final int draws;
  private final Random random;
  private final List<double[]> normals = new ArrayList<>();
  private final List<double[]> factor = new ArrayList<>();

  GaussianPaths(int draws, long seed) {
    this.draws = draws;
    random = new Random(seed);
  }

  /**
   * The next value of every draw.
   *
   * @param covariance with each value before, and last its own variance
   */
  double[] next(double[] covariance, double mean) {
    int k = factor.size();
    double[] row = new double[k + 1];
    double left = covariance[k];
    for (int j = 0; j < k; j++) {
      double[] other = factor.get(j);
      double sum = covariance[j];
      for (int i = 0; i < j; i++) {
        sum -= row[i] * other[i];
      }
      row[j] = other[j] > 0 ? sum / other[j] : 0;
      left -= row[j] * row[j];
    }
    double floor = 1e-9 * Math.abs(covariance[k]);
    row[k] = left > floor ? Math.sqrt(left) : 0;
    factor.add(row);
    normals.add(normal());
    double[] value = new double[draws];
    java.util.Arrays.fill(value, mean);
    for (int j = 0; j <= k; j++) {
      add(value, normals.get(j), row[j]);
    }
    return value;
  }

  private double[] normal() {
    double[] z = new double[draws];
    int half = draws / 2;
    for (int i = 0; i < half; i++) {
      z[i] = random.nextGaussian();
      z[half + i] = -z[i];
    }
    if (normals.size() < half / 2) {
      for (double[] before : normals) {
        add(z, before, -dot(z, before) / draws);
      }
    }
    double scale = 1 / Math.sqrt(dot(z, z) / draws);
    for (int i = 0; i < draws; i++) {
      z[i] *= scale;
    }
    return z;
  }

  private static void add(double[] to, double[] v, double factor) {
    if (factor != 0) {
      for (int i = 0; i < to.length; i++) {
        to[i] += factor * v[i];
      }
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
