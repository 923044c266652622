package dev.initlint.rules;

import static dev.initlint.finding.Severity.ERROR;
import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule at its threshold, from both sides. In a text {@code $} stands for the value in
 * question; a severity of null means silence.
 */
class ThresholdsTest {
  private static final String ATTENTION =
      """
      x = input(4, 32, 64)
      q = linear(x, 64, normal(0, $))
      k = linear(x, 64, normal(0, 0.125))
      v = linear(x, 64, normal(0, 0.125))
      y = attention(q, k, v, heads=%d, scale=%s)
      """;

  private final List<DynamicTest> tests = new ArrayList<>();

  private void at(String rule, String text, Object... valuesAndSeverities) {
    for (int i = 0; i < valuesAndSeverities.length; i += 2) {
      String value = String.valueOf(valuesAndSeverities[i]);
      Severity want = (Severity) valuesAndSeverities[i + 1];
      String name = rule + " at " + value;
      tests.add(
          DynamicTest.dynamicTest(
              name, () -> assertThat(found(rule, text.replace("$", value))).isEqualTo(want)));
    }
  }

  private static Severity found(String rule, String text) {
    return ExamplesTest.check(text).stream()
        .filter(f -> f.rule().equals(rule))
        .map(Finding::severity)
        .findFirst()
        .orElse(null);
  }

  @TestFactory
  Stream<DynamicTest> attention() {
    // Unit inputs, keys of variance 1: the logits' std is scale·√d_k·8·std(W_q).
    at(
        "ATT001",
        ATTENTION.formatted(1, "1"),
        0.0215,
        null,
        0.0230,
        NOTE,
        0.0310,
        NOTE,
        0.0315,
        ERROR);
    at("ATT002", ATTENTION.formatted(4, "4"), 0.031, WARNING, 0.0315, ERROR);
    at("ATT003", ATTENTION.formatted(4, "0.25"), 0.249, null, 0.251, WARNING, 0.51, ERROR);
    at("ATT003", ATTENTION.formatted(1, "1"), 0.1, null);
    at("ATT004", ATTENTION.formatted(4, "0.25"), 0.0124, NOTE, 0.0126, null);
    String scale = ATTENTION.formatted(4, "$").replace("normal(0, $)", "normal(0, 0.125)");
    at("ATT002", scale, 0.125, WARNING, 0.1251, WARNING, 0.1254, null, 0.0625, WARNING);
    at("ATT002", scale, 0.25, null, 0.2, null, 0, ERROR);
    String normed = ATTENTION.formatted(1, "$");
    normed =
        normed.replace("linear(x, 64, normal(0, $))", "layernorm(linear(x, 64, normal(0, 1)))");
    normed =
        normed.replace(
            "k = linear(x, 64, normal(0, 0.125))", "k = layernorm(linear(x, 64, normal(0, 1)))");
    at("ATT005", normed, 0.24, null, 0.26, WARNING);
    // 1/√d_k of the keys' std is 0.015625.
    at(
        "ATT007",
        ATTENTION.formatted(1, "1"),
        0.0150,
        NOTE,
        0.0147,
        null,
        0.0163,
        NOTE,
        0.0165,
        null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> zeros() {
    String decoder =
        """
        z = zeros(4, 32, 64)
        p = input(4, 32, 64)
        q = linear(p, 64, normal(0, 0.125))
        v = linear(z, 64, normal(0, 0.125))
        a = attention(q, q, v, heads=4, scale=0.25)
        n = layernorm(add(z, a), eps=$)
        y = add(n, p)
        """;
    at("ATT008", decoder, 1e-5, WARNING, 1e-6, ERROR);
    at("NORM003", decoder, 1e-5, WARNING, 1e-6, ERROR);
    String weight =
        """
        p = input(4, 32, 64)
        q = linear(p, 64, normal(0, 0.125))
        v = linear(p, 64, $)
        y = attention(q, q, v, heads=4, scale=0.25)
        """;
    at("ATT008", weight, "normal(0, 0.1)", null, "constant(0)", null);
    at("NORM003", "p = input(4, 64)\ny = layernorm(times(p, $))", 0.001, null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> embeddings() {
    String tokens = "ids = tokens(4, 16)\ne = embedding(ids, 500, 64, normal(0, $))\n";
    String positions = "x = positions(e, sinusoid)\ny = layernorm(x)\n";
    at("EMB002", tokens + "s = times(e, 8)\ny = layernorm(s)\n", 0.62, null, 0.63, WARNING);
    at("EMB002", tokens + positions, 7.0, null, 7.1, WARNING);
    at("EMB003", tokens + positions, 0.237, null, 0.234, WARNING, 0.0715, WARNING, 0.0705, ERROR);
    at("EMB003", tokens + "y = layernorm(e)", 0.0001, null);
    String block =
        """
        h = linear(layernorm(e), 64, normal(0, 0.02))
        x = add(e, linear(relu(h), 64, normal(0, 0.02)))
        y = layernorm(x)
        """;
    at("EMB001", tokens + block, 0.29, null, 0.31, NOTE);
    // The own logit of a unit hidden state is 64·std.
    String tied = "ids = tokens(4, 16)\ne = embedding(ids, 5000, 64, normal(0, $))\n";
    at("EMB006", tied + "y = tied(layernorm(e), e)", 0.0150, null, 0.0163, NOTE, 0.15, WARNING);
    at(
        "NORM004",
        tokens + "y = layernorm(e)",
        0.0102,
        null,
        0.0098,
        NOTE,
        0.0054,
        WARNING,
        0.0001,
        WARNING);
    at("NORM004", "p = input(4, 64)\ny = layernorm(times(p, $))", 0.0031, ERROR, 0.0033, WARNING);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> heads() {
    String untied = "x = input(8, 64)\ny = linear(layernorm(x), 500, normal(0, $))";
    at("HEAD001", untied, 0.62, null, 0.63, ERROR);
    String tied = "ids = tokens(4, 16)\ne = embedding(ids, 500, 64, normal(0, $))\n";
    at("HEAD003", tied + "y = tied(layernorm(e), e)", 0.61, null, 0.64, NOTE);
    // ln V + s²/2 for V = 500: the excess is 1 near s = 1.42.
    at("HEAD002", untied, 0.17, null, 0.19, WARNING, 0.36, WARNING, 0.5, ERROR);
    String softmax = "x = input(8, 64)\ny = $(linear(x, 10, normal(0, 0.05)))";
    at("HEAD004", softmax, "softmax", NOTE, "sigmoid", null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> weights() {
    String hidden =
        "x = input(8, 64)\nh = relu(linear(x, 64, $))\ny = linear(h, 10, normal(0, 0.1))";
    at("INIT002", hidden, "normal(0, 0.00124)", WARNING, "normal(0, 0.00126)", null);
    at("INIT003", hidden, "constant(0.01)", ERROR, "normal(0.01, 0.01)", null, "constant(0)", null);
    String row =
        "x = input(8, 64)\nh = relu(linear(x, 64, zeros))\ny = linear(h, 10, normal(0, $))";
    // A ReLU of exact zeros passes no gradient, whatever follows.
    at("INIT013", row.replace("normal(0, $)", "$"), "normal(0, 0.1)", ERROR, "zeros", ERROR);
    at(
        "INIT013",
        row.replace("relu", "tanh").replace("normal(0, $)", "$"),
        "normal(0, 0.1)",
        null,
        "zeros",
        ERROR);
    at("INIT003", row.replace("10, normal(0, $)", "1, $"), "normal(0, 0.1)", null, "zeros", null);
    at("INIT005", hidden, "truncated(0.1)", NOTE, "normal(0, 0.1)", null);
    String twice =
        """
        x = input(8, 64)
        h = relu(linear(x, 64, normal(0, 0.18) seed 1))
        g = relu(linear(h, 64, normal(0, 0.18) seed $))
        y = linear(g, 10, normal(0, 0.02))
        """;
    at("INIT008", twice, 1, ERROR, 2, null);
    String pair = "x = input(8, 64)\ny = linear(linear(x, $, normal(0, 0.1)), 64, normal(0, 0.1))";
    at("ACT004", pair, 64, NOTE, 63, null);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> chains() {
    String relu =
        """
        x = input(8, 64)
        repeat $
          x = relu(linear(x, 64, normal(0, 0.125)))
        y = linear(x, 10, normal(0, 0.125))
        """;
    // Half of the second moment is lost per layer, forward and backward.
    at("ACT001", relu, 3, null, 4, WARNING);
    at("ACT002", relu, 13, null, 14, ERROR);
    String selu =
        """
        x = input(8, 64)
        repeat 4
          x = selu(linear(x, 64, normal(0, $)))
        y = linear(x, 10, normal(0, 0.125))
        """;
    double lecun = 0.125;
    at("ACT003", selu, lecun * Math.sqrt(1.04), null, lecun * Math.sqrt(1.06), WARNING);
    at("ACT003", selu, lecun * Math.sqrt(0.96), null, lecun * Math.sqrt(0.94), WARNING);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> streams() {
    String post =
        """
        x = input(4, 16, 64)
        repeat $
          h = linear(x, 256, normal(0, 0.125))
          x = layernorm(add(x, linear(relu(h), 64, normal(0, 0.088))))
        """;
    at("RES001", post, 1, null, 2, NOTE, 24, NOTE);
    String pre =
        """
        x = input(4, 16, 64)
        repeat $
          h = linear(layernorm(x), 256, normal(0, 0.125))
          x = add(x, linear(relu(h), 64, normal(0, OUT)))
        y = END
        """;
    String readout = pre.replace("OUT", "0.0625").replace("END", "linear(x, 10, normal(0, 0.02))");
    at("NORM002", readout, 1, null, 2, NOTE, 20, WARNING, 200, ERROR);
    at("NORM002", readout.replace("(x, 10", "(layernorm(x), 10"), 6, null);
    // Each branch adds 0.5 to a stream of 1: the last of n is 0.5/(1 + n/2), and 1.5 is the first
    // sum.
    String deep = pre.replace("END", "layernorm(x)");
    at("RES002", deep.replace("OUT", "0.0625"), 17, NOTE, 9, null, 400, WARNING);
    at("RES002", deep.replace("OUT", "0.05"), 24, null);
    String bare =
        """
        x = input(8, 64)
        repeat %s
          h = relu(linear(x, 64, normal(0, 0.1767767)))
          x = add(x, linear(h, 64, normal(0, %s)))
        y = linear(x, 10, normal(0, 0.001))
        """;
    at("RES006", bare.formatted("2", "$"), 0.124, null, 0.126, NOTE);
    at("RES006", bare.formatted("$", "0.125"), 6, NOTE, 7, WARNING, 13, WARNING, 14, ERROR);
    return tests.stream();
  }
}
