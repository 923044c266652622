package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences that the usual tools take. */
class UnifiedDiffTest {
  @TempDir Path folder;

  @Test
  void oneHunkWithContext() {
    assertThat(diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\n"))
        .isEqualTo(
            """
            --- ./x/Net.java
            +++ ./x/Net.java
            @@ -2,5 +2,5 @@
             b
             c
             d
            -e
            +E
             f
            """);
  }

  @Test
  void nothingForEqualFiles() {
    assertThat(diff("a\n", "a\n")).isEmpty();
  }

  @Test
  void aMissingLastLineFeedIsTold() {
    assertThat(diff("a", "b"))
        .endsWith(
            "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
  }

  @Test
  void gitAndPatchApplyIt() throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < 12; i++) {
      byte[] before = text(random, i % 3 == 0 ? "\r\n" : "\n");
      byte[] after = edited(before, random);
      applies(before, after, "git", "apply", "--whitespace=nowarn", "the.diff");
      applies(before, after, "patch", "-p" + i % 2, "--binary", "-i", "the.diff");
    }
  }

  private void applies(byte[] before, byte[] after, String... command) throws Exception {
    Path file = Files.createDirectories(folder.resolve("x")).resolve("Net.java");
    Files.write(file, before);
    byte[] diff = UnifiedDiff.of("x/Net.java", before, after);
    if (diff.length == 0) {
      return;
    }
    Files.write(folder.resolve("the.diff"), diff);
    Path log = folder.resolve("log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException absent) {
      Assumptions.abort(command[0] + " is not installed");
      return;
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(String.join(" ", command) + ": " + Files.readString(log))
        .isZero();
    assertThat(Files.readAllBytes(file)).isEqualTo(after);
  }

  private static byte[] text(Random random, String end) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("line ").append(random.nextInt(9)).append(" £").append(end);
    }
    if (random.nextBoolean()) {
      text.setLength(text.length() - end.length());
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] edited(byte[] before, Random random) {
    StringBuilder text = new StringBuilder(new String(before, StandardCharsets.ISO_8859_1));
    for (int i = 0; i < 4; i++) {
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.insert(at, random.nextBoolean() ? "new" : "two\nlines");
      } else {
        text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String diff(String before, String after) {
    return new String(
        UnifiedDiff.of(
            "x/Net.java",
            before.getBytes(StandardCharsets.UTF_8),
            after.getBytes(StandardCharsets.UTF_8)),
        StandardCharsets.UTF_8);
  }
}
