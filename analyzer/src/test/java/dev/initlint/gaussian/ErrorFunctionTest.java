package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.special.Erf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The error function")
class ErrorFunctionTest {

  @Test
  void agreesWithTheContinuedFraction() {
    for (double x = -7; x < 7; x += 0.00711) {
      assertThat(ErrorFunction.erf(x)).as("erf %s", x).isCloseTo(Erf.erf(x), within(2e-15));
    }
  }

  /** Thirty-digit arithmetic. */
  @ParameterizedTest
  @CsvSource({
    "0.3, 0.32862675945912742764",
    "0.9375, 0.81510240103439980418",
    "1.7, 0.98379045859077456363",
    "2.6, 0.9997639655834706508",
    "3.5587, 0.99999951653631139432",
    "4.4, 0.99999999951082897294",
    "5.5, 0.99999999999999264215"
  })
  void isAccurateToTheLastFigure(double x, double erf) {
    assertThat(ErrorFunction.erf(x)).isCloseTo(erf, within(3.4e-16));
    assertThat(ErrorFunction.erf(-x)).isEqualTo(-ErrorFunction.erf(x));
  }

  @Test
  void keepsRelativeAccuracyNearZeroAndInTheTail() {
    assertThat(ErrorFunction.erf(1e-20)).isCloseTo(2e-20 / Math.sqrt(Math.PI), within(1e-35));
    // erfc 5 = 1.5374597944280348502e-12 (DLMF 7.25, by its asymptotic series and tables).
    assertThat(ErrorFunction.erfc(5)).isCloseTo(1.5374597944280349e-12, within(1e-25));
    assertThat(ErrorFunction.normalBelow(-10)).isCloseTo(7.61985302416e-24, within(1e-33));
  }

  @Test
  void tailAgreesWithTheContinuedFraction() {
    for (double x = 0.5; x < 26; x += 0.0173) {
      double reference = Erf.erfc(x);
      assertThat(ErrorFunction.erfc(x))
          .as("erfc %s", x)
          .isCloseTo(reference, within(1e-12 * reference));
    }
    assertThat(ErrorFunction.erfc(40)).isZero();
    assertThat(ErrorFunction.erfc(Double.POSITIVE_INFINITY)).isZero();
  }

  /** Thirty-digit arithmetic. */
  @ParameterizedTest
  @CsvSource({
    "0.75, 0.288844366346484868",
    "2.5, 4.0695201744495894e-4",
    "4.0, 1.541725790028002e-8",
    "7.25, 1.14669008148150116e-24",
    "20, 5.39586561160790093e-176"
  })
  void tailIsAccurateToAFewUnits(double x, double erfc) {
    assertThat(ErrorFunction.erfc(x)).isCloseTo(erfc, within(8e-16 * erfc));
  }

  @Test
  void hasItsLimits() {
    assertThat(ErrorFunction.erf(0)).isZero();
    assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
    assertThat(ErrorFunction.normalBelow(0)).isEqualTo(0.5);
  }
}
