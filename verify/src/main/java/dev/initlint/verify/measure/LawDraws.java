package dev.initlint.verify.measure;

import dev.initlint.law.Law;
import dev.initlint.verify.Refused;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;
import java.util.SplittableRandom;

/** Draws weights from the laws they are initialised by. */
final class LawDraws {
  /** Variance of a standard normal cut at two standard deviations: 1 - 4φ(2)/(2Φ(2) - 1). */
  private static final double CUT_VARIANCE = 0.7737413035499232;

  private LawDraws() {}

  /**
   * Fills a weight.
   *
   * @param mean of an entry
   * @param variance of an entry, whatever the family
   */
  static void fill(
      Law.Family family, double mean, double variance, Tensor weight, long seed, Workers workers) {
    double std = Math.sqrt(variance);
    switch (family) {
      case NORMAL -> Seeds.fill(weight.reals(), seed, workers, Seeds.normal(mean, std));
      case TRUNCATED_NORMAL ->
          Seeds.fill(
              weight.reals(), seed, workers, truncated(mean, Math.sqrt(variance / CUT_VARIANCE)));
      case UNIFORM -> Seeds.fill(weight.reals(), seed, workers, uniform(mean, std));
      case CONSTANT -> weight.reals().fill(mean);
      case ZEROS -> weight.reals().fill(0);
      case ONES -> weight.reals().fill(1);
      case IDENTITY -> identity(weight);
      case ORTHOGONAL -> orthogonal(weight, variance, seed);
      case OTHER ->
          throw new Refused(
              "a weight's law is known by mean and variance only and cannot be drawn; give the"
                  + " model with its weights stored");
    }
  }

  private static Seeds.Fill truncated(double mean, double std) {
    return (random, block, n) -> {
      for (int i = 0; i < n; i++) {
        double z = random.nextGaussian();
        while (Math.abs(z) > 2) {
          z = random.nextGaussian();
        }
        block[i] = mean + std * z;
      }
    };
  }

  private static Seeds.Fill uniform(double mean, double std) {
    double half = Math.sqrt(3) * std;
    return (random, block, n) -> {
      for (int i = 0; i < n; i++) {
        block[i] = mean + half * (2 * random.nextDouble() - 1);
      }
    };
  }

  private static void identity(Tensor weight) {
    weight.reals().fill(0);
    int columns = weight.dim(-1);
    for (int i = 0; i < Math.min(weight.dim(0), columns); i++) {
      weight.reals().set(i * columns + i, 1);
    }
  }

  /**
   * Rows or columns, whichever are fewer, orthogonal and of equal length (Saxe et al.,
   * arXiv:1312.6120), by Gram-Schmidt on normal vectors, twice for accuracy.
   */
  private static void orthogonal(Tensor weight, double variance, long seed) {
    int rows = weight.dim(0);
    int columns = Extents.size(weight.dims(), 1, weight.rank());
    boolean tall = rows > columns;
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] basis = new double[count][length];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < length; k++) {
        basis[i][k] = random.nextGaussian();
      }
      orthogonalise(basis, i);
      orthogonalise(basis, i);
    }
    // entries of a unit vector have mean square 1/length
    double scale = Math.sqrt(variance * length);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < length; k++) {
        weight.reals().set(tall ? k * columns + i : i * columns + k, scale * basis[i][k]);
      }
    }
  }

  private static void orthogonalise(double[][] basis, int i) {
    double[] v = basis[i];
    for (int j = 0; j < i; j++) {
      double along = 0;
      for (int k = 0; k < v.length; k++) {
        along += v[k] * basis[j][k];
      }
      for (int k = 0; k < v.length; k++) {
        v[k] -= along * basis[j][k];
      }
    }
    double square = 0;
    for (double x : v) {
      square += x * x;
    }
    for (int k = 0; k < v.length; k++) {
      v[k] /= Math.sqrt(square);
    }
  }
}
