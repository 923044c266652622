package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.config.Configuration;
import dev.initlint.engine.config.Configurations;
import dev.initlint.engine.review.Review;
import dev.initlint.report.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a project asks for, and what was found in it before. */
final class ProjectOptions {
  @Option(names = "--isolated", description = "Read no initlint.toml and no pyproject.toml.")
  boolean isolated;

  @Option(
      names = "--not-at-initialisation",
      paramLabel = "SEVERITY",
      description =
          "How a model whose weights look trained counts: error, warning or note. Default: note.")
  Weight trained;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Leave out findings that this file knows and that have not become worse.")
  Path baseline;

  @Option(
      names = "--write-baseline",
      paramLabel = "FILE",
      description = "Write a new file that knows all findings of this run.")
  Path written;

  @Option(
      names = "--prune-baseline",
      description = "Take what no longer occurs out of the baseline; add nothing to it.")
  boolean prune;

  /** The values of {@code --not-at-initialisation}. */
  enum Weight {
    ERROR,
    WARNING,
    NOTE;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What files are weighed by.
   *
   * @param given a configuration file, or null for those that are found
   * @param commandLine what stands over it
   */
  Review review(Engine engine, Path given, Map<String, Object> commandLine) {
    commandLine.put("not-at-initialisation", trained == null ? null : trained.toString());
    commandLine.put("baseline", baseline == null ? null : baseline.toAbsolutePath().normalize());
    if (isolated && given != null) {
      throw new UsageException("--isolated reads no configuration; leave out --config " + given);
    }
    if (written != null && Files.exists(written)) {
      throw new UsageException(
          "--write-baseline "
              + written
              + ": the file is there and would lose what it knows; use --baseline "
              + written
              + " --prune-baseline, or delete it first");
    }
    Configuration said = Configuration.ofCommandLine(commandLine);
    Configurations configurations =
        isolated
            ? Configurations.isolated(engine.rules(), said)
            : given != null
                ? Configurations.given(engine.rules(), said, given)
                : Configurations.found(engine.rules(), said);
    Review review = new Review(engine.rules(), configurations, LocalDate::now);
    if (written != null) {
      review.begin(written.toAbsolutePath().normalize());
    }
    return review;
  }

  /** Writes what was asked for, and says so. */
  void write(Review review, Results results, Output output) {
    if (written != null) {
      write(written, review.baseline(results.byFile()));
      output.say("wrote the baseline " + written);
    }
    if (!prune) {
      return;
    }
    if (review.baselines().isEmpty()) {
      throw new UsageException(
          "--prune-baseline: there is no baseline; name one with --baseline or in the"
              + " configuration");
    }
    Map<Path, Integer> stale = review.stale();
    for (Path file : review.baselines()) {
      if (stale.containsKey(file)) {
        write(file, review.pruned(file));
        output.say("took " + stale.get(file) + " out of the baseline " + file);
      }
    }
  }

  private static void write(Path file, String text) {
    try {
      ReportFile.write(file, out -> out.append(text));
    } catch (IOException e) {
      throw new SettingsException("cannot write " + file + ": " + Output.reason(e));
    }
  }

  /** What is to be said of baselines; empty for nothing. */
  String sentence(Review review) {
    int stale = review.stale().values().stream().mapToInt(Integer::intValue).sum();
    if (stale == 0 || prune) {
      return "";
    }
    return stale
        + (stale == 1
            ? " entry of the baseline no longer occurs"
            : " entries of the baseline no" + " longer occur")
        + ": --prune-baseline.";
  }
}
