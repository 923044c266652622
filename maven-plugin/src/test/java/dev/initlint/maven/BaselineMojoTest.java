package dev.initlint.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineMojoTest {
  @TempDir Path module;

  private final List<String> log = new ArrayList<>();
  private Path file;

  @BeforeEach
  void models() throws IOException {
    Files.createDirectories(module.resolve("models"));
    Files.createDirectories(module.resolve(".git"));
    model("a", "warning");
    model("b", "error");
    file = module.resolve("initlint-baseline.json");
  }

  @Test
  void whatIsThereNowIsAllowedFromNowOnAndNothingElse() throws Exception {
    assertThatThrownBy(this::check).isInstanceOf(MojoFailureException.class);
    baseline();
    assertThat(log).anyMatch(l -> l.contains("with findings: 2; name it as baseline"));
    toml();
    check();
    model("a", "error");
    assertThatThrownBy(this::check)
        .as("worse than it was")
        .isInstanceOf(MojoFailureException.class);
  }

  @Test
  void aFileThatIsThereLosesWhatNoLongerOccursAndGainsNothing() throws Exception {
    toml();
    baseline();
    assertThat(Files.readString(file)).contains("models/a.onnx", "models/b.onnx");
    model("b", "");
    model("c", "error");
    assertThatThrownBy(this::check).isInstanceOf(MojoFailureException.class);
    assertThat(log).anyMatch(l -> l.contains("no longer occur: 1; mvn initlint:baseline"));
    baseline();
    assertThat(log).anyMatch(l -> l.endsWith("initlint-baseline.json: 1"));
    assertThat(Files.readString(file)).contains("a.onnx").doesNotContain("b.onnx", "c.onnx");
  }

  @Test
  void aModelThatCannotBeReadLeavesTheBaselineAsItIs() throws Exception {
    baseline();
    String before = Files.readString(file);
    model("b", "bad");
    assertThatThrownBy(this::baseline)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("the baseline stays as it is");
    assertThat(file).hasContent(before);
  }

  private void toml() throws IOException {
    Files.writeString(module.resolve("initlint.toml"), "baseline = \"initlint-baseline.json\"\n");
  }

  private void model(String name, String text) throws IOException {
    Files.writeString(module.resolve("models/" + name + ".onnx"), text);
  }

  private void check() throws Exception {
    run(new CheckMojo(new ScriptedEngine()));
  }

  private void baseline() throws Exception {
    run(new BaselineMojo(new ScriptedEngine()));
  }

  private void run(ModuleMojo mojo) throws Exception {
    mojo.basedir = module.toFile();
    mojo.compileSourceRoots = List.of();
    mojo.setLog(new RecordingLog(log));
    mojo.execute();
  }
}
