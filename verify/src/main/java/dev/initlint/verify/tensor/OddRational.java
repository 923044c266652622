package dev.initlint.verify.tensor;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * An odd saturating function in single precision, x·P(x²)/Q(x²) with both polynomials of degree 6:
 * additions, multiplications and one division, which the compiler turns into vector instructions.
 * The polynomials interpolate the function at Chebyshev points of x².
 */
final class OddRational {
  private static final int DEGREE = 6;

  private final float limit;
  private final float[] p = new float[DEGREE + 1];
  private final float[] q = new float[DEGREE + 1];

  /**
   * Fits a function.
   *
   * @param f odd, and constant in single precision beyond {@code limit}
   * @param slope its slope at 0
   */
  OddRational(DoubleUnaryOperator f, double slope, double limit) {
    this.limit = (float) limit;
    int n = 2 * DEGREE + 1;
    double largest = limit * limit;
    RealMatrix equations = MatrixUtils.createRealMatrix(n, n);
    ArrayRealVector right = new ArrayRealVector(n);
    for (int j = 0; j < n; j++) {
      double u = (1 + Math.cos(Math.PI * (j + 0.5) / n)) / 2;
      double x = Math.sqrt(u * largest);
      double value = x < 1e-4 ? slope : f.applyAsDouble(x) / x;
      // P(u) - value·(Q(u) - 1) = value, with Q(0) = 1
      for (int k = 0; k <= DEGREE; k++) {
        equations.setEntry(j, k, Math.pow(u, k));
        if (k > 0) {
          equations.setEntry(j, DEGREE + k, -value * Math.pow(u, k));
        }
      }
      right.setEntry(j, value);
    }
    double[] c = new LUDecomposition(equations, 1e-300).getSolver().solve(right).toArray();
    q[0] = 1;
    for (int k = 0; k <= DEGREE; k++) {
      p[k] = (float) (c[k] / Math.pow(largest, k));
      if (k > 0) {
        q[k] = (float) (c[DEGREE + k] / Math.pow(largest, k));
      }
    }
  }

  /** y = f(scale·x) for the first {@code n} elements; the arrays may be the same. */
  void of(float[] x, float[] y, int n, float scale) {
    float p0 = p[0];
    float p1 = p[1];
    float p2 = p[2];
    float p3 = p[3];
    float p4 = p[4];
    float p5 = p[5];
    float p6 = p[6];
    float q1 = q[1];
    float q2 = q[2];
    float q3 = q[3];
    float q4 = q[4];
    float q5 = q[5];
    float q6 = q[6];
    for (int i = 0; i < n; i++) {
      float t = Math.max(-limit, Math.min(limit, scale * x[i]));
      float s = t * t;
      float above = ((((((p6 * s + p5) * s + p4) * s + p3) * s) + p2) * s + p1) * s + p0;
      float below = (((((q6 * s + q5) * s + q4) * s + q3) * s + q2) * s + q1) * s + 1;
      y[i] = t * above / below;
    }
  }
}
