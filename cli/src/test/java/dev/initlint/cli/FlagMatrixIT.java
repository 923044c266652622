package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags and exit codes as a shell sees them, by the launcher itself. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the POSIX launcher")
class FlagMatrixIT {
  @TempDir Path folder;

  @BeforeEach
  void models() throws IOException {
    try (Stream<Path> models = Files.list(Shell.root().resolve("fixtures/models"))) {
      for (Path model : models.toList()) {
        Files.copy(model, folder.resolve(model.getFileName()));
      }
    }
    Files.writeString(folder.resolve("train.py"), "import torch\n");
    Files.writeString(folder.resolve("broken.toml"), "fail-onn = 1\n");
    Files.writeString(folder.resolve("strict.toml"), "fail-on = \"note\"\n");
    Files.writeString(folder.resolve("mild.toml"), "[severity]\nHEAD001 = \"note\"\n");
    Files.createDirectories(folder.resolve("empty"));
  }

  /**
   * Words, exit code, and what standard error or output says; an empty text for nothing of note.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "check sound.onnx | 0 | Found nothing",
        "sound.onnx | 0 | Found nothing",
        "check std-one-head.onnx | 1 | HEAD001",
        "check std-one-head.onnx --fail-on never | 0 | HEAD001",
        "check std-one-head.onnx --fail-on NEVER | 0 | HEAD001",
        "check std-one-head.onnx --fail-on sometimes | 2 | error, warning, note, never",
        "check std-one-head.onnx --ignore HEAD | 0 | Found nothing",
        "check std-one-head.onnx --select HEAD002 | 1 | HEAD002",
        "check std-one-head.onnx --select HEAD9 | 2 | no rule is called 'HEAD9'",
        "check std-one-head.onnx --config mild.toml | 0 | note",
        "check std-one-head.onnx --config strict.toml --select HEAD002 | 1 | HEAD002",
        "check std-one-head.onnx --config broken.toml | 2 | did you mean fail-on?",
        "check std-one-head.onnx --config no.toml | 2 | there is no such file",
        "check std-one-head.onnx --isolated --config mild.toml | 2 | leave out --config",
        "check std-one-head.onnx --isolated | 1 | HEAD001",
        "check std-one-head.onnx -f concise -q | 1 | error[HEAD001",
        "check std-one-head.onnx -f json | 1 | \"schemaVersion\": 1",
        "check std-one-head.onnx -f sarif | 1 | \"version\": \"2.1.0\"",
        "check std-one-head.onnx -f github | 1 | ::error file=std-one-head.onnx",
        "check std-one-head.onnx -f gitlab | 1 | \"check_name\": \"HEAD001\"",
        "check std-one-head.onnx -f junit | 1 | <testsuites",
        "check std-one-head.onnx -f checkstyle | 1 | <checkstyle",
        "check std-one-head.onnx -f text -f sarif=o.sarif -f junit=o.xml | 1 | HEAD001",
        "check std-one-head.onnx -f text -f json | 2 | only one format can go to standard output",
        "check std-one-head.onnx -f yaml | 2 | there are text, concise, json, sarif",
        "check std-one-head.onnx -f json= | 2 | name a file behind the =",
        "check std-one-head.onnx -o o.json | 1 |",
        "check std-one-head.onnx -o o.xml | 2 | say with --format",
        "check std-one-head.onnx -o no/such/dir/o.txt | 2 | there is no folder",
        "check std-one-head.onnx --baseline none.json | 2 | there is no such baseline",
        "check std-one-head.onnx --write-baseline b.json --fail-on never | 0 | wrote the baseline",
        "check std-one-head.onnx --write-baseline strict.toml | 2 | the file is there",
        "check std-one-head.onnx --prune-baseline | 2 | there is no baseline",
        "check std-one-head.onnx --diff | 1 | Model files are never written",
        "check std-one-head.onnx --unsafe-fixes | 2 | goes with --fix",
        "check std-one-head.onnx --not-at-initialisation error | 1 | HEAD001",
        "check std-one-head.onnx --not-at-initialisation maybe | 2 | error, warning, note",
        "check std-one-head.onnx --cache-dir cache | 1 | HEAD001",
        "check std-one-head.onnx --since HEAD | 2 | --since HEAD",
        "check std-one-head.onnx --jobs 0 | 2 | --jobs 0",
        "check std-one-head.onnx --timeout -1 | 2 | --timeout -1",
        "check std-one-head.onnx --min-known 2 | 2 | --min-known 2",
        "check std-one-head.onnx --input input_ids=normal(0,1) | 2 | holds integers",
        "check std-one-head.onnx --input input_ids=tokens(99999) | 2 | would look beyond it",
        "check std-one-head.onnx --input x=normal(0,1) | 2 | the model has no input",
        "check std-one-head.onnx --lr -1 | 2 | --lr",
        "check -V | 0 | initlint ",
        "trace --version | 0 | initlint ",
        "check --help | 0 | What counts:",
        "verify --help | 0 | more than 5 %",
        "check train.py | 2 | this is Python source",
        "check empty | 2 | no model to check",
        "check no.onnx | 2 | there is no such file",
        "check | 2 | Missing required parameter",
        "lint sound.onnx | 2 | did you mean check?",
        "check --formt json sound.onnx | 2 | did you mean --format?",
        "rules --format json | 0 | \"id\": \"ATT001\"",
        "rule ATT001 | 0 | missing-attention-scale",
        "rule ATT999 | 2 | no rule is called",
        "config --schema | 0 | additionalProperties",
        "config --show . | 0 | fail-on = \"error\"  # default",
        "config --show --schema | 2 | leave out one",
        "init empty | 0 | wrote empty/initlint.toml",
        "init no/such | 2 | there is no such folder",
        "trace sound.onnx --explain logit | 2 | logit",
        "version | 0 | initlint "
      })
  void flags(String line, int code, String told) {
    Shell run = run(line);
    assertThat(run.code()).as(line + "\n" + run.out() + run.err()).isEqualTo(code);
    String all = run.out() + run.err();
    assertThat(all).doesNotContain("\tat ", "picocli", "Exception");
    if (told != null) {
      assertThat(all).contains(told);
    }
  }

  @Test
  void whatIsWrittenIsThere() {
    run("check std-one-head.onnx -f text -f sarif=o.sarif -f junit=o.xml -o o.txt");
    assertThat(folder.resolve("o.sarif")).content().contains("\"2.1.0\"");
    assertThat(folder.resolve("o.xml")).content().startsWith("<?xml");
    assertThat(folder.resolve("o.txt")).content().contains("HEAD001");
    run("check std-one-head.onnx -o o.json");
    assertThat(folder.resolve("o.json")).content().startsWith("{");
    run("check std-one-head.onnx --write-baseline b.json");
    Shell later = run("check std-one-head.onnx --baseline b.json");
    assertThat(later.code()).isZero();
    assertThat(later.err()).contains("2 in the baseline");
    assertThat(run("init .").code()).isZero();
    assertThat(run("init .").err()).contains("is there already and stays as it is");
  }

  @Test
  void onlyWhatChangedIsCheckedWhereThatIsAsked() throws IOException {
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one");
    Shell none = run("check . --since HEAD");
    assertThat(none.code()).isZero();
    assertThat(none.err()).contains("nothing to check has changed since HEAD");
    Files.copy(folder.resolve("sound.onnx"), folder.resolve("new.onnx"));
    Shell one = run("check . --since HEAD -f json");
    assertThat(one.out()).contains("new.onnx").doesNotContain("std-one-head.onnx");
    assertThat(run("check . --since no-such-ref").code()).isEqualTo(2);
  }

  private void git(String... words) {
    List<String> command = Stream.concat(Stream.of("git"), Arrays.stream(words)).toList();
    Shell run = Shell.run(folder, Map.of(), command.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
  }

  private Shell run(String line) {
    List<String> command =
        Stream.concat(
                Stream.of(Shell.root().resolve("initlint").toString()),
                Arrays.stream(line.split(" ")))
            .toList();
    return Shell.run(folder, Shell.packaged(), command.toArray(String[]::new));
  }
}
