package dev.initlint.gaussian;

/**
 * The element-wise functions of the field. At a kink the slope is the one that frameworks return
 * (ReLU: 0).
 */
public final class Activation {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  /** x. */
  public static final ScalarFunction IDENTITY =
      ScalarFunction.of("identity", x -> x, x -> 1).withClosedForm(new ClosedForm.BentLine(1, 1));

  /** max(x, 0). */
  public static final ScalarFunction RELU = bent("relu", 0, 1);

  /** |x|. */
  public static final ScalarFunction ABS = bent("abs", -1, 1);

  /** x². */
  public static final ScalarFunction SQUARE =
      ScalarFunction.of("square", x -> x * x, x -> 2 * x)
          .withClosedForm(new ClosedForm.BentSquare(1, 1));

  /** erf x. */
  public static final ScalarFunction ERF =
      ScalarFunction.of(
              "erf",
              ErrorFunction::erf,
              x -> TWO_OVER_SQRT_PI * Math.exp(-x * x),
              Landmark.bend(0, 0.7))
          .withClosedForm(new ClosedForm.ErrorKernel());

  /** eˣ. */
  public static final ScalarFunction EXP =
      ScalarFunction.of("exp", Math::exp, Math::exp).withClosedForm(new ClosedForm.Exponential());

  /** sin x. */
  public static final ScalarFunction SIN =
      ScalarFunction.of("sin", Math::sin, Math::cos).withClosedForm(new ClosedForm.Wave(0));

  /** cos x. */
  public static final ScalarFunction COS =
      ScalarFunction.of("cos", Math::cos, x -> -Math.sin(x))
          .withClosedForm(new ClosedForm.Wave(0.5 * Math.PI));

  /** tanh x. */
  public static final ScalarFunction TANH =
      ScalarFunction.of("tanh", Math::tanh, Activation::sechSquared, Landmark.bend(0, 1));

  /** 1/(1+e⁻ˣ). */
  public static final ScalarFunction SIGMOID =
      ScalarFunction.of(
          "sigmoid", Activation::logistic, Activation::logisticSlope, Landmark.bend(0, 2));

  /** ln(1+eˣ). */
  public static final ScalarFunction SOFTPLUS =
      ScalarFunction.of(
          "softplus", Activation::logOnePlusExp, Activation::logistic, Landmark.bend(0, 2));

  /** ln(1/(1+e⁻ˣ)). */
  public static final ScalarFunction LOG_SIGMOID =
      ScalarFunction.of(
          "logSigmoid", x -> -logOnePlusExp(-x), x -> logistic(-x), Landmark.bend(0, 2));

  /** x/(1+|x|). */
  public static final ScalarFunction SOFTSIGN =
      ScalarFunction.of(
          "softsign",
          x -> x / (1 + Math.abs(x)),
          x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))),
          new Landmark(0, 1, true));

  /** x·Φ(x), with the error function. */
  public static final ScalarFunction GELU =
      ScalarFunction.of(
          "gelu",
          x -> x * ErrorFunction.normalBelow(x),
          x -> ErrorFunction.normalBelow(x) + x * ErrorFunction.normalDensity(x),
          Landmark.bend(0, 1));

  /** ½x(1+tanh(√(2/π)(x+0.044715x³))). */
  public static final ScalarFunction GELU_TANH = geluTanh();

  /** x·sigmoid(x). */
  public static final ScalarFunction SILU = swish(1).named("silu");

  /** x·sigmoid(1.702x). */
  public static final ScalarFunction QUICK_GELU = swish(1.702).named("quickGelu");

  /** x·tanh(ln(1+eˣ)). */
  public static final ScalarFunction MISH =
      ScalarFunction.of(
          "mish",
          x -> x * Math.tanh(logOnePlusExp(x)),
          x -> {
            double sp = logOnePlusExp(x);
            return Math.tanh(sp) + x * sechSquared(sp) * logistic(x);
          },
          Landmark.bend(0, 1));

  /** ELU with the constants of self-normalising networks. */
  public static final ScalarFunction SELU =
      selu(1.6732632423543772848, 1.0507009873554804934).named("selu");

  /** x·min(max(x+3,0),6)/6. */
  public static final ScalarFunction HARD_SWISH =
      IDENTITY.times(hardSigmoid(1.0 / 6, 0.5)).named("hardSwish");

  /** min(max(x,−1),1). */
  public static final ScalarFunction HARD_TANH = clip(-1, 1).named("hardTanh");

  /** min(max(x,0),6). */
  public static final ScalarFunction RELU6 = clip(0, 6).named("relu6");

  private Activation() {}

  /** below·x left of the origin, above·x right of it. */
  /** Whether doing it twice does what doing it once does. */
  static boolean isIdempotent(ScalarFunction f) {
    return f.equals(RELU)
        || f.equals(ABS)
        || f.equals(HARD_TANH)
        || f.equals(RELU6)
        || f.name().startsWith("clip(");
  }

  private static ScalarFunction bent(String name, double below, double above) {
    return ScalarFunction.of(
            name,
            x -> x < 0 ? below * x : above * x,
            x -> x > 0 ? above : below == -1 && x == 0 ? 0 : below,
            Landmark.kink(0))
        .withClosedForm(new ClosedForm.BentLine(below, above));
  }

  /** max(x,0) + slope·min(x,0). */
  public static ScalarFunction leakyRelu(double slope) {
    return bent("leakyRelu(" + slope + ")", slope, 1);
  }

  /** Leaky ReLU whose slope is a parameter. */
  public static ScalarFunction prelu(double slope) {
    return bent("prelu(" + slope + ")", slope, 1);
  }

  /** x for x > 0, alpha·(eˣ−1) elsewhere. */
  public static ScalarFunction elu(double alpha) {
    return ScalarFunction.of(
        "elu(" + alpha + ")",
        x -> x > 0 ? x : alpha * Math.expm1(x),
        x -> x > 0 ? 1 : alpha * Math.exp(x),
        new Landmark(0, 1, true));
  }

  /** gamma·elu(alpha). */
  public static ScalarFunction selu(double alpha, double gamma) {
    return elu(alpha).times(gamma).named("selu(" + alpha + "," + gamma + ")");
  }

  /** x for x > 0, alpha·(e^(x/alpha)−1) elsewhere. */
  public static ScalarFunction celu(double alpha) {
    return ScalarFunction.of(
        "celu(" + alpha + ")",
        x -> x > 0 ? x : alpha * Math.expm1(x / alpha),
        x -> x > 0 ? 1 : Math.exp(x / alpha),
        new Landmark(0, Math.abs(alpha), true));
  }

  /** x·sigmoid(beta·x). */
  public static ScalarFunction swish(double beta) {
    return ScalarFunction.of(
        "swish(" + beta + ")",
        x -> x * logistic(beta * x),
        x -> logistic(beta * x) + beta * x * logisticSlope(beta * x),
        Landmark.bend(0, 2 / Math.abs(beta)));
  }

  /** min(max(alpha·x+beta,0),1). */
  public static ScalarFunction hardSigmoid(double alpha, double beta) {
    return IDENTITY
        .times(alpha)
        .plus(beta)
        .then(clip(0, 1))
        .named("hardSigmoid(" + alpha + "," + beta + ")");
  }

  /** min(max(x,low),high). */
  public static ScalarFunction clip(double low, double high) {
    return ScalarFunction.of(
        "clip(" + low + "," + high + ")",
        x -> Math.min(Math.max(x, low), high),
        x -> x > low && x < high ? 1 : 0,
        Landmark.kink(low),
        Landmark.kink(high));
  }

  /** x where x > threshold, 0 elsewhere. */
  public static ScalarFunction thresholdedRelu(double threshold) {
    return ScalarFunction.of(
        "thresholdedRelu(" + threshold + ")",
        x -> x > threshold ? x : 0,
        x -> x > threshold ? 1 : 0,
        Landmark.kink(threshold));
  }

  /** 1 where x is above the threshold and 0 elsewhere, or the other way round. */
  public static ScalarFunction step(double threshold, boolean above) {
    return ScalarFunction.of(
        "step(" + (above ? "> " : "< ") + threshold + ")",
        x -> x > threshold == above ? 1 : 0,
        x -> 0,
        Landmark.kink(threshold));
  }

  /** The same number whatever x. */
  public static ScalarFunction constant(double value) {
    return ScalarFunction.of("constant(" + value + ")", x -> value, x -> 0);
  }

  /** √max(x,0); its slope has no second moment. */
  public static ScalarFunction sqrt() {
    return ScalarFunction.of(
        "sqrt",
        x -> Math.sqrt(Math.max(x, 0)),
        x -> x > 0 ? 0.5 / Math.sqrt(x) : 0,
        new Landmark(0, 0, true));
  }

  /** ln(1+x) for x > −1, not a number elsewhere. */
  public static ScalarFunction log1p() {
    return ScalarFunction.of("log1p", Math::log1p, x -> 1 / (1 + x), new Landmark(-1, 0, true));
  }

  /** ln x for x > 0, not a number elsewhere. */
  public static ScalarFunction log() {
    return ScalarFunction.of("log", Math::log, x -> 1 / x, new Landmark(0, 0, true));
  }

  /** x^exponent; not a number for negative x unless the exponent is an integer. */
  public static ScalarFunction power(double exponent) {
    if (exponent == 2) {
      return SQUARE;
    }
    String name = "power(" + exponent + ")";
    if (exponent >= 0 && exponent == Math.rint(exponent)) {
      return ScalarFunction.of(
          name,
          x -> Math.pow(x, exponent),
          x -> exponent == 0 ? 0 : exponent * Math.pow(x, exponent - 1));
    }
    return ScalarFunction.of(
        name,
        x -> Math.pow(x, exponent),
        x -> exponent * Math.pow(x, exponent - 1),
        new Landmark(0, 0, true));
  }

  private static ScalarFunction geluTanh() {
    double c = Math.sqrt(2 / Math.PI);
    double cubic = 0.044715;
    return ScalarFunction.of(
        "geluTanh",
        x -> 0.5 * x * (1 + Math.tanh(c * (x + cubic * x * x * x))),
        x -> {
          double inner = c * (x + cubic * x * x * x);
          double innerSlope = c * (1 + 3 * cubic * x * x);
          return 0.5 * (1 + Math.tanh(inner)) + 0.5 * x * sechSquared(inner) * innerSlope;
        },
        Landmark.bend(0, 1));
  }

  private static double logistic(double x) {
    return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
  }

  private static double logisticSlope(double x) {
    double e = Math.exp(-Math.abs(x));
    return e / ((1 + e) * (1 + e));
  }

  private static double logOnePlusExp(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sechSquared(double x) {
    double e = Math.exp(-2 * Math.abs(x));
    return 4 * e / ((1 + e) * (1 + e));
  }
}
