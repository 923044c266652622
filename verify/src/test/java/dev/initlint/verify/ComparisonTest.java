package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.verify.Comparison.Quantity;
import dev.initlint.verify.Comparison.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void agreementWithinTheToleranceConfirms() {
    Comparison c = compare(new Predicted(1.04, 2.0, null), new Predicted(0.52, 0.97, null));
    assertThat(c.verdict()).isEqualTo(new Verdict.Confirmed(5, 0));
    assertThat(c.rows().get(0).disagreement()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void bandsAndStandardErrorsWidenTheTolerance() {
    assertThat(compare(new Predicted(1.2, null, 0.07), null).verdict())
        .isInstanceOf(Verdict.Confirmed.class);
    assertThat(compare(new Predicted(1.2, null, 0.05), null).verdict())
        .isInstanceOf(Verdict.Broken.class);
    // the gradient of a was measured as 2 ± 0.2
    assertThat(compare(new Predicted(null, 2.5, null), null).verdict())
        .isInstanceOf(Verdict.Confirmed.class);
  }

  @Test
  void theEarliestBrokenQuantityIsNamed() {
    Comparison c = compare(new Predicted(1.0, 4.0, null), new Predicted(0.7, 3.0, null));
    Verdict.Broken broken = (Verdict.Broken) c.verdict();
    assertThat(broken.first().name()).isEqualTo("b");
    assertThat(broken.first().quantity()).isEqualTo(Quantity.SECOND_MOMENT);
    assertThat(broken.contradicted()).isEqualTo(3);
    assertThat(broken.toString())
        .startsWith(
            "broken: the second moment of b (Relu) is predicted as 0.7000 and measured as 0.5000");
    assertThat(c.rows().get(0).quantity()).isEqualTo(Quantity.GRADIENT);
    assertThat(c.rows().get(0).name()).isEqualTo("b");
  }

  @Test
  void gradientsBreakFirstWhereTheyEnter() {
    Verdict.Broken broken =
        (Verdict.Broken)
            compare(new Predicted(1.0, 4.0, null), new Predicted(0.5, 3.0, null)).verdict();
    assertThat(broken.first().name()).isEqualTo("b");
    assertThat(broken.first().quantity()).isEqualTo(Quantity.GRADIENT);
  }

  @Test
  void zeroAgreesWithZeroOnly() {
    Measured m = measured(new Estimate(0, 0));
    assertThat(Comparison.of(Map.of("a", new Predicted(0.0, null, null)), Map.of(), m).verdict())
        .isEqualTo(new Verdict.Confirmed(1, 0));
    assertThat(Comparison.of(Map.of("a", new Predicted(1e-9, null, null)), Map.of(), m).verdict())
        .isInstanceOf(Verdict.Broken.class);
  }

  @Test
  void nothingInCommonIsSaid() {
    assertThat(Comparison.of(Map.of(), Map.of(), measured(new Estimate(1, 0))).verdict())
        .isEqualTo(new Verdict.Nothing());
  }

  private static Comparison compare(Predicted a, Predicted b) {
    Map<String, Predicted> values = new HashMap<>();
    values.put("a", a);
    if (b != null) {
      values.put("b", b);
    }
    Map<String, Predicted> weights =
        b == null ? Map.of() : Map.of("w", new Predicted(null, 3.1, null));
    return Comparison.of(values, weights, measured(new Estimate(1, 0.001)));
  }

  private static Measured measured(Estimate a) {
    Estimate none = null;
    return new Measured(
        "m",
        List.of(
            new Measured.ValueFigures(
                "a", "MatMul", "n0", new int[] {2}, a, a, none, new Estimate(2, 0.2)),
            new Measured.ValueFigures(
                "b",
                "Relu",
                "n1",
                new int[] {2},
                new Estimate(0.5, 0.001),
                a,
                none,
                new Estimate(1, 0.001))),
        List.of(
            new Measured.ParameterFigures(
                "w", "w", new long[] {2}, a, new Estimate(3, 0.01), false)),
        List.of(),
        List.of(),
        List.of(),
        new Measured.Conditions(4, 1, 1, "Java", 1, 0, 0, true),
        List.of());
  }
}
