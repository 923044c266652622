package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Curves;
import dev.initlint.verify.tensor.Lanes;

/**
 * The activations that models use most, in single precision: y = f(x), and g = g·f' with the slope
 * from the argument x or the value y, as {@link Curve} takes them.
 */
final class Singles {
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private static final float TWO_OVER_SQRT_PI = (float) (2 / Math.sqrt(Math.PI));

  /** Density of the normal distribution at 0. */
  private static final float PEAK = (float) (1 / Math.sqrt(2 * Math.PI));

  private static final float SQRT_TWO_OVER_PI = (float) Math.sqrt(2 / Math.PI);
  private static final float GELU_CUBIC = (float) Activations.GELU_CUBIC;

  private Singles() {}

  static void relu(Lanes lanes, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(x[i], 0);
    }
  }

  static void pullRelu(Lanes lanes, float[] y, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = y[i] > 0 ? g[i] : 0;
    }
  }

  static void tanh(Lanes lanes, float[] x, float[] y, int n) {
    Curves.tanh(x, y, n, 1);
  }

  static void pullTanh(Lanes lanes, float[] y, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= 1 - y[i] * y[i];
    }
  }

  static void exp(Lanes lanes, float[] x, float[] y, int n) {
    lanes.exp(x, y, 0, n, 1, 0);
  }

  static void pullExp(Lanes lanes, float[] y, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= y[i];
    }
  }

  static void sigmoid(Lanes lanes, float[] x, float[] y, int n) {
    sigmoid(lanes, x, y, n, 1);
  }

  private static void sigmoid(Lanes lanes, float[] x, float[] y, int n, float scale) {
    lanes.exp(x, y, 0, n, -scale, 0);
    for (int i = 0; i < n; i++) {
      y[i] = 1 / (1 + y[i]);
    }
  }

  static void pullSigmoid(Lanes lanes, float[] y, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= y[i] * (1 - y[i]);
    }
  }

  static Curve.Single swish(float alpha) {
    return (lanes, x, y, n) -> {
      sigmoid(lanes, x, y, n, alpha);
      for (int i = 0; i < n; i++) {
        y[i] *= x[i];
      }
    };
  }

  static Curve.SinglePull pullSwish(float alpha) {
    return (lanes, x, g, n) -> {
      float[] s = new float[n];
      sigmoid(lanes, x, s, n, alpha);
      for (int i = 0; i < n; i++) {
        g[i] *= s[i] + alpha * x[i] * s[i] * (1 - s[i]);
      }
    };
  }

  static void erf(Lanes lanes, float[] x, float[] y, int n) {
    Curves.erf(x, y, n, 1);
  }

  static void pullErf(Lanes lanes, float[] x, float[] g, int n) {
    square(x, n);
    lanes.exp(x, x, 0, n, -1, 0);
    for (int i = 0; i < n; i++) {
      g[i] *= TWO_OVER_SQRT_PI * x[i];
    }
  }

  static void geluErf(Lanes lanes, float[] x, float[] y, int n) {
    Curves.erf(x, y, n, SQRT_HALF);
    for (int i = 0; i < n; i++) {
      y[i] = 0.5f * x[i] * (1 + y[i]);
    }
  }

  /** Φ(x) + x·φ(x). */
  static void pullGeluErf(Lanes lanes, float[] x, float[] g, int n) {
    float[] e = new float[n];
    float[] density = new float[n];
    Curves.erf(x, e, n, SQRT_HALF);
    System.arraycopy(x, 0, density, 0, n);
    square(density, n);
    lanes.exp(density, density, 0, n, -0.5f, 0);
    for (int i = 0; i < n; i++) {
      g[i] *= 0.5f + 0.5f * e[i] + PEAK * x[i] * density[i];
    }
  }

  static void geluTanh(Lanes lanes, float[] x, float[] y, int n) {
    inner(x, y, n);
    for (int i = 0; i < n; i++) {
      y[i] = 0.5f * x[i] * (1 + y[i]);
    }
  }

  static void pullGeluTanh(Lanes lanes, float[] x, float[] g, int n) {
    float[] t = new float[n];
    inner(x, t, n);
    for (int i = 0; i < n; i++) {
      float slope = SQRT_TWO_OVER_PI * (1 + 3 * GELU_CUBIC * x[i] * x[i]);
      g[i] *= 0.5f + 0.5f * t[i] + 0.5f * x[i] * (1 - t[i] * t[i]) * slope;
    }
  }

  private static void inner(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] + GELU_CUBIC * x[i] * x[i] * x[i];
    }
    Curves.tanh(y, y, n, SQRT_TWO_OVER_PI);
  }

  static void square(Lanes lanes, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
  }

  static void pullSquare(Lanes lanes, float[] x, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= 2 * x[i];
    }
  }

  static void cube(Lanes lanes, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i] * x[i];
    }
  }

  static void pullCube(Lanes lanes, float[] x, float[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= 3 * x[i] * x[i];
    }
  }

  private static void square(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= x[i];
    }
  }
}
