package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Windows launcher under Wine's command interpreter, where Wine is installed. The Java that it
 * finds notes its arguments; Wine does not pass on the exit code of such a program.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Wine stands in for Windows")
class WindowsLauncherIT {
  private static final String NO_JAVA =
      "initlint: needs a JDK of version 17 or later; set JAVA_HOME to one";
  private static final Path PREFIX = Shell.root().resolve("cli/target/wine").toAbsolutePath();

  @TempDir Path temporary;
  private Path tool;
  private Path jdk;

  @BeforeEach
  void unpack() throws IOException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wine"))),
        "no Wine to try the Windows launcher in");
    tool = Files.createDirectories(temporary.resolve("my tool"));
    String script = Files.readString(Shell.root().resolve("initlint.cmd"));
    Files.writeString(tool.resolve("initlint.cmd"), script.replace("\r", "").replace("\n", "\r\n"));
    Files.createDirectories(tool.resolve("lib"));
    Files.createFile(tool.resolve("lib/initlint-cli.jar"));
    jdk = temporary.resolve("a jdk");
    java(jdk, "17.0.2");
  }

  @Test
  void argumentsReachTheProgramAsTheyWereTyped() throws IOException {
    List<String> typed =
        List.of("check", "a b.onnx", "x!y.onnx", "--input", "x=normal(0,2)", "--dim", "batch=4");
    List<String> given = start(jdk, typed);
    assertThat(given).endsWith(typed.toArray(new String[0]));
    assertThat(given)
        .contains("-Xshare:auto", "-XX:SharedArchiveFile=" + windows(tool) + "\\.\\classes-17.jsa")
        .containsSubsequence(
            "-cp", windows(tool) + "\\.\\lib\\initlint-cli.jar", "dev.initlint.cli.Main")
        .doesNotContain("-XX:+EnableVectorSupport");
  }

  @Test
  void aMeasuringRunHasAllCompilersAndTheNativeLibraries() throws IOException {
    java(jdk, "25");
    for (List<String> typed :
        List.of(List.of("verify", "m.onnx"), List.of("check", "--verify", "m.onnx"))) {
      assertThat(start(jdk, typed))
          .contains("-XX:+EnableVectorSupport", "--enable-native-access=ALL-UNNAMED")
          .contains(
              "%1$s\\.\\lib\\initlint-cli.jar;%1$s\\.\\lib\\native\\*".formatted(windows(tool)))
          .doesNotContain("-XX:TieredStopAtLevel=1")
          .endsWith(typed.toArray(new String[0]));
    }
  }

  @Test
  void aJavaThatIsTooOldOrMissingIsToldInOneSentence() throws IOException {
    java(jdk, "1.8.0_392");
    assertThat(failure(jdk)).isEqualTo(NO_JAVA);
    assertThat(failure(temporary.resolve("nowhere"))).isEqualTo(NO_JAVA);
  }

  @Test
  void aFolderWithoutTheProgramIsTold() throws IOException {
    Files.delete(tool.resolve("lib/initlint-cli.jar"));
    assertThat(failure(jdk))
        .isEqualTo("initlint: " + windows(tool) + "\\. holds no lib\\initlint-cli.jar");
  }

  private List<String> start(Path home, List<String> arguments) throws IOException {
    Shell run = wine(home, arguments);
    Path noted = home.resolve("bin/arguments");
    assertThat(noted).as(run.out() + run.err()).exists();
    return Files.readAllLines(noted);
  }

  private String failure(Path home) {
    Shell run = wine(home, List.of("version"));
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    return run.err()
        .lines()
        .filter(line -> line.startsWith("initlint: "))
        .reduce((one, other) -> one + "\n" + other)
        .orElse("")
        .strip();
  }

  private Shell wine(Path home, List<String> arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("WINEPREFIX", PREFIX.toString());
    environment.put("WINEDEBUG", "-all");
    environment.put("WINEDLLOVERRIDES", "mscoree=;mshtml=");
    environment.put("DISPLAY", "");
    environment.put("JAVA_HOME", windows(home));
    List<String> command = new ArrayList<>(List.of("wine", windows(tool) + "\\initlint.cmd"));
    command.addAll(arguments);
    return Shell.run(temporary, environment, command.toArray(new String[0]));
  }

  private static void java(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path program = home.resolve("bin/java.exe");
    Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"${0%/*}/arguments\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String windows(Path path) {
    return "Z:" + path.toAbsolutePath().toString().replace('/', '\\');
  }
}
