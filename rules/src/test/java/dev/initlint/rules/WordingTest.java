package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.gaussian.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0", "1, 1", "5.6123, 5.61", "0.17678, 0.177", "1234.5, 1234", "0.00025, 2.5e-4",
    "1e-5, 1e-5", "2.5e7, 2.5e7", "-3.14159, -3.14", "999.9, 1000", "NaN, NaN", "1e20, 1e20"
  })
  void numbersHaveThreeDigits(double value, String text) {
    assertThat(Wording.number(value)).isEqualTo(text);
  }

  @Test
  void constantsHaveFour() {
    assertThat(Wording.constant(1 / Math.sqrt(32))).isEqualTo("0.1768");
    assertThat(Wording.constant(8)).isEqualTo("8");
  }

  @Test
  void othersAreCounted() {
    assertThat(Wording.more(0, "norm")).isEmpty();
    assertThat(Wording.more(1, "norm")).isEqualTo(" (and 1 more norm)");
    assertThat(Wording.more(3, "norm")).isEqualTo(" (and 3 more norms)");
  }

  @Test
  void oneOfAThingIsSingular() {
    assertThat(Wording.agreeing("over 1 layers, 1 pre-norm layers and 21 layers, 0.1 layers"))
        .isEqualTo("over 1 layer, 1 pre-norm layer and 21 layers, 0.1 layers");
    assertThat(Wording.agreeing("1 matrices of 1 blocks")).isEqualTo("1 matrix of 1 block");
  }

  @Test
  void aNumberInPlaceOfItselfSaysNothing() {
    assertThat(Wording.saysNothing("std 0.5 in place of 0.5")).isTrue();
    assertThat(Wording.saysNothing("std 0.5 in place of 0.51")).isFalse();
    assertThat(Wording.saysNothing("std 10.5 in place of 0.5")).isFalse();
    assertThat(Wording.isHollow("rms 0.02, Infinity times")).isTrue();
    assertThat(Wording.isHollow("w holds 7 NaN among 9 entries")).isFalse();
    assertThat(Wording.isHollow("passes NaN of it")).isTrue();
  }

  @Test
  void anActivationWrittenOutHasItsUsualName() {
    var half = Activation.IDENTITY.times(0.5);
    var erf = Activation.IDENTITY.times(Math.sqrt(0.5)).then(Activation.ERF);
    assertThat(Wording.activation(half.plus(half.times(erf)))).isEqualTo("gelu");
  }
}
