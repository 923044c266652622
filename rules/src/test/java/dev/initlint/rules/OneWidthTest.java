package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** INIT015 and ATT002 on models of one width, whose formulas alone tell how they grow. */
class OneWidthTest {
  /** A block and a head, with the parts that a parametrisation decides left open. */
  private static String model(String rows, int heads, double scale, String times, String head) {
    return """
        ids = tokens(4, 32)
        x = embedding(ids, 1000, 256, ROWS)
        h = layernorm(x)
        q = linear(h, 256, normal(0, 0.0625))
        k = linear(h, 256, normal(0, 0.0625))
        v = linear(h, 256, normal(0, 0.0625))
        x = add(x, linear(attention(q, k, v, heads=HEADS, scale=SCALE), 256, normal(0, 0.0625)))
        y = times(linear(layernorm(x), 1000, HEAD), TIMES)
        """
        .replace("ROWS", rows)
        .replace("HEADS", String.valueOf(heads))
        .replace("SCALE", String.valueOf(scale))
        .replace("TIMES", times)
        .replace("HEAD", head);
  }

  private static final String ROWS = "normal(0, 0.02)";

  /** Stored, so that its law is told from its entries and its fans. */
  private static final String BY_FAN = "normal(0, 0.0625) seed 3";

  private static final String FIXED = "normal(0, 0.02)";

  private static List<Finding> found(String rule, String text) {
    return ExamplesTest.check(text).stream().filter(f -> f.rule().equals(rule)).toList();
  }

  private static void silent(String rows, int heads, double scale, String times, String head) {
    String text = model(rows, heads, scale, times, head);
    assertThat(found("INIT015", text)).as(text).isEmpty();
  }

  private static void told(String text, Severity severity, String message) {
    assertThat(found("INIT015", text))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(severity))
        .satisfies(f -> assertThat(f.message()).contains(message));
  }

  @Test
  void standardModelsAreSilent() {
    silent(ROWS, 4, 0.125, "1", BY_FAN);
    silent(ROWS, 4, 0.125, "1", FIXED);
    silent(BY_FAN, 1, 0.0625, "1", BY_FAN);
    // T5's factor 1/√d on a table of std 1 keeps scores as they are: it is no factor of µP.
    silent(ROWS, 4, 0.125, "0.0625", "normal(0, 1)");
  }

  @Test
  void modelsThatAreInMaximalUpdateThroughoutAreSilent() {
    silent(ROWS, 4, 0.015625, "0.125", FIXED);
    silent(ROWS, 1, 0.00390625, "0.125", FIXED);
    // Heads that keep their size keep 1/√d_k, as those of MiniCPM do.
    silent(ROWS, 4, 0.125, "0.125", FIXED);
    silent(ROWS, 4, 0.015625, "1", "zeros");
  }

  @Test
  void aHeadInTheStandardParametrisationBesideAttentionInTheOtherIsANote() {
    told(
        model(ROWS, 4, 0.015625, "1", BY_FAN),
        Severity.NOTE,
        "grows as width^0 where µP has width^-1, as attention scaled by 1/d_k says; at the base");
    told(model(ROWS, 4, 0.015625, "1", FIXED), Severity.NOTE, "grows as width^1");
  }

  @Test
  void aFactorOnAHeadThatIsDrawnByItsFanInTakesTheWidthTwice() {
    told(model(ROWS, 4, 0.015625, "0.125", BY_FAN), Severity.WARNING, "width^-2 where µP has");
  }

  @Test
  void oneHeadOfAttentionIsAsWideAsTheModel() {
    told(model(ROWS, 1, 0.0625, "0.125", FIXED), Severity.WARNING, "width^-0.5 where µP has");
  }

  @Test
  void rowsThatAreDrawnByTheirWidthAreTold() {
    told(
        model(BY_FAN, 4, 0.015625, "0.125", FIXED),
        Severity.WARNING,
        "the variance of the rows of ");
    String scaled =
        model(BY_FAN, 4, 0.015625, "0.125", FIXED)
            .replace(
                "x = embedding(ids, 1000, 256, normal(0, 0.0625) seed 3)",
                "x = times(embedding(ids, 1000, 256, normal(0, 0.0625) seed 3), 16)");
    assertThat(found("INIT015", scaled)).isEmpty();
  }

  @Test
  void oneOverHeadDimIsNoSlipBesideAFactorOnTheScores() {
    assertThat(found("ATT002", model(ROWS, 4, 0.015625, "0.125", FIXED))).isEmpty();
    assertThat(found("ATT002", model(ROWS, 4, 0.015625, "1", FIXED))).isNotEmpty();
    assertThat(found("ATT002", model(ROWS, 4, 0.0625, "0.125", FIXED))).isNotEmpty();
  }
}
