package dev.initlint.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.symbol.Expr;
import org.junit.jupiter.api.Test;

class IntendedLawTest {
  private static final Fans FANS = new Fans(64, 256);

  @Test
  void lawsOfALibraryHaveTheirMomentsAfterCutting() {
    assertThat(IntendedLaw.variance(Law.normal(0, 0.02), FANS)).isEqualTo(0.02 * 0.02);
    assertThat(IntendedLaw.variance(Law.uniform(0.3), FANS)).isCloseTo(0.03, within(1e-15));
    assertThat(IntendedLaw.variance(Law.truncatedNormal(0.02), FANS))
        .isCloseTo(3.0949652e-4, within(1e-10));
    assertThat(IntendedLaw.mean(Law.constant(0.5), FANS)).isEqualTo(0.5);
    assertThat(Law.constant(0).family()).isEqualTo(Law.Family.ZEROS);
    assertThat(Law.constant(1).family()).isEqualTo(Law.Family.ONES);
  }

  @Test
  void varianceOverFansIsThatOfTheFansGiven() {
    Law lecun =
        new Law(Law.Family.NORMAL, "lecun", Expr.ZERO, Expr.power(Law.Symbols.FAN_IN, -1), 1);
    assertThat(IntendedLaw.variance(lecun, FANS)).isEqualTo(1.0 / 64);
  }

  @Test
  void aSpecialLawIsOneThatTheGeneralRuleDoesNotDraw() {
    Law general = Law.normal(0, 0.02);
    Law scaled = Law.normal(0, 0.02 / Math.sqrt(24));
    String from = "initializer_range in config.json";
    assertThat(IntendedLaw.general(general, from).isSpecial()).isFalse();
    assertThat(depthScaled(general, general, from).isSpecial()).isFalse();
    assertThat(depthScaled(scaled, general, from).isSpecial()).isTrue();
  }

  private static IntendedLaw depthScaled(Law law, Law general, String from) {
    return IntendedLaw.special(law, general, IntendedLaw.Purpose.DEPTH_SCALED, from);
  }

  @Test
  void aWeightKeepsWhatItIsIntendedToBe() {
    IntendedLaw padded = IntendedLaw.general(Law.normal(0, 0.02), "init_std").withZeroRow(1);
    Weight w =
        new Weight(
            "wte",
            ElementType.FLOAT,
            new long[] {4, 2},
            new Weight.Missing("not stored"),
            Origin.node("m", null));
    assertThat(w.intended()).isNull();
    assertThat(w.intended(padded.tiedTo("head")).intended().zeroRow()).isEqualTo(1);
    assertThat(w.intended(padded.tiedTo("head")).intended().tiedTo()).isEqualTo("head");
  }

  @Test
  void anIntentionNamesWhereItStands() {
    assertThatThrownBy(() -> IntendedLaw.general(Law.constant(1), " "))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
