package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.training.Precision;
import dev.initlint.training.Training;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainingOptionsTest {
  private static Training stated(String... line) {
    return CommandLine.populateCommand(new TrainingOptions(), line).stated();
  }

  @Test
  void everyOptionIsAFact() {
    Training t =
        stated(
            "--optimizer=AdamW",
            "--lr=3e-4",
            "--warmup-steps=0",
            "--clip=1",
            "--precision=bf16-mixed",
            "--label-smoothing=0.1",
            "--adam-epsilon=1e-6");
    assertThat(t).isEqualTo(new Training("adamw", 3e-4, 0L, 1.0, Precision.BF16, 0.1, 1e-6, null));
    assertThat(stated()).isEqualTo(Training.UNSTATED);
  }

  @Test
  void aFigureOutOfRangeIsToldWithItsOption() {
    assertThatThrownBy(() -> stated("--lr=-1"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--lr -1.0: ")
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> stated("--precision=int4"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("fp32, fp16, bf16");
  }
}
