package dev.initlint.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrainingTest {
  @Test
  void whatIsSaidFirstWinsAndTheRestIsTakenOver() {
    Training line = Training.UNSTATED.withLearningRate(0.01);
    Training file = Training.UNSTATED.withLearningRate(0.1).withOptimizer("AdamW").withClip(1.0);
    Training both = line.or(file);
    assertThat(both.learningRate()).isEqualTo(0.01);
    assertThat(both.optimizer()).isEqualTo("adamw");
    assertThat(both.clip()).isEqualTo(1);
    assertThat(both.warmupSteps()).isNull();
    assertThat(Training.UNSTATED.isStated()).isFalse();
    assertThat(both.isStated()).isTrue();
  }

  @Test
  void optimisersAreToldByWhatTheirStepsFollow() {
    assertThat(Training.UNSTATED.withOptimizer("SGD").isPlain()).isTrue();
    assertThat(Training.UNSTATED.withOptimizer("adamw_8bit").scalesSteps()).isTrue();
    assertThat(Training.UNSTATED.withOptimizer("Adafactor").followsParameters()).isTrue();
    assertThat(Training.UNSTATED.scalesSteps()).isFalse();
  }

  @Test
  void figuresOutOfRangeAreToldWithTheirRange() {
    assertThatThrownBy(() -> Training.UNSTATED.withLearningRate(-1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("learning rate of -1.0");
    assertThatThrownBy(() -> Training.UNSTATED.withLabelSmoothing(1.0))
        .hasMessageContaining("from 0 to below 1");
    assertThatThrownBy(() -> Training.UNSTATED.withWarmupSteps(-5L)).hasMessageContaining("-5");
    assertThatThrownBy(() -> Training.UNSTATED.withClip(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void precisionsAreKnownByTheWordsOfTheirLibraries() {
    assertThat(Precision.of("bf16-mixed")).isEqualTo(Precision.BF16);
    assertThat(Precision.of("FP16")).isEqualTo(Precision.FP16);
    assertThat(Precision.of("fp8").ofGradients()).isEqualTo(Precision.FP8_E5M2);
    assertThatThrownBy(() -> Precision.of("int4")).hasMessageContaining("give fp32, fp16");
  }

  /** The largest number is (2 − 2^(1−bits))·2^e for an e of the format; the least normal is 2^m. */
  @Test
  void rangesFollowFromTheBitsOfTheFormats() {
    assertThat(Precision.FP16.largest()).isEqualTo((2 - Math.scalb(1.0, -10)) * (1 << 15));
    assertThat(Precision.BF16.largest())
        .isEqualTo((2 - Math.scalb(1.0, -7)) * Math.scalb(1.0, 127));
    for (Precision p : Precision.values()) {
      assertThat(p.least()).as(p.label()).isEqualTo(Math.scalb(p.leastNormal(), 1 - p.bits()));
    }
  }
}
