package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter written = new StringWriter();
  private long now;

  @Test
  void isSilentForAWhileAndCleansUp() {
    Progress progress = new Progress(new PrintWriter(written), 3, () -> now);
    progress.step();
    assertThat(written).hasToString("");
    now = Progress.PATIENCE_NANOS + 1;
    progress.step();
    assertThat(written).hasToString("\rchecked 2 of 3 files");
    progress.end();
    assertThat(written.toString())
        .endsWith("\r" + " ".repeat("checked 2 of 3 files".length()) + "\r");
  }

  @Test
  void isSilentWhereNobodyLooks() {
    Progress progress = new Progress(null, 3, () -> now);
    now = Progress.PATIENCE_NANOS + 1;
    progress.step();
    progress.end();
    assertThat(written).hasToString("");
  }
}
