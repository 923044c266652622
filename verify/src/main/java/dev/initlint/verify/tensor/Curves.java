package dev.initlint.verify.tensor;

import org.hipparchus.special.Erf;

/**
 * Exponential and its relatives on blocks, from additions and multiplications only, so that the
 * compiler turns the loops into vector instructions.
 */
public final class Curves {
  /**
   * The argument is divided by 2^12 for the Taylor polynomial, whose value is then squared 12
   * times.
   */
  private static final double SHRINK = 1.0 / 4096;

  /** exp under- or overflows beyond. */
  private static final double LARGEST = 800;

  /** 1 - erf(6) is below half a unit in the last place of 1. */
  private static final double ERF_LARGEST = 6;

  /** 1/k! for k from 0. */
  private static final double[] INVERSE_FACTORIAL = inverseFactorials(11);

  private static final double[] ERFC = erfcCoefficients(24);

  private static final OddRational TANH = new OddRational(Math::tanh, 1, 9);
  private static final OddRational ERF = new OddRational(Erf::erf, 2 / Math.sqrt(Math.PI), 4);

  private Curves() {}

  /** y = tanh(scale·x) in single precision, absolute error below 4e-7. */
  public static void tanh(float[] x, float[] y, int n, float scale) {
    TANH.of(x, y, n, scale);
  }

  /** y = erf(scale·x) in single precision, absolute error below 4e-7. */
  public static void erf(float[] x, float[] y, int n, float scale) {
    ERF.of(x, y, n, scale);
  }

  /**
   * y = exp x for {@code n} elements: (Taylor polynomial of x/4096)^4096, relative error below
   * 1e-12. {@code x} and {@code y} may be the same array.
   */
  public static void exp(double[] x, double[] y, int n) {
    taylor(x, y, n, 1);
    for (int i = 0; i < n; i++) {
      double a = (1 + y[i]) * (1 + y[i]);
      double b = a * a;
      double c = b * b;
      double d = c * c;
      double e = d * d;
      y[i] = e * e;
    }
    for (int i = 0; i < n; i++) {
      double a = y[i] * y[i];
      double b = a * a;
      double c = b * b;
      double d = c * c;
      double e = d * d;
      y[i] = e * e;
    }
  }

  /**
   * y = exp(scale·x) - 1, accurate near 0 too, by expm1(2t) = expm1(t)·(expm1(t) + 2). {@code x}
   * and {@code y} may be the same array.
   */
  public static void expm1(double[] x, double[] y, int n, double scale) {
    taylor(x, y, n, scale);
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < n; i++) {
        double a = y[i] * (y[i] + 2);
        double b = a * (a + 2);
        double c = b * (b + 2);
        double d = c * (c + 2);
        double e = d * (d + 2);
        y[i] = e * (e + 2);
      }
    }
  }

  /** y = tanh x = expm1(2x)/(expm1(2x) + 2); arguments beyond 20 give ±1. */
  public static void tanh(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(-20, Math.min(20, x[i]));
    }
    expm1(y, y, n, 2);
    for (int i = 0; i < n; i++) {
      y[i] = y[i] / (y[i] + 2);
    }
  }

  /** y = 1/(1 + exp(-x)). */
  public static void sigmoid(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -x[i];
    }
    exp(y, y, n);
    for (int i = 0; i < n; i++) {
      y[i] = 1 / (1 + y[i]);
    }
  }

  /**
   * y = erf x, absolute error below 1e-12: erfc z = t·h(t)·exp(-z²) with t = 2/(2 + z) and h the
   * interpolant at Chebyshev points. {@code x} and {@code y} must be different arrays.
   */
  public static void erf(double[] x, double[] y, int n) {
    double[] t = new double[n];
    double[] u = new double[n];
    double[] h = new double[n];
    double low = 2 / (2 + ERF_LARGEST);
    double stretch = 2 / (1 - low);
    double shift = (1 + low) / (1 - low);
    for (int i = 0; i < n; i++) {
      double z = Math.min(ERF_LARGEST, Math.abs(x[i]));
      y[i] = -z * z;
      t[i] = 2 / (2 + z);
      u[i] = stretch * t[i] - shift;
    }
    exp(y, y, n);
    for (int k = ERFC.length - 8; k >= 0; k -= 8) {
      horner(u, h, n, k);
    }
    for (int i = 0; i < n; i++) {
      y[i] = Math.copySign(1 - t[i] * h[i] * y[i], x[i]);
    }
  }

  /** h = h·u^8 + the eight coefficients of h from {@code k} on. */
  private static void horner(double[] u, double[] h, int n, int k) {
    double c7 = ERFC[k + 7];
    double c6 = ERFC[k + 6];
    double c5 = ERFC[k + 5];
    double c4 = ERFC[k + 4];
    double c3 = ERFC[k + 3];
    double c2 = ERFC[k + 2];
    double c1 = ERFC[k + 1];
    double c0 = ERFC[k];
    for (int i = 0; i < n; i++) {
      double v = u[i];
      double p = ((h[i] * v + c7) * v + c6) * v + c5;
      double q = ((p * v + c4) * v + c3) * v + c2;
      h[i] = (q * v + c1) * v + c0;
    }
  }

  /** y = expm1(scale·x/4096) by its Taylor polynomial. */
  private static void taylor(double[] x, double[] y, int n, double scale) {
    for (int i = 0; i < n; i++) {
      double t = Math.max(-LARGEST, Math.min(LARGEST, scale * x[i])) * SHRINK;
      y[i] = t;
    }
    double c11 = INVERSE_FACTORIAL[11];
    double c10 = INVERSE_FACTORIAL[10];
    double c9 = INVERSE_FACTORIAL[9];
    double c8 = INVERSE_FACTORIAL[8];
    double c7 = INVERSE_FACTORIAL[7];
    double c6 = INVERSE_FACTORIAL[6];
    double c5 = INVERSE_FACTORIAL[5];
    double c4 = INVERSE_FACTORIAL[4];
    double c3 = INVERSE_FACTORIAL[3];
    for (int i = 0; i < n; i++) {
      double t = y[i];
      double p = (((c11 * t + c10) * t + c9) * t + c8) * t + c7;
      double q = (((p * t + c6) * t + c5) * t + c4) * t + c3;
      y[i] = t * (1 + t * (0.5 + t * q));
    }
  }

  private static double[] inverseFactorials(int largest) {
    double[] f = new double[largest + 1];
    f[0] = 1;
    for (int k = 1; k <= largest; k++) {
      f[k] = f[k - 1] / k;
    }
    return f;
  }

  /** Interpolant of erfc(z)·exp(z²)/t on t from 2/(2 + 6) to 1, in powers of u from -1 to 1. */
  private static double[] erfcCoefficients(int terms) {
    double low = 2 / (2 + ERF_LARGEST);
    double[] sample = new double[terms];
    for (int j = 0; j < terms; j++) {
      double u = Math.cos(Math.PI * (j + 0.5) / terms);
      double t = (u * (1 - low) + 1 + low) / 2;
      double z = 2 / t - 2;
      sample[j] = Erf.erfc(z) * Math.exp(z * z) / t;
    }
    double[] chebyshev = new double[terms];
    for (int k = 0; k < terms; k++) {
      for (int j = 0; j < terms; j++) {
        chebyshev[k] += sample[j] * Math.cos(Math.PI * k * (j + 0.5) / terms) * 2 / terms;
      }
    }
    chebyshev[0] /= 2;
    return powers(chebyshev);
  }

  /** The coefficients of powers, by T(k+1) = 2u·T(k) - T(k-1). */
  private static double[] powers(double[] chebyshev) {
    int terms = chebyshev.length;
    double[] sum = new double[terms];
    double[] before = new double[terms];
    double[] now = new double[terms];
    now[0] = 1;
    for (int k = 0; k < terms; k++) {
      double[] next = new double[terms];
      for (int i = 0; i < terms; i++) {
        sum[i] += chebyshev[k] * now[i];
        next[i] = (i == 0 ? 0 : (k == 0 ? 1 : 2) * now[i - 1]) - before[i];
      }
      before = now;
      now = next;
    }
    return sum;
  }
}
