package dev.initlint.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckMojoTest {
  @TempDir Path module;

  private final List<String> log = new ArrayList<>();
  private final ScriptedEngine engine = new ScriptedEngine();
  private final List<Path> checked = engine.checked;

  @Test
  void modelsAreFoundWhereTheyUsuallyAreAndOnlyThere() throws Exception {
    file("src/main/resources/a.onnx", "");
    file("src/main/resources/nets/deep/b.onnx", "");
    file("models/c.onnx", "");
    file("target/models/d.onnx", "bad");
    file("other/e.onnx", "bad");
    mojo().execute();
    assertThat(checked)
        .extracting(p -> p.getFileName().toString())
        .containsExactlyInAnyOrder("a.onnx", "b.onnx", "c.onnx");
  }

  @Test
  void modelsSourcesAndExcludesAreConfigured() throws Exception {
    file("other/e.onnx", "");
    file("other/old/f.onnx", "bad");
    file("java/Net.java", "uses");
    file("java/Plain.java", "");
    CheckMojo mojo = mojo();
    mojo.models = List.of("other/**/*.onnx");
    mojo.sources = List.of("java", "missing");
    mojo.excludes = List.of("**/old/**");
    mojo.execute();
    assertThat(checked)
        .extracting(p -> p.getFileName().toString())
        .containsExactly("e.onnx", "Net.java");
  }

  @Test
  void aPatternThatMatchesNothingIsTold() throws Exception {
    CheckMojo mojo = mojo();
    mojo.models = List.of("modles/*.onnx");
    mojo.execute();
    assertThat(log)
        .containsExactly(
            "WARN initlint: no file matches modles/*.onnx", "INFO initlint: nothing to check");
  }

  @ParameterizedTest
  @CsvSource({
    "error, 0, error, 1", "error, 0, warning note,", "warning, 0, warning error, 2",
    "NOTE, 0, note, 1", "never, 0, error error,", "error, 2, error error,",
    "error, 2, error error error, 3"
  })
  void judgement(String failOn, int allowed, String findings, Integer counted) throws Exception {
    file("models/m.onnx", findings);
    CheckMojo mojo = mojo();
    mojo.failOn = failOn;
    mojo.maxAllowedFindings = allowed;
    if (counted == null) {
      assertThatCode(mojo::execute).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(mojo::execute)
          .isInstanceOf(MojoFailureException.class)
          .hasMessageStartingWith("initlint found " + counted + " finding")
          .hasMessageContaining("or above");
    }
  }

  @Test
  void everyFindingIsOneLineAtTheLevelOfItsSeverity() throws Exception {
    file("models/m.onnx", "warning note");
    mojo().execute();
    assertThat(log)
        .containsExactly(
            "WARN " + module + "/models/m.onnx:/Softmax: warning[ATT001 missing-scale]: too large",
            "INFO " + module + "/models/m.onnx:/Softmax: note[ATT001 missing-scale]: too large",
            "INFO initlint: mvn initlint:rule -Dinitlint.rule=ATT001 explains a rule",
            "INFO initlint: Found 1 warning, 1 note in 1 file.");
  }

  @Test
  void anUnreadableFileStopsTheBuildAfterEverythingIsTold() throws Exception {
    file("models/a.onnx", "bad");
    file("models/b.onnx", "warning");
    CheckMojo mojo = mojo();
    mojo.outputFile = module.resolve("target/deep/report.json").toFile();
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("cannot read " + module + "/models/a.onnx: byte 3: not a model")
        .hasNoCause();
    assertThat(log).anyMatch(line -> line.startsWith("WARN") && line.contains("b.onnx"));
    assertThat(mojo.outputFile).content().contains("\"unreadable\"", "\"ATT001\"");
    assertThat(mojo.outputFile.getParentFile().list()).containsExactly("report.json");
  }

  @Test
  void wrongConfigurationIsOneSentence() {
    CheckMojo rule = mojo();
    rule.select = List.of("ATT01");
    assertThatThrownBy(rule::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("no rule is called 'ATT01'; did you mean ATT001?");
    CheckMojo threshold = mojo();
    threshold.failOn = "fatal";
    assertThatThrownBy(threshold::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("initlint.failOn is 'fatal'; give error, warning, note or never");
  }

  @Test
  void theConfigurationOfTheProjectHoldsAndTheBuildStandsOverIt() throws Exception {
    file("initlint.toml", "fail-on = \"warning\"\nexclude = [\"models/old/**\"]\n");
    file("models/m.onnx", "warning");
    file("models/old/n.onnx", "error");
    CheckMojo mojo = mojo();
    mojo.failOn = null;
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageStartingWith("initlint found 1 finding of severity warning or above");
    mojo.failOn = "error";
    mojo.execute();
    assertThat(checked).extracting(p -> p.getFileName().toString()).doesNotContain("n.onnx");

    file("initlint.toml", "[severity]\nATT01 = \"note\"\n");
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageEndingWith("initlint.toml:2: no rule is called 'ATT01'; did you mean ATT001?");
  }

  @Test
  void furtherReportsGoIntoFilesOfTheModule() throws Exception {
    file("models/m.onnx", "warning");
    CheckMojo mojo = mojo();
    mojo.reports = List.of("sarif=target/a.sarif", "junit=target/deep/b.xml");
    mojo.execute();
    assertThat(module.resolve("target/a.sarif")).content().contains("\"ruleId\": \"ATT001\"");
    assertThat(module.resolve("target/deep/b.xml")).content().contains("<testsuites");
    mojo.reports = List.of("sarf=x");
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("FORMAT=FILE with one of text, concise, json, sarif");
  }

  @Test
  void skipDoesNothing() throws Exception {
    file("models/m.onnx", "bad");
    CheckMojo mojo = mojo();
    mojo.skip = true;
    mojo.execute();
    assertThat(checked).isEmpty();
    assertThat(log).containsExactly("INFO initlint is skipped");
  }

  private CheckMojo mojo() {
    CheckMojo mojo = new CheckMojo(engine);
    mojo.basedir = module.toFile();
    mojo.compileSourceRoots = List.of(module.resolve("src/main/java").toString());
    mojo.failOn = "error";
    mojo.setLog(new RecordingLog(log));
    return mojo;
  }

  private void file(String name, String text) throws IOException {
    Path file = module.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
