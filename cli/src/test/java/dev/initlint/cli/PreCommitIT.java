package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hooks as git and pre-commit run them, in a repository made for it. */
class PreCommitIT {
  private static final Path ROOT = Shell.root();
  private static final Path MODELS = ROOT.resolve("fixtures/models");
  private static final Pattern README_CONFIGURATION =
      Pattern.compile("```yaml\n(# \\.pre-commit-config\\.yaml\n.*?)```", Pattern.DOTALL);

  @TempDir Path temporary;

  private Path repository;
  private final Map<String, String> environment = new HashMap<>(Shell.packaged());

  @BeforeEach
  void makeRepository() throws IOException {
    assumeTrue(
        onPath("pre-commit") && onPath("git"),
        "pre-commit is not installed: the hooks are not tested (apt-get install pre-commit)");
    assumeTrue(Files.exists(ROOT.resolve(".git")), "the sources are no git repository");
    repository = Files.createDirectory(temporary.resolve("repository"));
    environment.put("PRE_COMMIT_HOME", temporary.resolve("cache").toString());
    environment.put("GIT_AUTHOR_NAME", "a");
    environment.put("GIT_AUTHOR_EMAIL", "a@example.org");
    environment.put("GIT_COMMITTER_NAME", "a");
    environment.put("GIT_COMMITTER_EMAIL", "a@example.org");
    succeed("git", "init", "-q");
  }

  @Test
  void theConfigurationOfTheReadmeLetsAGoodModelPassAndBlocksABadOne() throws IOException {
    Matcher snippet = README_CONFIGURATION.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(snippet.find()).as("a configuration in the README").isTrue();
    String revision = succeed("git", "-C", ROOT.toString(), "rev-parse", "HEAD").out().strip();
    Files.writeString(
        repository.resolve(".pre-commit-config.yaml"),
        snippet
            .group(1)
            .replaceAll("repo: .*", "repo: file://" + ROOT)
            .replaceAll("rev: .*", "rev: " + revision));
    succeed("pre-commit", "install");
    add("sound.onnx", "good.onnx");
    succeed("git", "add", ".pre-commit-config.yaml");
    Shell good = run("git", "commit", "-q", "-m", "a good model");
    assertThat(good.code()).as(good.out() + good.err()).isZero();

    add("std-one-head.onnx", "bad.onnx");
    Shell bad = run("git", "commit", "-q", "-m", "a bad model");
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out() + bad.err()).contains("error[HEAD001 lm-head-std-one]", "--> bad.onnx");
    assertThat(succeed("git", "log", "--format=%s").out()).isEqualTo("a good model\n");
  }

  @Test
  void aGitLfsPointerIsNamedAndOtherJavaFilesPass() throws IOException {
    Files.writeString(repository.resolve("Plain.java"), "class Plain {}\n");
    Shell plain = tryHook("initlint");
    assertThat(plain.code()).as(plain.out() + plain.err()).isZero();
    Files.writeString(
        repository.resolve("pointer.onnx"),
        "version https://git-lfs.github.com/spec/v1\n"
            + "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
            + "size 12345\n");
    Shell pointer = tryHook("initlint");
    assertThat(pointer.code()).isEqualTo(1);
    assertThat(pointer.out()).contains("pointer.onnx").containsIgnoringCase("lfs");
  }

  @Test
  void aSourceWhoseModelWillNotTrainBlocksAndASoundOnePasses() throws IOException {
    Path source = ROOT.resolve("fixtures/java/DeepReluNetwork.java");
    Path copy = repository.resolve("DeepReluNetwork.java");
    Files.copy(source, copy);
    Shell bad = tryHook("initlint");
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).contains("error[ACT002 ", "--> DeepReluNetwork.java:20:20");

    Files.writeString(copy, Files.readString(source).replace("XAVIER", "RELU"));
    Shell good = tryHook("initlint");
    assertThat(good.code()).as(good.out() + good.err()).isZero();
    assertThat(good.out()).contains("Passed");
  }

  @Test
  void thePythonPackageIsAHookToo() throws IOException {
    assumeTrue(onPath("python3"), "no python3");
    Files.copy(MODELS.resolve("std-one-head.onnx"), repository.resolve("bad.onnx"));
    Shell bad = tryHook("initlint-python");
    assertThat(bad.code()).as(bad.out() + bad.err()).isEqualTo(1);
    assertThat(bad.out()).contains("error[HEAD001 lm-head-std-one]");
    Files.delete(repository.resolve("bad.onnx"));
    Path saved = Files.createDirectory(repository.resolve("saved"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(ROOT.resolve("fixtures/folders/gpt2").resolve(name), saved.resolve(name));
    }
    Shell good = tryHook("initlint-python");
    assertThat(good.code()).as(good.out() + good.err()).isZero();
    assertThat(good.out()).contains("Passed");
  }

  @Test
  void thirtyModelsStartOneProcess() throws IOException {
    for (int i = 0; i < 30; i++) {
      Files.copy(MODELS.resolve("sound.onnx"), repository.resolve("m" + i + ".onnx"));
    }
    Path bin = Files.createDirectory(temporary.resolve("bin"));
    Path starts = temporary.resolve("starts");
    Path counting = bin.resolve("initlint");
    Files.writeString(
        counting,
        "#!/bin/sh\necho started >>'" + starts + "'\nexec '" + ROOT + "/initlint' \"$@\"\n");
    assertThat(counting.toFile().setExecutable(true)).isTrue();
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    Shell run = tryHook("initlint-system");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(starts).content().isEqualTo("started\n");
  }

  private Shell tryHook(String id) {
    succeed("git", "add", "-A");
    return run("pre-commit", "try-repo", ROOT.toString(), id, "--all-files");
  }

  private void add(String fixture, String name) throws IOException {
    Files.copy(MODELS.resolve(fixture), repository.resolve(name));
    succeed("git", "add", name);
  }

  private Shell succeed(String... command) {
    Shell run = run(command);
    assertThat(run.code()).as(String.join(" ", command) + run.out() + run.err()).isZero();
    return run;
  }

  private Shell run(String... command) {
    return Shell.run(repository, environment, command);
  }

  private static boolean onPath(String command) {
    return Shell.run(ROOT, Map.of(), "sh", "-c", "command -v " + command).code() == 0;
  }
}
