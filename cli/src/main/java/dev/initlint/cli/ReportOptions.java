package dev.initlint.cli;

import dev.initlint.report.Style;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a report goes and how it looks. */
final class ReportOptions {
  /** Columns where nobody says how many there are. */
  private static final int USUAL = 100;

  private static final int NARROWEST = 40;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the report to a file.")
  Path file;

  @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never.")
  ColorChoice color = ColorChoice.AUTO;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Columns of a line, or none. Default: the terminal's, else COLUMNS, else 100.")
  String width;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the report only: no summary, no remarks.")
  boolean quiet;

  Style style(Console console) {
    return style(console, file);
  }

  /** How a report looks in a file, or on standard output where that is null. */
  Style style(Console console, Path to) {
    Style style =
        to != null
            ? new Style(color == ColorChoice.ALWAYS, true)
            : new Style(
                color.colours(console.terminal(), console.environment()), console.unicode());
    return style.wide(columns(console, to));
  }

  /** Columns of a line; the launcher puts those of the terminal into the environment. */
  int columns(Console console) {
    return columns(console, file);
  }

  private int columns(Console console, Path to) {
    if (width != null) {
      return asked();
    }
    String told = to == null ? console.environment().getOrDefault("COLUMNS", "") : "";
    int columns = told.matches("\\d{1,6}") ? Integer.parseInt(told) : 0;
    return columns < NARROWEST ? USUAL : columns;
  }

  private int asked() {
    if (width.equals("none")) {
      return Style.ENDLESS;
    }
    if (!width.matches("\\d{1,6}") || Integer.parseInt(width) < NARROWEST) {
      throw new UsageException(
          "--width " + width + ": give a number of columns from " + NARROWEST + ", or none");
    }
    return Integer.parseInt(width);
  }
}
