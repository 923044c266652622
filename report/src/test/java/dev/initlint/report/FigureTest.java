package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "0.98765, 0.988",
    "-2.5, -2.5",
    "999999, 1e6",
    "123456, 123000",
    "1234567, 1.23e6",
    "0.0001234, 0.000123",
    "0.00001, 1e-5",
    "3.456e-18, 3.46e-18",
    "1e300, 1e300",
    "4.9e-324, 4.94e-324",
    "NaN, -",
    "Infinity, ∞",
    "-Infinity, -∞",
    "192.25, 192"
  })
  void threeDigits(double number, String shown) {
    assertThat(Figure.of(number)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"0.031, 3.1%", "1, 100%", "NaN, -"})
  void percent(double share, String shown) {
    assertThat(Figure.percent(share)).isEqualTo(shown);
  }
}
