package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of three people through a day with the tool, step by step with the real launcher. */
class WalksIT {
  @TempDir Path folder;

  /** A researcher at a terminal: from a first finding to a model that is drawn right. */
  @Test
  void aResearcherGoesFromAFindingToACuredModel() throws IOException {
    fixture("models/std-one-head.onnx");
    Shell first = initlint(1, "check", "std-one-head.onnx");
    assertThat(first.out())
        .contains("error[HEAD001", "cure: draw the head with std 0.125", "checked)");
    assertThat(initlint(0, "rule", "HEAD001").out()).contains("## Bad", "## Good");
    assertThat(initlint(0, "trace", "std-one-head.onnx").out())
        .contains("! HEAD001", "loss of logits 21.1 nats");
    assertThat(initlint(0, "trace", "std-one-head.onnx", "--explain", "logits").out())
        .startsWith("logits: second moment 64")
        .contains("d_model·var(lm_head.weight)");
    assertThat(initlint(0, "fix", "std-one-head.onnx", "-o", "cured.onnx").out())
        .contains("cured HEAD001");
    assertThat(initlint(0, "check", "cured.onnx").out()).doesNotContain("error[");
    assertThat(initlint(1, "diff", "std-one-head.onnx", "cured.onnx").out())
        .contains("lm_head.weight");
    assertThat(
            initlint(0, "scale", "cured.onnx", "--vary", "d_model=64..256", "--format", "csv")
                .out())
        .startsWith("axis,size,figure,");
    initlint(0, "report", "cured.onnx", "-o", "page.html");
    assertThat(Files.size(folder.resolve("page.html"))).isBetween(50_000L, 1_000_000L);
    initlint(0, "verify", "cured.onnx", "--seeds", "4");
  }

  /** A Java engineer: a fix by the tool, a finding that is meant, and a comment that is stale. */
  @Test
  void aJavaEngineerFixesOneLineAndKeepsAnother() throws IOException {
    fixture("java/DeepReluNetwork.java");
    Path source = folder.resolve("DeepReluNetwork.java");
    assertThat(initlint(1, "check", ".", "--format", "concise").out())
        .startsWith("./DeepReluNetwork.java:20:20: error[ACT002 ");
    Shell diff = initlint(1, "check", ".", "--diff");
    Files.writeString(folder.resolve("fix.patch"), diff.out());
    run(0, "git", "apply", "--check", "fix.patch");
    String before = Files.readString(source);
    initlint(0, "check", ".", "--fix");
    assertThat(Files.readString(source)).contains("weightInit(WeightInit.RELU)");
    String kept =
        before.replace(
            "      layers.layer(new DenseLayer",
            "      // initlint: ignore[ACT001, ACT002] a baseline that is meant to fail\n"
                + "      layers.layer(new DenseLayer");
    Files.writeString(source, kept);
    assertThat(initlint(0, "check", ".").err()).contains("2 suppressed");
    Files.writeString(source, kept.replace("ACT001, ACT002", "ACT001, ACT002, EMB002"));
    assertThat(initlint(0, "check", ".").err()).contains("EMB002");
  }

  /** A team lead: what is there is known, what comes is stopped, what is gone is taken out. */
  @Test
  void aTeamLeadStopsWhatIsNewAlone() throws IOException {
    fixture("models/std-one-head.onnx");
    fixture("models/sound.onnx");
    run(0, "git", "init", "-q");
    commit("models");
    initlint(0, "init");
    initlint(1, "check", ".");
    initlint(0, "check", ".", "--write-baseline", "baseline.json", "--fail-on", "never");
    String config = Files.readString(folder.resolve("initlint.toml"));
    String key = "baseline = \"baseline.json\"\n";
    Files.writeString(folder.resolve("initlint.toml"), key + config);
    assertThat(initlint(0, "config", "--show", ".").out())
        .contains("baseline.json\"  # initlint.toml:1");
    assertThat(initlint(0, "check", ".").err()).contains("in the baseline");
    commit("baseline");
    // A new name, and the same model again, are no new finding.
    Files.move(folder.resolve("std-one-head.onnx"), folder.resolve("head.onnx"));
    fixture("models/attention-without-scale.onnx");
    Shell changed = initlint(1, "check", ".", "--since", "HEAD", "--format", "sarif=out.sarif");
    assertThat(changed.out() + Files.readString(folder.resolve("out.sarif")))
        .contains("\"2.1.0\"", "attention-without-scale.onnx", "ATT001");
    Files.delete(folder.resolve("attention-without-scale.onnx"));
    Files.delete(folder.resolve("head.onnx"));
    Files.copy(folder.resolve("sound.onnx"), folder.resolve("std-one-head.onnx"));
    assertThat(initlint(0, "check", ".").err()).contains("no longer");
    initlint(0, "check", ".", "--prune-baseline");
    assertThat(initlint(0, "check", ".").err()).doesNotContain("baseline");
  }

  private void fixture(String name) throws IOException {
    Path from = Shell.root().resolve("fixtures").resolve(name);
    Files.copy(from, folder.resolve(from.getFileName()));
  }

  private void commit(String what) {
    run(0, "git", "add", ".");
    run(0, "git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", what);
  }

  private Shell initlint(int code, String... words) {
    String launcher = Shell.root().resolve("initlint").toString();
    return run(
        code, Stream.concat(Stream.of(launcher), Arrays.stream(words)).toArray(String[]::new));
  }

  private Shell run(int code, String... words) {
    Map<String, String> environment = words[0].equals("git") ? Map.of() : Shell.packaged();
    Shell run = Shell.run(folder, environment, words);
    String told = String.join(" ", words) + "\n" + run.out() + run.err();
    assertThat(run.code()).as(told).isEqualTo(code);
    assertThat(told).doesNotContain("\tat ", "Exception");
    return run;
  }
}
