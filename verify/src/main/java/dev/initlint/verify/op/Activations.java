package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.verify.tensor.Curves;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Functions of one element: the activations and the elementary functions. */
final class Activations {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

  /** Cubic coefficient of the tanh form of GELU (Hendrycks and Gimpel, arXiv:1606.08415). */
  static final double GELU_CUBIC = 0.044715;

  private Activations() {}

  static void register(Map<String, Operator> operators) {
    put(
        operators,
        "Relu",
        Curve.byOutput(Activations::relu, Activations::pullRelu)
            .with(Singles::relu, Singles::pullRelu));
    put(
        operators,
        "Tanh",
        Curve.byOutput(Curves::tanh, Activations::pullTanh).with(Singles::tanh, Singles::pullTanh));
    put(
        operators,
        "Sigmoid",
        Curve.byOutput(Curves::sigmoid, Activations::pullSigmoid)
            .with(Singles::sigmoid, Singles::pullSigmoid));
    put(
        operators,
        "Exp",
        Curve.byOutput(Curves::exp, Activations::pullExp).with(Singles::exp, Singles::pullExp));
    put(operators, "Sqrt", each(true, Math::sqrt, y -> 0.5 / y));
    put(operators, "Reciprocal", each(true, v -> 1 / v, y -> -y * y));
    put(operators, "Neg", each(true, v -> -v, y -> -1));
    put(operators, "Log", each(false, Math::log, v -> 1 / v));
    put(operators, "Abs", each(false, Math::abs, Math::signum));
    put(operators, "Sign", each(false, Math::signum, v -> 0));
    put(operators, "Floor", each(false, Math::floor, v -> 0));
    put(operators, "Ceil", each(false, Math::ceil, v -> 0));
    put(operators, "Round", each(false, Math::rint, v -> 0));
    put(operators, "Sin", each(false, Math::sin, Math::cos));
    put(operators, "Cos", each(false, Math::cos, v -> -Math.sin(v)));
    put(operators, "Tan", each(true, Math::tan, y -> 1 + y * y));
    put(operators, "Asin", each(false, Math::asin, v -> 1 / Math.sqrt(1 - v * v)));
    put(operators, "Acos", each(false, Math::acos, v -> -1 / Math.sqrt(1 - v * v)));
    put(operators, "Atan", each(false, Math::atan, v -> 1 / (1 + v * v)));
    put(operators, "Sinh", each(false, Math::sinh, Math::cosh));
    put(operators, "Cosh", each(false, Math::cosh, Math::sinh));
    put(
        operators,
        "Erf",
        Curve.of(Curves::erf, Activations::pullErf).with(Singles::erf, Singles::pullErf));
    put(operators, "Softplus", each(false, Activations::softplus, Activations::logistic));
    put(operators, "Softsign", each(true, v -> v / (1 + Math.abs(v)), y -> sq(1 - Math.abs(y))));
    put(operators, "HardSwish", each(false, v -> v * gate(v), Activations::hardSwishSlope));
    put(operators, "Mish", each(false, v -> v * Math.tanh(softplus(v)), Activations::mishSlope));
    operators.put("Gelu", new Elementwise(Activations::gelu));
    operators.put("Selu", new Elementwise(Activations::selu));
    operators.put("Elu", new Elementwise(a -> elu(a.real("alpha", 1), 1)));
    operators.put("Celu", new Elementwise(Activations::celu));
    operators.put("LeakyRelu", new Elementwise(a -> leaky(a.real("alpha", 0.01))));
    operators.put("ThresholdedRelu", new Elementwise(Activations::thresholded));
    operators.put("HardSigmoid", new Elementwise(Activations::hardSigmoid));
    operators.put("Swish", new Elementwise(a -> swish(a.real("alpha", 1))));
    operators.put("Shrink", new Elementwise(Activations::shrink));
    operators.put("com.microsoft:Gelu", new Elementwise(Activations::gelu));
    operators.put("com.microsoft:QuickGelu", new Elementwise(a -> swish(a.real("alpha", 1.702))));
  }

  private static void put(Map<String, Operator> operators, String name, Curve curve) {
    operators.put(name, new Elementwise(attributes -> curve));
  }

  /** A curve from scalar functions; the slope takes the value if {@code fromOutput}. */
  static Curve each(boolean fromOutput, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return new Curve(
        fromOutput,
        (x, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = value.applyAsDouble(x[i]);
          }
        },
        (v, g, n) -> {
          for (int i = 0; i < n; i++) {
            g[i] *= slope.applyAsDouble(v[i]);
          }
        },
        null,
        null);
  }

  /** x·Φ(x), or its tanh form. */
  static Curve gelu(Attributes attributes) {
    return attributes.text("approximate", "none").equals("tanh") ? geluTanh() : geluErf();
  }

  private static Curve geluErf() {
    return Curve.of(
            (x, y, n) -> {
              double[] u = scaled(x, SQRT_HALF, n);
              Curves.erf(u, y, n);
              for (int i = 0; i < n; i++) {
                y[i] = 0.5 * x[i] * (1 + y[i]);
              }
            },
            (x, g, n) -> {
              double[] u = scaled(x, SQRT_HALF, n);
              double[] e = new double[n];
              Curves.erf(u, e, n);
              for (int i = 0; i < n; i++) {
                u[i] = -u[i] * u[i];
              }
              Curves.exp(u, u, n);
              for (int i = 0; i < n; i++) {
                g[i] *= 0.5 * (1 + e[i]) + 0.5 * SQRT_HALF * TWO_OVER_SQRT_PI * x[i] * u[i];
              }
            })
        .with(Singles::geluErf, Singles::pullGeluErf);
  }

  static Curve geluTanh() {
    return Curve.of(
            (x, y, n) -> {
              double[] t = geluInner(x, n);
              for (int i = 0; i < n; i++) {
                y[i] = 0.5 * x[i] * (1 + t[i]);
              }
            },
            (x, g, n) -> {
              double[] t = geluInner(x, n);
              for (int i = 0; i < n; i++) {
                double inner = SQRT_TWO_OVER_PI * (1 + 3 * GELU_CUBIC * x[i] * x[i]);
                g[i] *= 0.5 * (1 + t[i]) + 0.5 * x[i] * (1 - t[i] * t[i]) * inner;
              }
            })
        .with(Singles::geluTanh, Singles::pullGeluTanh);
  }

  private static double[] geluInner(double[] x, int n) {
    double[] t = new double[n];
    for (int i = 0; i < n; i++) {
      t[i] = SQRT_TWO_OVER_PI * (x[i] + GELU_CUBIC * x[i] * x[i] * x[i]);
    }
    Curves.tanh(t, t, n);
    return t;
  }

  /** x·sigmoid(alpha·x) (Ramachandran et al., arXiv:1710.05941). */
  static Curve swish(double alpha) {
    return Curve.of(
            (x, y, n) -> {
              Curves.sigmoid(scaled(x, alpha, n), y, n);
              for (int i = 0; i < n; i++) {
                y[i] *= x[i];
              }
            },
            (x, g, n) -> {
              double[] s = scaled(x, alpha, n);
              Curves.sigmoid(s, s, n);
              for (int i = 0; i < n; i++) {
                g[i] *= s[i] + alpha * x[i] * s[i] * (1 - s[i]);
              }
            })
        .with(Singles.swish((float) alpha), Singles.pullSwish((float) alpha));
  }

  /** x to a constant power, of those that exporters write for squares and cubes. */
  static Curve power(double exponent) {
    Curve any =
        each(
            false,
            v -> Arithmetic.power(v, exponent),
            v -> exponent == 0 ? 0 : exponent * Arithmetic.power(v, exponent - 1));
    return exponent == 2
        ? any.with(Singles::square, Singles::pullSquare)
        : exponent == 3 ? any.with(Singles::cube, Singles::pullCube) : any;
  }

  private static double[] scaled(double[] x, double factor, int n) {
    double[] u = new double[n];
    for (int i = 0; i < n; i++) {
      u[i] = factor * x[i];
    }
    return u;
  }

  /**
   * Klambauer et al., arXiv:1706.02515; the attributes' defaults are those of the specification.
   */
  private static Curve selu(Attributes a) {
    return elu(
        a.real("alpha", 1.67326319217681884765625), a.real("gamma", 1.05070102214813232421875));
  }

  private static Curve elu(double alpha, double gamma) {
    return Curve.of(
        (x, y, n) -> {
          Curves.expm1(x, y, n, 1);
          for (int i = 0; i < n; i++) {
            y[i] = x[i] > 0 ? gamma * x[i] : gamma * alpha * y[i];
          }
        },
        (x, g, n) -> {
          double[] e = new double[n];
          Curves.exp(x, e, n);
          for (int i = 0; i < n; i++) {
            g[i] *= x[i] > 0 ? gamma : gamma * alpha * e[i];
          }
        });
  }

  private static Curve celu(Attributes attributes) {
    double alpha = attributes.real("alpha", 1);
    return each(
        false,
        v -> Math.max(0, v) + Math.min(0, alpha * Math.expm1(v / alpha)),
        v -> v > 0 ? 1 : Math.exp(v / alpha));
  }

  private static Curve leaky(double alpha) {
    return each(false, v -> v < 0 ? alpha * v : v, v -> v < 0 ? alpha : 1);
  }

  private static Curve thresholded(Attributes attributes) {
    double alpha = attributes.real("alpha", 1);
    return each(false, v -> v > alpha ? v : 0, v -> v > alpha ? 1 : 0);
  }

  private static Curve hardSigmoid(Attributes attributes) {
    double alpha = attributes.real("alpha", 0.2);
    double beta = attributes.real("beta", 0.5);
    return each(
        true, v -> Math.max(0, Math.min(1, alpha * v + beta)), y -> y > 0 && y < 1 ? alpha : 0);
  }

  private static Curve shrink(Attributes attributes) {
    double bias = attributes.real("bias", 0);
    double lambda = attributes.real("lambd", 0.5);
    return each(
        false,
        v -> v < -lambda ? v + bias : v > lambda ? v - bias : 0,
        v -> Math.abs(v) > lambda ? 1 : 0);
  }

  private static double gate(double v) {
    return Math.max(0, Math.min(1, v / 6 + 0.5));
  }

  private static double hardSwishSlope(double v) {
    return v <= -3 ? 0 : v >= 3 ? 1 : v / 3 + 0.5;
  }

  private static double softplus(double v) {
    return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
  }

  private static double logistic(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  private static double mishSlope(double v) {
    double t = Math.tanh(softplus(v));
    return t + v * (1 - t * t) * logistic(v);
  }

  private static double sq(double v) {
    return v * v;
  }

  private static void relu(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(x[i], 0);
    }
  }

  private static void pullRelu(double[] y, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = y[i] > 0 ? g[i] : 0;
    }
  }

  private static void pullTanh(double[] y, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= 1 - y[i] * y[i];
    }
  }

  private static void pullSigmoid(double[] y, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= y[i] * (1 - y[i]);
    }
  }

  private static void pullExp(double[] y, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] *= y[i];
    }
  }

  private static void pullErf(double[] x, double[] g, int n) {
    double[] e = new double[n];
    for (int i = 0; i < n; i++) {
      e[i] = -x[i] * x[i];
    }
    Curves.exp(e, e, n);
    for (int i = 0; i < n; i++) {
      g[i] *= TWO_OVER_SQRT_PI * e[i];
    }
  }
}
