package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify} as a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the POSIX launcher")
class VerifyIT {
  private static final String MODEL = "fixtures/models/sound.onnx";
  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path temporary;

  /** A shell reports a process that a signal ended as 128 and the number of the signal. */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void whenInterruptedItPrintsWhatThereIs(String signal, int code)
      throws IOException, InterruptedException {
    assumeFalse(
        signal.equals("INT") && ignoresInterrupts(), "the build was started deaf to Ctrl-C");
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(launcher(), "verify", MODEL, "--draws", "1000000")
            .directory(Shell.root().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(Shell.packaged());
    Process process = builder.start();
    try {
      // By then it measures, however busy the machine; a signal before that ends it at once.
      Duration used = Duration.ZERO;
      while (process.isAlive() && used.compareTo(Duration.ofSeconds(8)) < 0) {
        Thread.sleep(200);
        used = process.info().totalCpuDuration().orElse(used.plusMillis(200));
      }
      assertThat(process.isAlive()).isTrue();
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(code);
    assertThat(Files.readString(out))
        .startsWith(MODEL + ": ")
        .contains(
            "\ninterrupted; the figures are of the draws that were done\n",
            "\nattention\n",
            "\noutputs\n");
    assertThat(Files.readString(err)).startsWith("interrupted while measuring over ");
  }

  @Test
  void aClosedPipeIsQuiet() {
    Shell run =
        Shell.run(
            Shell.root(),
            Shell.packaged(),
            "sh",
            "-c",
            "./initlint verify " + MODEL + " --all --seeds 1 -q | head -n 1");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).hasLineCount(1);
  }

  @Test
  void withoutATerminalThereIsNoProgressAndNoColour() {
    Shell run = Shell.run(Shell.root(), Shell.packaged(), launcher(), "verify", MODEL);
    assertThat(run.err())
        .startsWith("measured over 4 input draws of 1 weight draw")
        .hasLineCount(1);
    assertThat(run.out() + run.err()).doesNotContain("\u001b", "\r");
  }

  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    List<String> lines = Files.readAllLines(status, StandardCharsets.US_ASCII);
    String ignored =
        lines.stream().filter(l -> l.startsWith("SigIgn:")).findFirst().orElse("SigIgn: 0");
    // Signal 2 is bit 1.
    return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) >> 1 & 1) == 1;
  }

  private static String launcher() {
    return Shell.root().resolve("initlint").toString();
  }
}
