package dev.initlint.cli;

import dev.initlint.report.CheckFormat;
import dev.initlint.report.CheckReport;
import dev.initlint.report.ReportFile;
import dev.initlint.report.Style;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** In what formats findings are told, and where each goes. */
final class FormatOptions {
  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT[=FILE]",
      description =
          "text, concise, json, sarif, github, gitlab, junit or checkstyle; with =FILE into a"
              + " file. May be given several times. Default: text, or github in an action.")
  List<String> formats = new ArrayList<>();

  /**
   * One report.
   *
   * @param file or null for standard output
   */
  record Target(CheckFormat format, Path file) {}

  /**
   * The reports to write.
   *
   * @param output what {@code --output} names, or null
   * @throws UsageException if they cannot be told apart or are unknown
   */
  List<Target> targets(Path output, Console console) {
    List<Target> targets = new ArrayList<>();
    for (String word : formats) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      CheckFormat format = CheckFormat.of(name).orElseThrow(() -> unknown(name));
      targets.add(new Target(format, equals < 0 ? null : path(word, word.substring(equals + 1))));
    }
    long toOutput = targets.stream().filter(t -> t.file() == null).count();
    if (toOutput > 1) {
      throw new UsageException(
          "only one format can go to standard output; write the others as --format FORMAT=FILE");
    }
    if (toOutput == 0 && (targets.isEmpty() || output != null)) {
      targets.add(new Target(output == null ? usual(console) : byName(output), null));
    }
    targets.stream().map(Target::file).filter(Objects::nonNull).forEach(Output::requireFolder);
    if (output == null) {
      return targets;
    }
    Output.requireFolder(output);
    return targets.stream()
        .map(t -> t.file() == null ? new Target(t.format(), output) : t)
        .toList();
  }

  private static Path path(String word, String file) {
    try {
      if (!file.isEmpty()) {
        return Path.of(file);
      }
    } catch (InvalidPathException e) {
      // The same sentence for both.
    }
    throw new UsageException("--format " + word + ": name a file behind the =");
  }

  private static UsageException unknown(String name) {
    return new UsageException(
        "--format "
            + name
            + ": there is no such format; there are "
            + String.join(", ", CheckFormat.words()));
  }

  /** An action shows what is written in its own words beside the lines of a change. */
  private static CheckFormat usual(Console console) {
    boolean action = "true".equals(console.environment().get("GITHUB_ACTIONS"));
    return action && !console.terminal() ? CheckFormat.GITHUB : CheckFormat.TEXT;
  }

  /** The format that a file is named for. */
  private static CheckFormat byName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (Map.Entry<String, CheckFormat> known :
        Map.of(".json", CheckFormat.JSON, ".sarif", CheckFormat.SARIF).entrySet()) {
      if (name.endsWith(known.getKey())) {
        return known.getValue();
      }
    }
    if (name.endsWith(".xml") || name.endsWith(".html")) {
      throw new UsageException("--output " + file + ": say with --format what it is to hold");
    }
    return CheckFormat.TEXT;
  }

  /**
   * Writes every report.
   *
   * @return false if the reader of standard output has gone away
   */
  static boolean write(List<Target> targets, CheckReport report, ReportOptions to, Output output) {
    boolean read = true;
    for (Target target : targets) {
      Style style = to.style(output.console(), target.file());
      ReportFile.Report writer = out -> write(target.format(), report, style, out);
      read &= output.write(target.file(), writer);
    }
    return read;
  }

  private static void write(CheckFormat format, CheckReport report, Style style, Appendable out)
      throws java.io.IOException {
    if (report.statistics() && format.isText()) {
      dev.initlint.report.Statistics.write(report.results(), style, out);
    } else {
      format.write(report, style, out);
    }
  }

  /** The format that goes to standard output, if any does. */
  static Optional<CheckFormat> shown(List<Target> targets) {
    return targets.stream().filter(t -> t.file() == null).map(Target::format).findFirst();
  }
}
