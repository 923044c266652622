package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * What quadrature says of one function under one Gaussian law.
 *
 * @param secondMomentSlope d E f²/d variance
 * @param argumentProduct E of f and its argument in standard units
 * @param values Hermite series of f; null at variance 0
 * @param slopes Hermite series of f'; null at variance 0
 */
record GaussianQuadrature(
    double mean,
    double variance,
    double slopeMean,
    double slopeVariance,
    double valueSlope,
    double secondMomentSlope,
    double argumentProduct,
    Series values,
    Series slopes) {

  /** How many were run. */
  static final LongAdder RUN = new LongAdder();

  /** A Hermite series, computed when first asked for: most transforms are of one tensor alone. */
  static final class Series {
    private final Supplier<HermiteSeries> make;

    /** A race computes the same figures twice. */
    private volatile HermiteSeries known;

    private Series(Supplier<HermiteSeries> make) {
      this.make = make;
    }

    static Series of(Supplier<HermiteSeries> make) {
      return new Series(make);
    }

    HermiteSeries get() {
      HermiteSeries series = known;
      if (series == null) {
        series = make.get();
        known = series;
      }
      return series;
    }
  }

  /** By the panel rule of {@link NormalMesh}, or at the mean where there is no variance. */
  static GaussianQuadrature of(ScalarFunction f, double mean, double variance) {
    if (variance == 0) {
      double value = f.value(mean);
      double slope = f.slope(mean);
      return new GaussianQuadrature(value, 0, slope, 0, value * slope, Double.NaN, 0, null, null);
    }
    double deviation = Math.sqrt(variance);
    Supplier<NormalMesh> meshes = () -> NormalMesh.of(f, mean, deviation);
    NormalMesh mesh = meshes.get();
    return of(f, mean, deviation, mesh, mesh.z, meshes);
  }

  /**
   * The same for an argument of another law. The slopes are those of f in its argument, as
   * functions of the Gaussian that the argument is a function of.
   */
  static GaussianQuadrature of(ScalarFunction f, double mean, double variance, Marginal law) {
    if (variance == 0) {
      return of(f, mean, 0);
    }
    double deviation = Math.sqrt(variance);
    Supplier<NormalMesh> meshes = () -> NormalMesh.of(f, mean, deviation, law.values());
    NormalMesh mesh = meshes.get();
    double[] x = new double[mesh.z.length];
    Arrays.setAll(x, i -> law.quantile(mesh.z[i]));
    return of(f, mean, deviation, mesh, x, meshes);
  }

  /**
   * By a mesh.
   *
   * @param argument the argument in standard units at its nodes
   * @param again makes the mesh again, which is not kept
   */
  private static GaussianQuadrature of(
      ScalarFunction f,
      double mean,
      double deviation,
      NormalMesh mesh,
      double[] argument,
      Supplier<NormalMesh> again) {
    RUN.increment();
    double m = dot(mesh.weight, mesh.value);
    double s = dot(mesh.weight, mesh.slope);
    double spread = spread(mesh.weight, mesh.value, m);
    double slopeSpread = spread(mesh.weight, mesh.slope, s);
    double cross = 0;
    double tilted = 0;
    double product = 0;
    for (int i = 0; i < mesh.z.length; i++) {
      double term = mesh.weight[i] * mesh.value[i] * mesh.slope[i];
      cross += term;
      tilted += term * argument[i];
      product += mesh.weight[i] * mesh.value[i] * argument[i];
    }
    return new GaussianQuadrature(
        m,
        hasUnboundedSquare(f::value, f, mean, deviation) ? Double.POSITIVE_INFINITY : spread,
        s,
        hasUnboundedSquare(f::slope, f, mean, deviation) ? Double.POSITIVE_INFINITY : slopeSpread,
        cross,
        tilted / deviation,
        product,
        new Series(() -> series(again.get(), false, m, spread)),
        new Series(() -> series(again.get(), true, s, slopeSpread)));
  }

  private static HermiteSeries series(NormalMesh mesh, boolean slope, double mean, double spread) {
    return new HermiteSeries(mesh.z, mesh.weight, slope ? mesh.slope : mesh.value, mean, spread);
  }

  private static double dot(double[] weight, double[] value) {
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * value[i];
    }
    return sum;
  }

  private static double spread(double[] weight, double[] value, double centre) {
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      double d = value[i] - centre;
      sum += weight[i] * d * d;
    }
    return sum;
  }

  /**
   * Whether δ·g(c±δ)² does not vanish with δ at a singular point c of the range, so that g² has no
   * expectation.
   */
  private static boolean hasUnboundedSquare(
      DoubleUnaryOperator g, ScalarFunction f, double mean, double deviation) {
    for (Landmark l : f.landmarks(mean - 12 * deviation, mean + 12 * deviation)) {
      if (l.width() == 0) {
        for (int side = -1; side <= 1; side += 2) {
          double step = side * 1e-6 * deviation;
          double far = g.applyAsDouble(l.at() + step);
          double near = g.applyAsDouble(l.at() + 0.25 * step);
          if (0.25 * near * near >= 0.99 * far * far && near != 0) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
