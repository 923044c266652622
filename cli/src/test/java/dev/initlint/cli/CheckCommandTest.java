package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "clean, error, 0", "error, error, 1", "warning, error, 0", "warning, warning, 1",
    "note, warning, 0", "note, NOTE, 1", "error warning note, never, 0", "bad, never, 2",
    "bad, error, 2"
  })
  void exitCode(String text, String failOn, int code) throws IOException {
    assertThat(Run.of("check", file("m.onnx", text), "--fail-on", failOn).code()).isEqualTo(code);
  }

  @Test
  void anUnreadableFileOutweighsFindingsButHidesNone() throws IOException {
    Run run = Run.of("check", file("a.onnx", "error"), file("b.onnx", "bad"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).contains("error[ATT001 ", "b.onnx: byte 3: not a model; export it again");
    assertThat(run.err()).contains("Found 1 error in 2 files. 1 file unreadable.");
  }

  @Test
  void theReportAloneGoesToStandardOutput() throws IOException {
    Run run = Run.of("check", file("m.onnx", "error"), "--format", "concise");
    assertThat(run.out())
        .isEqualTo(
            folder
                + "/m.onnx:/Softmax: error[ATT001 missing-attention-scale]:"
                + " logits have std 5.66\n");
    assertThat(run.err()).contains("m.onnx: a remark").contains("Found 1 error in 1 file.");
  }

  @Test
  void aRemarkOnSeveralFilesIsMadeOnce() throws IOException {
    Run run = Run.of("check", file("a.onnx", "clean"), file("b.onnx", "clean"));
    assertThat(run.err()).isEqualTo("note: 2 files: a remark\nFound nothing in 2 files.\n");
  }

  @Test
  void aRemarkOnSeveralModelsOfAFileNamesTheFile() throws IOException {
    Run run = Run.of("check", file("Nets.onnx", "twice"));
    assertThat(run.err())
        .isEqualTo("note: " + folder + "/Nets.onnx: a remark\nFound nothing in 1 file.\n");
  }

  @Test
  void quietLeavesOnlyTheReport() throws IOException {
    Run run = Run.of("check", file("m.onnx", "clean"), "--quiet");
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void jsonNamesUnreadableFilesOnStandardErrorToo() throws IOException {
    Run run = Run.of("check", file("m.onnx", "bad"), "--format", "json", "--quiet");
    assertThat(run.out()).contains("\"status\": \"unreadable\"");
    assertThat(run.err()).contains("m.onnx: byte 3: not a model; export it again");
  }

  @Test
  void aBaselineThatTheConfigurationNamesCanBeWrittenForTheFirstTime() throws IOException {
    file(".git/HEAD", "");
    String model = file("m.onnx", "error");
    file("initlint.toml", "baseline = \"b.json\"\n");
    assertThat(Run.of("check", model).err()).contains("there is no such baseline");
    String baseline = folder.resolve("b.json").toString();
    assertThat(Run.of("check", model, "--write-baseline", baseline).code()).isEqualTo(1);
    assertThat(Run.of("check", model).code()).isZero();
  }

  @Test
  void foldersAreWalkedInTheOrderOfNames() throws IOException {
    file("b/2.onnx", "clean");
    file("b/1.onnx", "clean");
    file("a.onnx", "clean");
    file("b/readme.txt", "bug");
    file(".cache/x.onnx", "bug");
    file("pom.xml", "");
    file("target/x.onnx", "bug");
    Run run = Run.of("check", folder.toString(), "-f", "json", "--jobs", "3");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsSubsequence("a.onnx\"", "b/1.onnx\"", "b/2.onnx\"");
    assertThat(run.engine().asked).hasSize(3);
  }

  @Test
  void nothingToCheckIsAnError() throws IOException {
    Run run = Run.of("check", folder.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("initlint: no model to check in " + folder + ": no .onnx file, ");
    Run missing = Run.of("check", folder + "/no.onnx");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err())
        .isEqualTo("initlint: " + folder + "/no.onnx: there is no such file or folder\n");
    assertThat(Run.of("check").code()).isEqualTo(2);
  }

  @Test
  void aHookMayNameFilesThatAreOfNoUse() throws IOException {
    String other = file("Plain.java", "bug");
    assertThat(Run.of("check", "--skip-other-files", other).code()).isZero();
    assertThat(Run.of("check", "--skip-other-files", other).err()).isEmpty();
    Run run = Run.of("check", "--skip-other-files", other, file("m.onnx", "error"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("in 1 file.");
    assertThat(Run.of("check", "--skip-other-files", folder + "/no.java").code()).isEqualTo(2);
  }

  @Test
  void standardInput() {
    Run run = Run.with("error", false, Map.of(), "check", "-", "--format", "concise");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).startsWith("<stdin>:/Softmax: error");
    assertThat(Run.of("check", "-", "-").err()).contains("only once");
  }

  @Test
  void rulesAreSelectedAndIgnored() throws IOException {
    String both = file("m.onnx", "error warning");
    assertThat(Run.of("check", both, "--ignore", "missing-attention-scale").code()).isZero();
    assertThat(Run.of("check", both, "--select", "EMB,ATT001").engine().asked.get(0).rules())
        .containsExactly("ATT001", "EMB002");
    Run unknown = Run.of("check", both, "--select", "ATT0001");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualTo("initlint: no rule is called 'ATT0001'; did you mean ATT001?\n");
  }

  @Test
  void assumptionsReachTheEngine() throws IOException {
    Run run =
        Run.of(
            "check",
            file("m.onnx", "clean"),
            "--dim=batch=4",
            "--dim",
            "n=64",
            "--input",
            "x=normal(0, 2.5)",
            "--input=ids=tokens(1000)");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.engine().asked.get(0).dims()).isEqualTo(Map.of("batch", 4L, "n", 64L));
    assertThat(run.engine().asked.get(0).inputs())
        .isEqualTo(Map.of("x", "normal(0, 2.5)", "ids", "tokens(1000)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--dim=batch=0 | --dim batch=0: an extent is at least 1",
        "--dim=batch=four | 'four' is not a long",
        "--input=x=uniform(3) | --input x=uniform(3): give normal(MEAN,STD) or tokens(V)",
        "--jobs=0 | --jobs 0",
        "--fail-on=sometimes | expected one of",
        "--formt=json | Unknown option: '--formt=json'; did you mean --format?",
        "--output=/dev/null/x | cannot write /dev/null/x"
      })
  void wrongUsageIsOneSentence(String option, String sentence) throws IOException {
    Run run = Run.of("check", file("m.onnx", "clean"), option);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(sentence).hasLineCount(1);
  }

  @Test
  void reportIntoAFile() throws IOException {
    Path report = folder.resolve("report.json");
    Run run = Run.of("check", file("m.onnx", "error"), "-f", "json", "--output", report.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(report).content().contains("\"rule\": \"ATT001\"");
  }

  @Test
  void statistics() throws IOException {
    String both = file("m.onnx", "error warning warning");
    assertThat(Run.of("check", both, "--statistics").out())
        .isEqualTo(
            "2  warning  EMB002  unscaled-embedding\n"
                + "1  error    ATT001  missing-attention-scale\n");
    assertThat(Run.of("check", both, "--statistics", "-f", "json").out())
        .contains("\"statistics\": [");
  }

  @Test
  void colourFollowsTerminalAndEnvironment() throws IOException {
    String model = file("m.onnx", "error");
    assertThat(Run.with("", true, Map.of(), "check", model).out()).contains("\u001b[1;31m");
    assertThat(Run.with("", false, Map.of(), "check", model).out()).doesNotContain("\u001b");
    assertThat(Run.with("", true, Map.of("NO_COLOR", ""), "check", model).out())
        .doesNotContain("\u001b");
    assertThat(Run.of("check", model, "--color", "always").out()).contains("\u001b[1;31m");
  }

  @Test
  void argumentsFromAFile() throws IOException {
    String arguments = file("arguments.txt", "check\n\"" + file("m m.onnx", "error") + "\"\n");
    assertThat(Run.of("@" + arguments).code()).isEqualTo(1);
    assertThat(Run.of("check", "@" + arguments.replace("arguments", "no")).code()).isEqualTo(2);
  }

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }
}
