package dev.initlint.verify.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.law.Law;
import dev.initlint.verify.Refused;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import dev.initlint.verify.tensor.Workers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LawDrawsTest {

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "UNIFORM", "TRUNCATED_NORMAL"})
  void drawsHaveTheStatedMeanAndVariance(Law.Family family) {
    double[] v = draw(family, 0.3, 0.04, 400, 500);
    double mean = Arrays.stream(v).average().orElseThrow();
    double variance = Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(0.3, within(0.002));
    assertThat(variance).isCloseTo(0.04, within(0.0008));
    double largest = Arrays.stream(v).map(x -> Math.abs(x - 0.3) / 0.2).max().orElseThrow();
    switch (family) {
      case UNIFORM -> assertThat(largest).isBetween(1.72, Math.sqrt(3));
      case TRUNCATED_NORMAL -> assertThat(largest).isBetween(2.26, 2 / Math.sqrt(0.7737) + 1e-4);
      default -> assertThat(largest).isGreaterThan(3.5);
    }
  }

  @Test
  void orthogonalRowsHaveEqualLengthAndNoOverlap() {
    double[] wide = draw(Law.Family.ORTHOGONAL, 0, 2.0 / 30, 20, 30);
    double[] tall = draw(Law.Family.ORTHOGONAL, 0, 2.0 / 30, 30, 20);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 20; j++) {
        double rows = 0;
        double columns = 0;
        for (int k = 0; k < 30; k++) {
          rows += wide[i * 30 + k] * wide[j * 30 + k];
          columns += tall[k * 20 + i] * tall[k * 20 + j];
        }
        assertThat(rows).isCloseTo(i == j ? 2 : 0, within(1e-5));
        assertThat(columns).isCloseTo(i == j ? 2 : 0, within(1e-5));
      }
    }
  }

  @Test
  void constantsAndIdentity() {
    assertThat(draw(Law.Family.CONSTANT, 0.5, 0, 2, 2)).containsOnly(0.5);
    assertThat(draw(Law.Family.ZEROS, 0, 0, 2, 2)).containsOnly(0);
    assertThat(draw(Law.Family.ONES, 1, 0, 2, 2)).containsOnly(1);
    assertThat(draw(Law.Family.IDENTITY, 0, 0, 2, 3)).containsExactly(1, 0, 0, 0, 1, 0);
    assertThatThrownBy(() -> draw(Law.Family.OTHER, 0, 1, 2, 2)).isInstanceOf(Refused.class);
  }

  private static double[] draw(Law.Family family, double mean, double variance, int... dims) {
    try (Workers workers = new Workers(2)) {
      Tensor t = new Arena(Arena.Precision.FLOAT, Long.MAX_VALUE).reals(dims);
      LawDraws.fill(family, mean, variance, t, 11, workers);
      return t.doubles();
    }
  }
}
