package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The loss of a head before training")
class ClassificationHeadTest {
  private static final double[] STDS = {0.55, 1, 2, 4, 8, 22.6, 27.7};

  /** Sampled: 0.5 % and half a unit of the last figure. */
  @ParameterizedTest
  @CsvSource({
    "29, 3.515, 3.84, 5.10, 8.60, 16.5, 46.0, 56.2",
    "10000, 9.365, 9.71, 11.21, 16.78, 31.2, 87.3, 107.2",
    "32128, 10.53, 10.88, 12.38, 18.09, 33.4, 94.1, 114.6",
    "50257, 10.98, 11.33, 12.82, 18.51, 34.5, 95.7, 118.2",
    "256000, 12.61, 12.95, 14.45, 20.25, 37.2, 105.1, 125.4"
  })
  void untiedHeads(
      double classes, double a, double b, double c, double d, double e, double f, double g) {
    double[] table = {a, b, c, d, e, f, g};
    for (int i = 0; i < STDS.length; i++) {
      double loss = ClassificationHead.of(classes, STDS[i]).crossEntropy();
      double allowed = (STDS[i] < 8 ? 0.005 : 0.015) * table[i];
      assertThat(loss).as("std %s", STDS[i]).isCloseTo(table[i], within(allowed));
    }
  }

  /** The integrals that were found to agree with losses of real heads, V=50257. */
  @ParameterizedTest
  @CsvSource({".5543, 10.979, .001", "2.77, 14.65, .015", "8, 34.43, .01", "27.7, 117.4, .06"})
  void realHeads(double std, double theory, double allowed) {
    assertThat(LogPartition.of(50257, std)).isCloseTo(theory, within(allowed));
  }

  /** nanoGPT logs: 10.9210 against ln V + .0768. */
  @Test
  void stepZeroOfNanoGpt() {
    double std = Math.sqrt(384) * 0.02;
    double loss = ClassificationHead.of(50304, std).crossEntropy();
    assertThat(loss).isCloseTo(Math.log(50304) + 0.0768, within(2e-4));
    assertThat(loss).isCloseTo(10.9210, within(0.06));
  }

  /** Tied heads measured on real networks. */
  @Test
  void tiedHeads() {
    double half = Math.sqrt(0.5) * 768 * 0.02;
    double std = Math.sqrt(768) * 0.02;
    double loss = LogPartition.initialCrossEntropy(50257, std, half, std, 1.0 / 50257);
    assertThat(loss).isCloseTo(11.644, within(0.01));
    double gemma = 2048 * 0.02;
    double wide = LogPartition.initialCrossEntropy(50257, 0.905, gemma, 0.6, 1.0 / 50257);
    assertThat(wide).isCloseTo(40.95, within(0.02));
  }

  @Test
  void anOwnLogitLikeTheOthersChangesNothing() {
    for (double s : new double[] {0.3, 1, 4, 12}) {
      double plain = ClassificationHead.of(100, s).crossEntropy();
      assertThat(ClassificationHead.of(100, s).withOwnLogit(0, s, 0.4).crossEntropy())
          .isCloseTo(plain, within(1e-8 * (1 + plain)));
    }
  }

  @Test
  void aCommonMeanChangesNothing() {
    ClassificationHead head = ClassificationHead.of(500, 1.5);
    assertThat(head.withLogitMean(7).crossEntropy()).isCloseTo(head.crossEntropy(), within(1e-9));
    assertThat(head.withLogitMean(7).logPartition())
        .isCloseTo(head.logPartition() + 7, within(1e-9));
  }

  @Test
  void aWideCapChangesNothingAndANarrowOneFlattens() {
    ClassificationHead head = ClassificationHead.of(1000, 3);
    assertThat(head.withSoftCap(1e7).crossEntropy()).isCloseTo(head.crossEntropy(), within(1e-8));
    assertThat(head.withSoftCap(0.01).excess()).isCloseTo(0, within(1e-4));
    assertThat(head.withSoftCap(3).excess()).isLessThan(head.excess());
  }

  @Test
  void aPerfectOwnTokenCostsNothing() {
    ClassificationHead head = ClassificationHead.of(1000, 0.5).withOwnLogit(40, 0.5, 1);
    assertThat(head.crossEntropy()).isCloseTo(0, within(1e-8));
    assertThat(head.withLabelSmoothing(0.1).crossEntropy())
        .isCloseTo(0.1 * 40 * (1 - 1e-3), within(1e-8));
  }

  @Test
  void agreesWithSampling() {
    int classes = 40;
    ClassificationHead head =
        ClassificationHead.of(classes, 2).withOwnLogit(3, 1, 0.25).withSoftCap(5);
    Random random = new Random(3);
    int draws = 40_000;
    double sum = 0;
    double squares = 0;
    for (int k = 0; k < draws; k++) {
      double own = 5 * Math.tanh((3 + random.nextGaussian()) / 5);
      double z = Math.exp(own);
      double other = 0;
      for (int i = 1; i < classes; i++) {
        other = 5 * Math.tanh(2 * random.nextGaussian() / 5);
        z += Math.exp(other);
      }
      double loss = Math.log(z) - (k % 4 == 0 ? own : other);
      sum += loss;
      squares += loss * loss;
    }
    double mean = sum / draws;
    double error = Math.sqrt((squares / draws - mean * mean) / draws);
    assertThat(mean).isCloseTo(head.crossEntropy(), within(5 * error));
  }

  @Test
  void refusesAHeadWithoutClasses() {
    assertThatThrownBy(() -> ClassificationHead.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one class");
    assertThatThrownBy(() -> ClassificationHead.of(10, 1).withSoftCap(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
