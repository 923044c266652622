package dev.initlint.cli;

import dev.initlint.report.Style;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a report goes and how it looks. */
final class ReportOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the report to a file.")
  Path file;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto, always or never.",
      defaultValue = "auto")
  ColorChoice color;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the report only: no summary, no remarks.")
  boolean quiet;

  Style style(Console console) {
    return style(console, file);
  }

  /** How a report looks in a file, or on standard output where that is null. */
  Style style(Console console, Path file) {
    return file != null
        ? new Style(color == ColorChoice.ALWAYS, true)
        : new Style(color.colours(console.terminal(), console.environment()), console.unicode());
  }
}
