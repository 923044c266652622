package dev.initlint.gaussian;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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
    HermiteSeries values,
    HermiteSeries slopes) {

  /** How many were run. */
  static final LongAdder RUN = new LongAdder();

  /** By the nodes of {@link NormalMesh}, or at the mean where there is no variance. */
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
    List<Landmark> singular = mesh.even != null ? List.of() : singular(f, mean, deviation);
    Supplier<NormalMesh> kept = kept(mesh, again);
    return new GaussianQuadrature(
        m,
        hasUnboundedSquare(f::value, singular, deviation) ? Double.POSITIVE_INFINITY : spread,
        s,
        hasUnboundedSquare(f::slope, singular, deviation) ? Double.POSITIVE_INFINITY : slopeSpread,
        cross,
        tilted / deviation,
        product,
        series(kept, false, m, spread),
        series(kept, true, s, slopeSpread));
  }

  /** A mesh until memory is wanted; it is made again where it is asked for later. */
  private static Supplier<NormalMesh> kept(NormalMesh mesh, Supplier<NormalMesh> again) {
    AtomicReference<Reference<NormalMesh>> last = new AtomicReference<>(new WeakReference<>(mesh));
    return () -> {
      NormalMesh known = last.get().get();
      if (known == null) {
        known = again.get();
        last.set(new WeakReference<>(known));
      }
      return known;
    };
  }

  /** The series of f or of its slope, computed as far as it is asked for. */
  private static HermiteSeries series(
      Supplier<NormalMesh> meshes, boolean slope, double mean, double spread) {
    return HermiteSeries.of(
        orders -> {
          NormalMesh mesh = meshes.get();
          double[] v = slope ? mesh.slope : mesh.value;
          return mesh.even != null
              ? HermiteSeries.expand(mesh.even, v, mean, spread, orders)
              : HermiteSeries.expand(mesh.z, mesh.weight, v, mean, spread, orders);
        });
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

  /** Points of the range at which f or a derivative is unbounded. */
  private static List<Landmark> singular(ScalarFunction f, double mean, double deviation) {
    return f.landmarks(mean - 12 * deviation, mean + 12 * deviation).stream()
        .filter(l -> l.width() == 0)
        .toList();
  }

  /**
   * Whether δ·g(c±δ)² does not vanish with δ at a singular point c of the range, so that g² has no
   * expectation.
   */
  private static boolean hasUnboundedSquare(
      DoubleUnaryOperator g, List<Landmark> singular, double deviation) {
    for (Landmark l : singular) {
      for (int side = -1; side <= 1; side += 2) {
        double step = side * 1e-6 * deviation;
        double far = g.applyAsDouble(l.at() + step);
        double near = g.applyAsDouble(l.at() + 0.25 * step);
        if (0.25 * near * near >= 0.99 * far * far && near != 0) {
          return true;
        }
      }
    }
    return false;
  }
}
