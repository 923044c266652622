package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixes on the command line, with the engine that users have. */
class FixTest {
  private static final Path DEEP = Path.of("../fixtures/java/DeepReluNetwork.java");

  @TempDir Path folder;

  private Path file;
  private String source;
  private int code;
  private String out;
  private String err;

  @BeforeEach
  void copy() throws IOException {
    source = Files.readString(DEEP);
    file = Files.writeString(folder.resolve("DeepReluNetwork.java"), source);
  }

  @Test
  void aFixIsWrittenAndTold() throws IOException {
    run("check", "--fix", file.toString());

    assertThat(code).isZero();
    assertThat(out).isEmpty();
    assertThat(err)
        .contains("fixed: " + file + ":20:20: error[ACT002 signal-vanish-or-explode] [*]: ")
        .contains("Fixed 1 finding in 1 file. Found nothing in 1 file.");
    assertThat(Files.readString(file)).isEqualTo(cured());
    assertThat(list()).containsExactly(file);
  }

  @Test
  void permissionsStay() throws IOException {
    Set<PosixFilePermission> odd = PosixFilePermissions.fromString("rwxr-x--x");
    permissions(odd);

    run("check", "--fix", file.toString());

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(odd);
    assertThat(Files.readString(file)).isEqualTo(cured());
  }

  @Test
  void whatRemainsIsReportedAndDecidesTheExitCode() throws IOException {
    String method = source.substring(source.indexOf("  public static"), source.lastIndexOf('}'));
    String sigmoid =
        method
            .replace("configuration()", "sigmoid()")
            .replace("Activation.RELU", "Activation.SIGMOID");
    Files.writeString(file, source.replace(method, method + sigmoid));

    run("check", "--fix", "--format", "concise", file.toString());

    assertThat(err).contains("Fixed 1 finding in 1 file. Found 1 error");
    assertThat(out)
        .hasLineCount(1)
        .contains("error[ACT002 signal-vanish-or-explode]: the gradient");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void aDifferenceIsShownAndNothingIsWritten() throws Exception {
    run("check", "--diff", folder.toString());

    assertThat(code).as("nothing was written").isEqualTo(1);
    assertThat(Files.readString(file)).isEqualTo(source);
    assertThat(out)
        .startsWith("--- ./")
        .contains("\n-      layers.layer(new DenseLayer.Builder().nIn(256).nOut(256).build());\n")
        .contains(".weightInit(WeightInit.RELU).build());\n");
    assertThat(err).contains("Would fix 1 finding in 1 file.").doesNotContain("Found");
  }

  @Test
  void aDifferenceMayGoToAFile() throws IOException {
    Path diff = folder.resolve("the.diff");

    run("check", "--diff", "-o", diff.toString(), file.toString());

    assertThat(out).isEmpty();
    assertThat(Files.readString(diff)).startsWith("--- ./").contains("@@ -17,7 +17,7 @@");
  }

  @Test
  void findingsThatCanBeFixedAreMarked() {
    run("check", "--format", "concise", file.toString());
    assertThat(out).contains("error[ACT002 signal-vanish-or-explode] [*]: the signal");
    assertThat(err).contains("Found 1 error, 1 note in 1 file. 1 can be fixed with --fix.");

    run("check", file.toString());
    assertThat(out).containsPattern("cure: multiply the std [^\\[]*\\[--fix\\]");
  }

  @Test
  void jsonHasTheEdits() {
    run("check", "--format", "json", file.toString());

    int at = source.indexOf(".build());");
    assertThat(out)
        .contains("\"applicability\": \"safe\"")
        .contains("\"path\": \"" + file + "\", \"start\": " + at + ", \"end\": " + at + ", ")
        .contains("\"replacement\": \".weightInit(WeightInit.RELU)\"");
  }

  @Test
  void aReadOnlyFileIsLeftAlone() throws IOException {
    permissions(PosixFilePermissions.fromString("r--r--r--"));

    run("check", "--fix", file.toString());

    refused("cannot fix " + file + ": it is read-only; nothing was changed");
  }

  @Test
  void aSymbolicLinkIsLeftAlone() throws IOException {
    Path link = Files.createDirectory(folder.resolve("links")).resolve("Link.java");
    Files.createSymbolicLink(link, file);

    run("check", "--fix", link.toString());

    refused("cannot fix " + link + ": it is a symbolic link; name the file it points to; nothing");
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  void modelFilesAreNeverWritten() throws IOException {
    Path model = folder.resolve("std-one-head.onnx");
    Files.copy(Path.of("../fixtures/models/std-one-head.onnx"), model);
    byte[] before = Files.readAllBytes(model);

    run("check", "--fix", "--unsafe-fixes", model.toString());

    assertThat(code).isEqualTo(1);
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
    assertThat(err)
        .contains("Fixed 0 findings in 0 files. Model files are never written", "Found 1");
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    run("check", "--fix", "--verify", file.toString());
    assertThat(code).isEqualTo(2);
    assertThat(err).contains("--verify measures files as they are; fix first, then verify");

    run("check", "--diff", "--format", "json", file.toString());
    assertThat(code).isEqualTo(2);
    assertThat(err).contains("--diff prints a difference and no report");
  }

  private String cured() {
    return source.replace(".nOut(256).build()", ".nOut(256).weightInit(WeightInit.RELU).build()");
  }

  private void refused(String sentence) throws IOException {
    assertThat(code).isEqualTo(2);
    assertThat(err).contains("initlint: " + sentence);
    assertThat(out).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(source);
  }

  private void permissions(Set<PosixFilePermission> permissions) throws IOException {
    try {
      Files.setPosixFilePermissions(file, permissions);
    } catch (UnsupportedOperationException e) {
      Assumptions.abort("files have no such permissions here");
    }
  }

  private Stream<Path> list() throws IOException {
    return Files.list(folder);
  }

  private void run(String... args) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]), written, said, false, false, false, Map.of());
    code = new Cli(StandardEngine::new, console).run(args);
    out = written.toString(StandardCharsets.UTF_8);
    err = said.toString(StandardCharsets.UTF_8);
  }
}
