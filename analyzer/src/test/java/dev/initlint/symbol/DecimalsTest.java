package dev.initlint.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {
  /** Halves of a digit, both zeros, the ends of the range, and draws of all sizes. */
  @Test
  void numbersAreWrittenAsTheFormatsOfJavaWriteThem() {
    double[] special = {
      0,
      -0.0,
      1,
      -1,
      0.5,
      1.5,
      2.5,
      0.125,
      0.135,
      1.005,
      9.995,
      99.995,
      999.5,
      9.9999,
      1e-5,
      5e-5,
      -0.0004,
      123456.5,
      1e6,
      1e22,
      1e23,
      1e100,
      1.7976931348623157e308,
      4.9e-324,
      2.5e-310
    };
    for (double v : special) {
      agrees(v);
    }
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      agrees(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      agrees(random.nextInt(20001) / 8.0 - 1250);
    }
  }

  private static void agrees(double v) {
    for (int places : new int[] {0, 2, 3, 6}) {
      assertThat(Decimals.fixed(v, places))
          .isEqualTo(String.format(Locale.ROOT, "%." + places + "f", v));
      assertThat(Decimals.scientific(v, places))
          .isEqualTo(String.format(Locale.ROOT, "%." + places + "e", v));
    }
    double six = Double.parseDouble(String.format(Locale.ROOT, "%.6g", v));
    if (Math.abs(v) >= 1e-4) { // Java's %g keeps fewer digits of what it writes without an exponent
      assertThat(Decimals.significant(v, 6).doubleValue()).isEqualTo(six);
    }
  }
}
