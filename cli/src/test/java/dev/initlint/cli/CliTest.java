package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "bug, internal error (IllegalStateException)",
    "deep, it is nested more deeply",
    "huge, its analysis takes more memory",
    "slow, it takes longer than 100 ms"
  })
  void aFileThatFailsHasThatAsItsResultAndCostsNoOther(String trouble, String sentence)
      throws IOException {
    String good = model("a.onnx", "error");
    String bad = model("b.onnx", trouble);
    String last = model("c.onnx", "error");
    // Classes that have yet to be loaded must not count as the work on a file.
    Run.of("check", good);
    for (String jobs : new String[] {"1", "3"}) {
      Run run = Run.of("check", good, bad, last, "--timeout", "0.1", "--jobs", jobs);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out())
          .contains("failed: " + bad + ": " + sentence, "--> " + good, "--> " + last)
          .doesNotContain("secret", "\tat ");
      assertThat(run.err()).contains("Found 2 errors in 3 files. 1 file could not be followed");
      Run json = Run.of("check", bad, last, "-f", "json", "--timeout", "0.1", "--jobs", jobs);
      assertThat(json.code()).isEqualTo(2);
      assertThat(json.out()).contains("\"status\": \"failed\"", "\"status\": \"ok\"", "ATT001");
    }
    Run trace = Run.of("trace", bad, "--timeout", "0.1");
    assertThat(trace.code()).isEqualTo(2);
    assertThat(trace.err()).startsWith("initlint: " + bad + ": " + sentence).hasLineCount(1);
  }

  @Test
  void whatIsInterruptedEndsAndLeavesNoThreadBehind() throws Exception {
    String slow = model("slow.onnx", "slow");
    for (int i = 0; i < 20; i++) {
      Run.of("check", slow, "--timeout", "0.01");
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.getName().equals("initlint-file") && t.isAlive());
  }

  @Test
  void aLimitOfTimeIsANumberOfSeconds() throws IOException {
    String model = model("m.onnx", "clean");
    assertThat(Run.of("check", model, "--timeout", "0").code()).isZero();
    assertThat(Run.of("check", model, "--timeout", "-1").err()).contains("--timeout -1.0: give");
    assertThat(Run.of("check", model, "--min-known", "2").err()).contains("--min-known 2.0: give");
  }

  @Test
  void whatIsHardlyUnderstoodIsNotCalledClean() throws IOException {
    String model = model("m.onnx", "obscure");
    assertThat(Run.of("check", model).err())
        .contains(
            "m.onnx: 3 of 10 values known; Foo is not modelled",
            "Not enough was understood to call this clean: 3 of 10 values known.")
        .doesNotContain("Found nothing");
    assertThat(Run.of("check", model, "--min-known", "0.2").err()).contains("Found nothing");
  }

  @Test
  void aDefectShowsItsStackTraceOnRequest() throws IOException {
    for (String command : new String[] {"check", "trace"}) {
      Run run = Run.of(command, model("m.onnx", "bug"), "--stacktrace");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err() + run.out())
          .contains("m.onnx: internal error", "secret detail", "\tat ");
    }
  }

  @Test
  void aPathAloneIsChecked() throws IOException {
    assertThat(Run.of(model("m.onnx", "error"), "--format", "concise").code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chekc", "--nonsense"})
  void anUnknownCommandIsOneSentence(String word) {
    Run run = Run.of(word);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("initlint: ").contains(word).hasLineCount(1);
  }

  @Test
  void nothingAtAllPrintsTheUsageAsAnError() {
    Run run = Run.of();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: initlint", "check", "trace", "rule", "rules");
  }

  @Test
  void help() {
    assertThat(Run.of("--help").out()).contains("check", "trace", "rule", "rules", "version");
    assertThat(Run.of("help", "check").out()).contains("--fail-on");
    assertThat(Run.of("check", "--help").out()).contains("Usage: initlint check", "--fail-on");
    assertThat(Run.of("check", "--help").code()).isZero();
  }

  @Test
  void version() {
    assertThat(Run.of("version").out()).matches("initlint \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
    assertThat(Run.of("--version").out()).isEqualTo(Run.of("version").out());
    assertThat(Run.of("version", "--verbose").out()).contains("\njava ", "\nos ");
  }

  @Test
  void rules() {
    assertThat(Run.of("rules").out())
        .isEqualTo(
            "ATT001  missing-attention-scale  error    logits of attention are too large\n"
                + "EMB002  unscaled-embedding       warning  embeddings are too small\n");
  }

  @Test
  void rule() {
    String text = "# ATT001 missing-attention-scale (error)\n\n## What it does\nFlags it.\n";
    assertThat(Run.of("rule", "ATT001").out()).isEqualTo(text);
    assertThat(Run.of("rule", "missing-attention-scale").out()).isEqualTo(text);
    assertThat(Run.of("rule", "--all").out()).startsWith(text).contains("# EMB002");
    assertThat(Run.of("rule").code()).isEqualTo(2);
    assertThat(Run.of("rule", "ATT02").err()).contains("did you mean ATT001?");
  }

  @Test
  void trace() throws IOException {
    String model = model("m.onnx", "clean");
    assertThat(Run.of("trace", model).out()).startsWith(model + ": fresh\n");
    assertThat(Run.of("trace", model, "--format", "json").out()).contains("\"values\": []");
    Run run = Run.of("trace", model, "--explain", "logits", "--set", "d_model=8192");
    assertThat(run.out()).isEqualTo("E[x²] = 1\n  set {d_model=8192.0}\n");
    assertThat(run.engine().asked.get(0).set()).isEqualTo(Map.of("d_model", 8192.0));
    Run unknown = Run.of("trace", model, "--explain", "x");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).isEqualTo("initlint: no value is called 'x'\n");
    Run unreadable = Run.of("trace", model("b.onnx", "bad"), "--format", "json");
    assertThat(unreadable.code()).isEqualTo(2);
    assertThat(unreadable.out()).isEmpty();
    assertThat(unreadable.err()).endsWith("b.onnx: byte 3: not a model; export it again\n");
    assertThat(Run.of("trace", folder.toString()).err()).contains("name one model");
  }

  @Test
  void aClosedPipeIsNoError() throws IOException {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]), closed, err, false, false, true, Map.of());
    int code = new Cli(FakeEngine::new, console).run("check", model("m.onnx", "error"));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  private String model(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
