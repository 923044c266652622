package dev.initlint.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    output.write(
        null,
        out -> {
          out.append("initlint ").append(version()).append('\n');
          if (verbose) {
            out.append("java ").append(System.getProperty("java.runtime.version")).append(" (");
            out.append(System.getProperty("java.vendor")).append(")\n");
            out.append("os ").append(System.getProperty("os.name")).append(' ');
            out.append(System.getProperty("os.arch")).append(", ");
            out.append(String.valueOf(Runtime.getRuntime().availableProcessors()));
            out.append(" processors, heap ");
            out.append(String.valueOf(Runtime.getRuntime().maxMemory() >> 20)).append(" MB\n");
          }
        });
    return ExitCode.CLEAN;
  }

  /** The version this build was made as. */
  static String version() {
    try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
