package dev.initlint.maven;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/**
 * Runs {@code initlint verify} in a process of its own, with the Java that runs the build.
 *
 * @param jvmOptions after its own
 */
record MeasuringProcess(List<File> classPath, List<String> jvmOptions, Log log) {

  /** The last version whose internals the Vector API is reached by here; see the launcher. */
  private static final int LAST_TRIED = 25;

  /**
   * What the program says goes to the log.
   *
   * @return the exit code of the program
   * @throws MojoExecutionException if it cannot be started
   */
  int verify(Path model, List<String> options) throws MojoExecutionException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(Runtime.version().feature()));
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(
        classPath.stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator)));
    command.add("dev.initlint.cli.Main");
    command.add("verify");
    command.addAll(options);
    command.add(model.toString());
    log.debug(String.join(" ", command));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        said.lines().forEach(log::info);
      }
      return process.waitFor();
    } catch (IOException e) {
      throw new MojoExecutionException("initlint: cannot start Java: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("initlint: interrupted", e);
    }
  }

  /** As the launcher starts a run that measures. */
  static List<String> options(int feature) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-XX:MaxNewSize=32m",
                "-XX:MaxDirectMemorySize=1t",
                "-XX:Tier4InvocationThreshold=30000",
                "-XX:Tier4MinInvocationThreshold=3000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=1000000"));
    options.add("-Dfile.encoding=UTF-8");
    if (feature <= LAST_TRIED) {
      options.add("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED");
      options.add("-XX:+UnlockExperimentalVMOptions");
      options.add("-XX:+EnableVectorSupport");
    }
    if (feature >= 24) {
      options.add("--enable-native-access=ALL-UNNAMED");
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }
}
