package dev.initlint.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code initlint version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Print the version; with --verbose what a bug report needs.")
final class VersionCommand implements Callable<Integer> {
  private final Output output;

  @Option(names = "--verbose", description = "Name the JVM and the machine too.")
  boolean verbose;

  VersionCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    StringBuilder text = new StringBuilder("initlint ").append(version()).append('\n');
    if (verbose) {
      text.append("java ").append(System.getProperty("java.runtime.version")).append(" (");
      text.append(System.getProperty("java.vendor")).append(")\n");
      text.append("os ").append(System.getProperty("os.name")).append(' ');
      text.append(System.getProperty("os.arch")).append(", ");
      text.append(Runtime.getRuntime().availableProcessors()).append(" processors, heap ");
      text.append(Runtime.getRuntime().maxMemory() >> 20).append(" MB\n");
    }
    output.write(null, text.toString().getBytes(StandardCharsets.UTF_8));
    return ExitCode.CLEAN;
  }

  /**
   * The version this build was made as. The manifest of a jar has been read by the time that this
   * is called; what says it of classes that lie in a folder has to be found first.
   */
  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    if (version != null) {
      return version;
    }
    try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
