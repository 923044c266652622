package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Fixes;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.engine.VerifyingEngine;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.report.CheckFormat;
import dev.initlint.report.CheckReport;
import dev.initlint.report.Detail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint check}: findings of files. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check models and report findings.",
    customSynopsis = "initlint check [OPTIONS] PATH...",
    footer = {
      "",
      "Examples:",
      "  initlint check model.onnx",
      "  initlint check src models --fail-on warning",
      "  initlint check models --format text --format sarif=out.sarif",
      "  initlint check models --write-baseline initlint-baseline.json",
      "  initlint check . --since origin/main --not-at-initialisation error",
      "",
      "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or a file that cannot"
          + " be read."
    })
final class CheckCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Files, folders to walk, or - for a model on standard input. A .net file is a network"
              + " that is written down, as the examples of the rules are.")
  List<String> paths = new ArrayList<>();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description =
          "Least severity that makes the exit code 1: error, warning, note or never. Default:"
              + " error.")
  Threshold failOn;

  @Option(
      names = "--select",
      split = ",",
      paramLabel = "RULE",
      description = "Apply these rules only: ids, names, prefixes of ids, or ALL.")
  List<String> select;

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "RULE",
      description = "Do not apply these rules.")
  List<String> ignore;

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
      description = "Tell notes in a line each (summary), as errors are (all), or not (none).")
  Detail.Notes notes = Detail.Notes.SUMMARY;

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
      names = "--since",
      paramLabel = "REF",
      description = "Check only what differs from this commit of git, or is not in it yet.")
  String since;

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
              + " called clean. Default: 0.5.")
  Double minKnown;

  @Mixin ProjectOptions project = new ProjectOptions();
  @Mixin CacheOptions caching = new CacheOptions();
  @Mixin FormatOptions formats = new FormatOptions();
  @Mixin Fixing fixing = new Fixing();
  @Mixin AnalysisOptions analysis = new AnalysisOptions();
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin ReportOptions report = new ReportOptions();

  private Review review;

  /** The values of {@code --fail-on}. */
  enum Threshold {
    ERROR,
    WARNING,
    NOTE,
    NEVER;

    /** Whether a finding is grave enough. */
    boolean isReachedBy(Finding finding) {
      return this != NEVER && finding.severity().compareTo(Severity.valueOf(name())) >= 0;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  CheckCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    requireInRange();
    List<FormatOptions.Target> targets = formats.targets(report.file, output.console());
    requireCompatible(targets);
    EngineSettings given =
        analysis.settings(Map.of(), Set.of()).with(training.stated()).beside(base());
    review = project.review(engine, analysis.projectConfiguration(), commandLine());
    if (skipOtherFiles) {
      paths.removeIf(this::isOtherFile);
      paths.replaceAll(this::model);
      if (paths.isEmpty()) {
        return ExitCode.CLEAN;
      }
    }
    Results results;
    try (Models models = Models.of(paths, engine, output.console().in(), this::isExcluded)) {
      if (since != null && !models.keep(ChangedFiles.since(since)::contains)) {
        output.say("nothing to check has changed since " + since + ".");
        return ExitCode.CLEAN;
      }
      results = checked(models, given);
      Fixes fixes = fixing.isWanted() ? fixing.of(engine, results, review, given) : null;
      if (fixing.diff) {
        return difference(results, fixes);
      }
      if (fixes != null) {
        results = results.with(Fixing.apply(fixes, results.list()));
      }
      return report(results, fixes, targets);
    }
  }

  private Path base() {
    if (narrower != null && !Files.exists(narrower)) {
      throw new UsageException("--mup-base " + narrower + ": there is no such file or folder");
    }
    return narrower;
  }

  private Results checked(Models models, EngineSettings given) {
    Checking checking =
        new Checking(
            this::checker, review, given, parallel(), report.quiet ? null : output.progress());
    caching.decide(models.list().stream().allMatch(m -> review.configuration(m.file()).caches()));
    Results results = new Results(models.list(), checking.all(models));
    caching.prune();
    return results;
  }

  private Map<String, Object> commandLine() {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("select", select);
    said.put("ignore", ignore);
    said.put("preview", preview ? Boolean.TRUE : null);
    said.put("fail-on", failOn == null ? null : failOn.toString());
    said.put("min-known", minKnown);
    said.put("timeout", analysis.timeout);
    return said;
  }

  private void requireInRange() {
    if (jobs != null && jobs < 1) {
      throw new UsageException("--jobs " + jobs + ": at least one file is checked at a time");
    }
    if (minKnown != null && !(minKnown >= 0 && minKnown <= 1)) {
      throw new UsageException("--min-known " + minKnown + ": give a share from 0 to 1");
    }
  }

  private void requireCompatible(List<FormatOptions.Target> targets) {
    if (fixing.isWanted() && verify) {
      throw new UsageException("--verify measures files as they are; fix first, then verify");
    }
    boolean text = targets.size() == 1 && targets.get(0).format() == CheckFormat.TEXT;
    if (fixing.diff && (!text || statistics)) {
      throw new UsageException("--diff prints a difference and no report; leave out the other");
    }
    if (fixing.unsafe && !fixing.isWanted()) {
      throw new UsageException("--unsafe-fixes goes with --fix or --diff");
    }
  }

  private int difference(Results results, Fixes fixes) {
    if (output.write(report.file, Fixing.diff(fixes)) && !report.quiet) {
      fixing.say(fixes, output);
      output.say(fixing.sentence(fixes, engine, results));
    }
    return results.exitCode(review);
  }

  private int report(Results results, Fixes fixes, List<FormatOptions.Target> targets) {
    CheckReport all =
        new CheckReport(
            results.list(),
            CheckReports.rules(engine),
            VersionCommand.version(),
            results.failOn(review),
            !review.baselines().isEmpty(),
            statistics,
            new Detail(verbose, notes));
    boolean read = FormatOptions.write(targets, all, report, output);
    project.write(review, results, output);
    if (read && fixes != null && !report.quiet) {
      fixing.say(fixes, output);
    }
    if (read) {
      Telling telling = new Telling(output, review, report.quiet);
      boolean told =
          FormatOptions.shown(targets).filter(f -> f.isText() && !statistics).isPresent();
      telling.files(results, told);
      if (!report.quiet) {
        telling.remarks(results);
        String fixed = fixes == null ? "" : fixing.sentence(fixes, engine, results);
        telling.summary(results, fixed, fixes == null, project.sentence(review));
      }
    }
    return results.exitCode(review);
  }

  private Engine checker(double seconds) {
    Engine limited =
        caching.over(AnalysisOptions.within(engine, seconds, output), verify, output.console());
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
    return Files.isRegularFile(Path.of(path))
        && (!engine.recognises(Path.of(path)) || isExcluded(Path.of(path)));
  }

  private boolean isExcluded(Path found) {
    return review.configuration(found).excludes(found);
  }
}
