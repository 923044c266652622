package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * E f(u)f(w) of two correlated Gaussians as an outer expectation over u of the inner expectation
 * over w given u: slow, and independent of the Hermite series.
 */
final class PairQuadrature {
  private static final double EVERYWHERE = 1e4;

  private PairQuadrature() {}

  static double dual(
      ScalarFunction f, double m1, double v1, double m2, double v2, double rho, boolean ofSlopes) {
    List<Landmark> marks = f.landmarks(-EVERYWHERE, EVERYWHERE);
    DoubleUnaryOperator g = ofSlopes ? f::slope : f::value;
    ScalarFunction inner = ScalarFunction.of("inner", g, x -> 0, marks.toArray(Landmark[]::new));
    double s1 = Math.sqrt(v1);
    double s2 = Math.sqrt(v2);
    double apart = Math.sqrt((1 - rho) * (1 + rho));
    List<Landmark> cuts = new ArrayList<>();
    for (Landmark l : marks) {
      cuts.add(new Landmark((l.at() - m1) / s1, l.width() / s1, true));
      if (rho != 0) {
        double width = Math.max(apart, Math.min(1, l.width() / s2)) / Math.abs(rho);
        cuts.add(Landmark.bend((l.at() - m2) / s2 / rho, width));
      }
    }
    DoubleUnaryOperator given =
        z -> g.applyAsDouble(m1 + s1 * z) * expectation(inner, m2 + s2 * rho * z, s2 * apart);
    ScalarFunction outer = ScalarFunction.of("outer", given, z -> 0, cuts.toArray(Landmark[]::new));
    return expectation(outer, 0, 1);
  }

  private static double expectation(ScalarFunction f, double mean, double deviation) {
    NormalMesh mesh = NormalMesh.of(f, mean, deviation);
    double sum = 0;
    for (int i = 0; i < mesh.z.length; i++) {
      sum += mesh.weight[i] * mesh.value[i];
    }
    return sum;
  }
}
