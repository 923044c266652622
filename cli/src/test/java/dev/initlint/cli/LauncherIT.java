package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the POSIX launcher")
class LauncherIT {
  private static final Set<String> NOT_SOURCES = Set.of("target", ".initlint", ".git");

  @TempDir Path temporary;

  @Test
  void theFirstUseBuildsOnceAlthoughTwoStartTogether() throws IOException {
    Path clone = Files.createDirectories(temporary.resolve("a b/ü$x"));
    copySources(Shell.root(), clone);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), clone.resolve("initlint"));
    CompletableFuture<Shell> other =
        CompletableFuture.supplyAsync(
            () -> Shell.run(clone, Map.of(), clone.resolve("initlint").toString(), "version"));
    Shell one = Shell.run(temporary, Map.of(), link.toString(), "version");
    Shell two = other.join();
    assertThat(List.of(one.code(), two.code())).as(one.err() + two.err()).containsOnly(0);
    assertThat(one.out()).startsWith("initlint ").isEqualTo(two.out());
    assertThat(one.err() + two.err())
        .isEqualTo("initlint: building from source (first use, or a source has changed) ...\n");

    assertThat(Shell.run(temporary, Map.of(), link.toString(), "version").err()).isEmpty();

    Path source = clone.resolve("cli/src/main/java/dev/initlint/cli/Main.java");
    String text = Files.readString(source);
    Files.writeString(source, text + "}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
    Shell broken = Shell.run(temporary, Map.of(), link.toString(), "version");
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err()).contains("Main.java:", "the build failed; all of it is in ");
    Files.delete(link);
  }

  @Test
  void startsFromAnyFolderThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("l n"), launcher());
    Shell run = Shell.run(temporary, Shell.packaged(), link.toString(), "version");
    Files.delete(link);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("initlint ");
  }

  /** As an update in place leaves it: the JVM would silently do without the older one. */
  @Test
  void classDataOlderThanTheJarsAreMadeAnew() throws IOException {
    Path lib = Files.createDirectories(temporary.resolve("dist/lib"));
    try (Stream<Path> jars = Files.list(Shell.root().resolve("cli/target/dist/lib"))) {
      for (Path jar : jars.filter(Files::isRegularFile).toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Map<String, String> environment = Map.of("INITLINT_DIST", lib.getParent().toString());
    Shell.run(temporary, environment, launcher().toString(), "version");
    Path archive = archive(lib.getParent());
    FileTime first = Files.getLastModifiedTime(archive);
    Shell.run(temporary, environment, launcher().toString(), "version");
    assertThat(Files.getLastModifiedTime(archive)).isEqualTo(first);
    FileTime later = FileTime.from(first.toInstant().minusSeconds(60));
    Files.setLastModifiedTime(archive, later);
    Files.setLastModifiedTime(lib.resolve("initlint-cli.jar"), first);
    Shell.run(temporary, environment, launcher().toString(), "version");
    assertThat(Files.getLastModifiedTime(archive(lib.getParent()))).isGreaterThan(first);
  }

  private static Path archive(Path dist) throws IOException {
    try (Stream<Path> files = Files.list(dist)) {
      return files.filter(f -> f.toString().matches(".*\\.(jsa|aot)")).findFirst().orElseThrow();
    }
  }

  /** What a start costs is for the most part classes that are read from jars, and reflection. */
  @Test
  void whatIsTypedMostIsStartedFromClassDataWithoutReflection() {
    assumeTrue(
        Shell.root().toUri().getRawPath().equals(Shell.root() + "/"),
        "Java 17 takes no class data for jars below a folder with blanks: " + Shell.root());
    Map<String, String> environment = new HashMap<>(Shell.packaged());
    Shell.run(temporary, environment, launcher().toString(), "version");
    environment.put("INITLINT_JAVA_OPTS", "-Xlog:class+load:stdout");
    for (String model : List.of("models/sound.onnx", "java/DeepReluNetwork.java", "folders/gpt2")) {
      String path = Shell.root().resolve("fixtures").resolve(model).toString();
      Shell run = Shell.run(temporary, environment, launcher().toString(), "check", path);
      assertThat(run.out()).as(run.err()).contains("dev.initlint.cli.CheckCommand ");
      assertThat(run.out().lines())
          .as(model)
          .noneMatch(line -> line.contains(" picocli."))
          .noneMatch(line -> line.contains(" source: file:"));
    }
  }

  @Test
  void aWrongJavaHomeIsPassedOver() {
    Map<String, String> environment = new HashMap<>(Shell.packaged());
    environment.put("JAVA_HOME", "/no/such/jdk");
    Shell run = Shell.run(temporary, environment, launcher().toString(), "version");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
  }

  @Test
  void everyJdkOfTheMachineStartsIt() throws IOException {
    Path jvms = Path.of("/usr/lib/jvm");
    assumeTrue(Files.isDirectory(jvms), "no " + jvms);
    try (Stream<Path> homes = Files.list(jvms)) {
      for (Path home : homes.filter(h -> Files.exists(h.resolve("bin/javac"))).toList()) {
        Map<String, String> environment = new HashMap<>(Shell.packaged());
        environment.put("JAVA_HOME", home.toString());
        Shell run = Shell.run(temporary, environment, launcher().toString(), "version");
        assertThat(run.code()).as(home + run.err()).isZero();
        assertThat(run.err()).as(home.toString()).isEmpty();
      }
    }
  }

  @Test
  void accentsInFileNamesSurviveTheCLocale() throws IOException {
    Path model = Files.writeString(temporary.resolve("modèle 1.onnx"), "no model");
    Map<String, String> environment = new HashMap<>(Shell.packaged());
    environment.put("LC_ALL", "C");
    Shell run = Shell.run(temporary, environment, launcher().toString(), "check", model.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("no such file");
    assertThat(run.out()).contains("1.onnx").matches(text -> text.chars().allMatch(c -> c < 128));
  }

  @Test
  void aClosedPipeIsQuiet() {
    Shell run =
        Shell.run(
            temporary, Shell.packaged(), "sh", "-c", "'" + launcher() + "' help check | head -n 1");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).hasLineCount(1);
  }

  private static Path launcher() {
    return Shell.root().resolve("initlint");
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            if (!dir.equals(from) && NOT_SOURCES.contains(dir.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // Fixtures can be large and the build does not need them.
            if (!file.toString().endsWith(".onnx")) {
              Files.copy(
                  file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
