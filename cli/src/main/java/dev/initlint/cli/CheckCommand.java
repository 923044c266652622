package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Fixes;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.engine.VerifyingEngine;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.report.CheckConcise;
import dev.initlint.report.CheckJson;
import dev.initlint.report.CheckText;
import dev.initlint.report.Detail;
import dev.initlint.report.Fixability;
import dev.initlint.report.Statistics;
import dev.initlint.report.Style;
import dev.initlint.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint check}: findings of files. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check models and report findings.")
final class CheckCommand implements Callable<Integer> {
  /** What is worth telling only where it is less. */
  private static final Pattern ALL_RESOLVED =
      Pattern.compile("\\b(\\d+) of \\1 parameters resolved$");

  private final Engine engine;
  private final Output output;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Files, folders to walk, or - for a model on standard input.")
  List<String> paths = new ArrayList<>();

  @Option(
      names = {"-f", "--format"},
      description = "text, concise or json.",
      defaultValue = "text")
  Format format;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "Least severity that makes the exit code 1: error, warning, note or never.",
      defaultValue = "error")
  Threshold failOn;

  @Option(
      names = "--select",
      split = ",",
      paramLabel = "RULE",
      description = "Apply these rules only: ids, names, prefixes of ids, or ALL.")
  List<String> select = new ArrayList<>();

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "RULE",
      description = "Do not apply these rules.")
  List<String> ignore = new ArrayList<>();

  @Option(
      names = "--preview",
      description = "Apply rules in preview too, whose verdicts may still change.")
  boolean preview;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell how each figure follows, and notes at full length.")
  boolean verbose;

  @Option(
      names = "--notes",
      paramLabel = "HOW",
      description = "Tell notes in a line each (summary), as errors are (all), or not (none).",
      defaultValue = "summary")
  Detail.Notes notes;

  @Option(
      names = "--mup-base",
      paramLabel = "PATH",
      description =
          "The same model at a lesser width: each parameter is held against what µP says of the"
              + " growth between the two.")
  Path narrower;

  @Option(names = "--statistics", description = "Print how often each rule fired.")
  boolean statistics;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Files checked at once; as many as there are processors by default.")
  Integer jobs;

  @Option(
      names = "--skip-other-files",
      description =
          "Pass over named files that are of no use here, as a hook names every file that changed.")
  boolean skipOtherFiles;

  @Option(
      names = "--verify",
      description =
          "Run each model that has findings, set measured figures beside them, and make notes of"
              + " those that the measurement contradicts.")
  boolean verify;

  @Option(
      names = "--min-known",
      paramLabel = "SHARE",
      description =
          "Share of the values, 0 to 1, that has to be known before a model without findings is"
              + " called clean. Default: 0.5.",
      defaultValue = "0.5")
  double minKnown;

  @Mixin Fixing fixing = new Fixing();
  @Mixin AnalysisOptions analysis = new AnalysisOptions();
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin ReportOptions report = new ReportOptions();

  /** The values of {@code --format}. */
  enum Format {
    TEXT,
    CONCISE,
    JSON
  }

  /** The values of {@code --fail-on}. */
  enum Threshold {
    ERROR(Severity.ERROR),
    WARNING(Severity.WARNING),
    NOTE(Severity.NOTE),
    NEVER(null);

    private final Severity least;

    Threshold(Severity least) {
      this.least = least;
    }

    boolean isReachedBy(Finding finding) {
      return least != null && finding.severity().compareTo(least) >= 0;
    }
  }

  CheckCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    if (jobs != null && jobs < 1) {
      throw new UsageException("--jobs " + jobs + ": at least one file is checked at a time");
    }
    if (!(minKnown >= 0 && minKnown <= 1)) {
      throw new UsageException("--min-known " + minKnown + ": give a share from 0 to 1");
    }
    requireCompatible();
    EngineSettings settings =
        analysis
            .settings(Map.of(), RuleSelection.of(engine.rules(), select, ignore, preview))
            .with(training.stated())
            .beside(base());
    if (skipOtherFiles) {
      paths.removeIf(this::isOtherFile);
      paths.replaceAll(this::model);
      if (paths.isEmpty()) {
        return ExitCode.CLEAN;
      }
    }
    List<CheckResult> results;
    try (Models models = Models.of(paths, engine, output.console().in())) {
      results =
          new Checking(checker(), settings, parallel(), report.quiet ? null : output.progress())
              .all(models);
    }
    Fixes fixes = fixing.isWanted() ? fixing.of(engine, results, settings) : null;
    if (fixing.diff) {
      return difference(results, fixes);
    }
    if (fixes != null) {
      results = Fixing.apply(fixes, results);
    }
    return report(results, fixes);
  }

  private Path base() {
    if (narrower != null && !Files.exists(narrower)) {
      throw new UsageException("--mup-base " + narrower + ": there is no such file or folder");
    }
    return narrower;
  }

  private void requireCompatible() {
    if (fixing.isWanted() && verify) {
      throw new UsageException("--verify measures files as they are; fix first, then verify");
    }
    if (fixing.diff && (format != Format.TEXT || statistics)) {
      throw new UsageException("--diff prints a difference and no report; leave out the other");
    }
  }

  private int difference(List<CheckResult> results, Fixes fixes) {
    if (output.write(report.file, Fixing.diff(fixes)) && !report.quiet) {
      fixing.say(fixes, output);
      output.say(fixing.sentence(fixes));
    }
    return exitCode(results);
  }

  private int report(List<CheckResult> results, Fixes fixes) {
    Style style = report.style(output.console());
    boolean read = output.write(report.file, out -> write(results, style, out));
    if (read && fixes != null && !report.quiet) {
      fixing.say(fixes, output);
    }
    if (read) {
      say(results, fixes);
    }
    return exitCode(results);
  }

  private Engine checker() {
    Engine limited = analysis.within(engine, output);
    return verify ? new VerifyingEngine(limited, VerifyRequest.defaults()) : limited;
  }

  /** A model that is run takes all processors. */
  private Integer parallel() {
    return verify && jobs == null ? Integer.valueOf(1) : jobs;
  }

  /** A hook names each file that changed; those of one folder are one model. */
  private String model(String path) {
    return Files.isRegularFile(Path.of(path)) ? engine.modelOf(Path.of(path)).toString() : path;
  }

  private boolean isOtherFile(String path) {
    return Files.isRegularFile(Path.of(path)) && !engine.recognises(Path.of(path));
  }

  private void write(List<CheckResult> results, Style style, Appendable out) throws IOException {
    if (format == Format.JSON) {
      CheckJson.write(results, statistics, out);
    } else if (statistics) {
      Statistics.write(results, style, out);
    } else if (format == Format.CONCISE) {
      CheckConcise.write(results, style, out);
    } else {
      CheckText.write(results, style, new Detail(verbose, notes), out);
    }
  }

  private void say(List<CheckResult> results, Fixes fixes) {
    boolean shown = format != Format.JSON && !statistics && report.file == null;
    Map<String, Set<String>> remarks = new LinkedHashMap<>();
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Unreadable unreadable && !shown) {
        output.error(CheckText.sentence(unreadable));
      } else if (result instanceof CheckResult.Failed failed && !shown) {
        output.error(CheckText.sentence(failed));
      } else if (result instanceof CheckResult.Checked checked) {
        for (String remark : checked.remarks()) {
          if (ALL_RESOLVED.matcher(remark).find()) {
            continue;
          }
          remarks.computeIfAbsent(remark, r -> new LinkedHashSet<>()).add(result.path());
        }
        covered(checked);
      }
    }
    if (!report.quiet) {
      remarks.forEach((remark, files) -> output.say("note: " + where(files) + ": " + remark));
      String fixed = fixes == null ? "" : fixing.sentence(fixes) + " ";
      String fixable = fixes == null ? Fixability.sentence(results) : "";
      output.say((fixed + Summary.of(results, minKnown) + " " + fixable).strip());
    }
  }

  private void covered(CheckResult.Checked checked) {
    String sentence = checked.coverage().sentence();
    if (!report.quiet && !sentence.isEmpty()) {
      output.say(checked.path() + ": " + sentence);
    }
  }

  private static String where(Set<String> files) {
    return files.size() == 1 ? files.iterator().next() : files.size() + " files";
  }

  private int exitCode(List<CheckResult> results) {
    int code = ExitCode.CLEAN;
    for (CheckResult result : results) {
      if (!(result instanceof CheckResult.Checked)) {
        return ExitCode.UNUSABLE;
      }
      if (result instanceof CheckResult.Checked checked
          && checked.findings().stream().anyMatch(failOn::isReachedBy)) {
        code = ExitCode.FINDINGS;
      }
    }
    return code;
  }
}
