package dev.initlint.rules;

import static dev.initlint.finding.Severity.ERROR;
import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static dev.initlint.rules.OriginCase.model;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.moment.Stat;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import dev.initlint.unit.ParameterSite;
import dev.initlint.weight.WeightFacts;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** SU: Su Jianlin on initialisation, parameterisation and normalisation. */
final class SuCases {
  private SuCases() {}

  static List<OriginCase> all() {
    return List.of(
        new OriginCase(
            "SU-1",
            "U[a, b] has mean (a + b)/2 and variance (b − a)²/12",
            r -> {
              WeightFacts f = even(1, 4);
              double bound = 0.1 * Math.sqrt(3);
              Model m = model("x = input(4, 64)\ny = linear(x, 64, uniform(" + bound + "))");
              r.near("mean", 2.5, f.mean(), 1e-6)
                  .near("variance", 0.75, f.variance(), 1e-4)
                  .near("std of U(±√3·0.1)", 0.1, m.std(m.linears().get(0).weight()), 1e-9);
            }),
        new OriginCase(
            "SU-2",
            "a normal cut at ±2σ has 0.7737413 of the variance",
            r -> {
              Model m = model("x = input(4, 64)\ny = linear(x, 64, truncated(0.125))");
              double std = m.std(m.linears().get(0).weight());
              r.near("variance", 0.7737413, Math.pow(std / .125, 2), 1e-6)
                  .near("1/std", 1.1368472, .125 / std, 1e-6)
                  .fires(
                      "x = input(8, 64)\ny = linear(x, 64, truncated(0.125))", "INIT005", NOTE, "");
            }),
        new OriginCase(
            "SU-3",
            "E[y²] = n·var(W)·E[x²], whatever the mean of x",
            r -> {
              Model m =
                  model(
                      "x = input(4, 64)\nh = relu(linear(x, 64, normal(0, 0.1767767)))\n"
                          + "y = linear(h, 64, normal(0, 0.125))");
              r.near("E[y²] after ReLU", 1, m.secondMoment(m.linears().get(1).output()), 1e-6);
            }),
        new OriginCase(
            "SU-4",
            "ReLU keeps half: var(W) = 2/n",
            r -> {
              r.near("E relu²", 0.5, square(Activation.RELU, 1), 1e-9)
                  .silent(deep("relu", 0.0625), "ACT001")
                  .fires(deep("relu", 0.0441942), "ACT001", NOTE, "0.5");
            }),
        new OriginCase(
            "SU-5",
            "tanh keeps 0.394294, swish 0.355776",
            r -> {
              double tanh = square(Activation.TANH, 1);
              double swish = square(Activation.SILU, 1);
              r.near("tanh", 0.394294, tanh, 2e-6)
                  .near("gain", 1.592537, 1 / Math.sqrt(tanh), 1e-6)
                  .near("swish", 0.355776, swish, 2e-6)
                  .near("gain", 1.676532, 1 / Math.sqrt(swish), 1e-6)
                  .near("tweaked tanh", 1, square(tweaked(Activation.TANH), 1), 1e-9);
            }),
        new OriginCase(
            "SU-6",
            "SELU's constants follow from a fixed point",
            r -> {
              double lambda = Activation.SELU.value(1);
              double alpha = -Activation.SELU.value(-60) / lambda;
              r.near("λ", 1.0507009873554805, lambda, 1e-12)
                  .near("α", 1.6732632423543772, alpha, 1e-12)
                  .within("E f", 0, selu(false, lambda, alpha), 1e-10)
                  .near("E f²", 1, selu(true, lambda, alpha), 1e-10);
            }),
        new OriginCase(
            "SU-7",
            "RMSNorm keeps the mean that LayerNorm takes out",
            r -> {
              Model rms =
                  model("x = input(4, 64)\ny = linear(rmsnorm(shift(x, 1)), 8, normal(0, 1))");
              Model ln =
                  model("x = input(4, 64)\ny = linear(layernorm(shift(x, 1)), 8, normal(0, 1))");
              r.near("mean after RMSNorm", 0.7071, normed(rms).meanEntry(), 0.01)
                  .within("mean after LayerNorm", 0, normed(ln).meanEntry(), 0.01)
                  .near("second moments", 1, normed(rms).secondMoment(), 0.01)
                  .near("of both", 1, normed(ln).secondMoment(), 0.01);
            }),
        new OriginCase(
            "SU-8",
            "N(0, 1) weights whose output is divided by √n",
            r ->
                r.silent(scaled(1), "INIT001")
                    .silent(scaled(1), "INIT012")
                    .fires(scaled(0.0625), "INIT012", ERROR, "")),
        new OriginCase(
            "SU-9",
            "q·k of d_k = 64 spreads by ±8: a softmax of one",
            r -> {
              String text = attention("0.125", "1");
              double s =
                  ExamplesTest.check(text).stream()
                      .filter(f -> f.rule().equals("ATT001"))
                      .findFirst()
                      .map(f -> f.prediction().value())
                      .orElse(Double.NaN);
              r.near("s", 8, s, 0.001).fires(text, "ATT001", ERROR, "0.77");
            }),
        new OriginCase(
            "SU-10",
            "two cures: divide by √d_k, or draw with 1/d_k",
            r ->
                r.silent(attention("0.125", "0.125"), "ATT001")
                    .silent(attention("0.015625", "1"), "ATT001")),
        new OriginCase(
            "SU-11",
            "variances of a residual sum add up",
            r -> {
              Model m = model("x = input(4, 64)\ny = add(x, linear(x, 64, normal(0, 0.125)))");
              String y = m.propagation().graph().outputs().get(0).name();
              r.near("1 + 1", 2, m.secondMoment(m.propagation().signal(y)), 1e-6);
            }),
        new OriginCase(
            "SU-12",
            "post-norm halves the share of x₀ with each sum",
            r -> {
              Model m =
                  model(
                      "x = input(4, 16, 64)\nrepeat 12\n"
                          + "  x = layernorm(add(x, linear(x, 64, normal(0, 0.125))))");
              double kept = PostNormDepth.kept(m, m.streams().get(0));
              r.near("2^(−12/2)", 0.0156, kept, 0.01);
            }),
        new OriginCase(
            "SU-13",
            "pre-norm weighs all branches alike, and needs a final norm",
            r -> {
              String text =
                  "x = input(4, 16, 64)\nrepeat 12\n"
                      + "  x = add(x, linear(layernorm(x), 64, normal(0, 0.125)))\n"
                      + "y = linear(x, 1000, normal(0, 0.125))";
              Model m = model(text);
              r.near("q after 12", 13, m.secondMoment(m.streams().get(0).last().sum()), 0.01)
                  .fires(text, "NORM002", WARNING, "")
                  .silent(text.replace("linear(x, 1000", "linear(layernorm(x), 1000"), "NORM002");
            }),
        new OriginCase(
            "SU-14",
            "ReZero begins as the identity",
            r -> {
              String text =
                  "x = input(4, 16, 64)\nrepeat 6\n"
                      + "  h = relu(linear(x, 64, normal(0, 0.1767767)))\n"
                      + "  x = add(x, linear(h, 64, zeros))\n"
                      + "y = linear(x, 10, normal(0, 0.02))";
              Model m = model(text);
              r.near("q at the end", 1, m.secondMoment(m.heads().get(0).hidden()), 1e-9)
                  .silent(text, "INIT013")
                  .silent(text, "RES006");
            }),
        new OriginCase(
            "SU-15",
            "T5 neither centres nor adds biases",
            r -> {
              Model m =
                  T5Cases.config(
                      "{\"model_type\": \"t5\", \"num_layers\": 2,"
                          + " \"architectures\": [\"T5ForConditionalGeneration\"]}");
              long centred = m.norms().stream().filter(NormSite::centred).count();
              long biases =
                  m.parameters().stream()
                      .filter(s -> s.use() == ParameterSite.Use.SHIFT && s.weight().count() > 1)
                      .filter(s -> s.weight().dims().length == 1)
                      .count();
              r.holds("no centred norm", centred + " of " + m.norms().size(), centred == 0)
                  .holds("no bias", biases + " biases", biases == 0);
            }));
  }

  /** Entries evenly over an interval. */
  private static WeightFacts even(double from, double to) {
    int n = 1 << 16;
    double[] v = new double[n];
    Arrays.setAll(v, i -> from + (to - from) * (i + 0.5) / n);
    return WeightFacts.of(new Elements(ElementType.FLOAT, new long[] {n}, v));
  }

  private static double square(ScalarFunction f, double variance) {
    return GaussianTransform.of(f, 0, variance).secondMoment();
  }

  private static ScalarFunction tweaked(ScalarFunction f) {
    double gain = 1 / Math.sqrt(square(f, 1));
    return ScalarFunction.of("tweaked", x -> gain * f.value(x), x -> gain * f.slope(x));
  }

  /** E f or E f² of SELU, in parts that are smooth, by Simpson's rule. */
  private static double selu(boolean squared, double lambda, double alpha) {
    DoubleUnaryOperator low = z -> lambda * alpha * Math.expm1(z);
    DoubleUnaryOperator high = z -> lambda * z;
    return integral(low, squared, -12, 0) + integral(high, squared, 0, 12);
  }

  private static double integral(DoubleUnaryOperator f, boolean squared, double from, double to) {
    int n = 20_000;
    double h = (to - from) / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double z = from + i * h;
      double v = f.applyAsDouble(z);
      double w = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
      sum += w * (squared ? v * v : v) * Math.exp(-z * z / 2);
    }
    return sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  private static String deep(String activation, double std) {
    return "x = input(8, 512)\nrepeat 20\n  x = "
        + activation
        + "(linear(x, 512, normal(0, "
        + std
        + ")))\ny = linear(x, 10, normal(0, 0.04))";
  }

  private static Stat normed(Model m) {
    return m.figure(m.linears().get(0).input().stat());
  }

  private static String scaled(double std) {
    return "x = input(8, 256)\nh = tanh(scaled(x, 256, normal(0, $), 0.0625))\n"
            .replace("$", String.valueOf(std))
        + "y = scaled(h, 10, normal(0, $), 0.0625)".replace("$", String.valueOf(std));
  }

  private static String attention(String std, String scale) {
    return """
        x = input(4, 128, 64)
        q = linear(x, 64, normal(0, $))
        k = linear(x, 64, normal(0, 0.125))
        y = attention(q, k, x, scale=SCALE)
        """
        .replace("$", std)
        .replace("SCALE", scale);
  }
}
