package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

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
}
