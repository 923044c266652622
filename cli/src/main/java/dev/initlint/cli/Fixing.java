package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Fixes;
import dev.initlint.engine.SourceRewrite;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.report.CheckConcise;
import dev.initlint.report.Style;
import dev.initlint.report.UnifiedDiff;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Cures of findings in source: shown as a difference, or written. */
final class Fixing {
  @Option(
      names = "--fix",
      description =
          "Apply the fixes that change nothing but their hazard, marked [*], to Java sources.")
  boolean fix;

  @Option(
      names = "--unsafe-fixes",
      description = "With --fix or --diff: apply also those that change more.")
  boolean unsafe;

  @Option(
      names = "--diff",
      description = "Print what --fix would change as a unified diff, and write nothing.")
  boolean diff;

  /** Whether fixes are asked for. */
  boolean isWanted() {
    return fix || diff;
  }

  /** What applying the fixes of the texts among the results comes to. */
  Fixes of(Engine engine, Results results, Review review, EngineSettings given) {
    Map<EngineSettings, List<Path>> bySettings = new LinkedHashMap<>();
    for (int i = 0; i < results.list().size(); i++) {
      Path file = results.models().get(i).file();
      if (results.list().get(i) instanceof CheckResult.Checked && engine.edits(file)) {
        bySettings.computeIfAbsent(review.settings(file, given), s -> new ArrayList<>()).add(file);
      }
    }
    Fixes all = new Fixes(List.of(), List.of(), List.of(), List.of());
    for (Map.Entry<EngineSettings, List<Path>> files : bySettings.entrySet()) {
      all = all.plus(engine.fix(files.getValue(), files.getKey(), unsafe, review::of));
    }
    return all;
  }

  /**
   * Writes the changed files.
   *
   * @return the results as they are now
   */
  static List<CheckResult> apply(Fixes fixes, List<CheckResult> results) {
    SourceRewrite.write(fixes.changes());
    Map<String, CheckResult> now = new HashMap<>();
    fixes.results().forEach(r -> now.put(r.path(), r));
    return results.stream().map(r -> now.getOrDefault(r.path(), r)).toList();
  }

  /** All changes as one unified diff, with paths from the current folder. */
  static byte[] diff(Fixes fixes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Fixes.Change c : fixes.changes()) {
      all.writeBytes(UnifiedDiff.of(name(c.file()), c.before(), c.after()));
    }
    return all.toByteArray();
  }

  private static String name(Path file) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path shown = file.startsWith(here) ? here.relativize(file) : file.getRoot().relativize(file);
    return shown.toString().replace('\\', '/');
  }

  /** Tells of each fix, and of those that were taken back. */
  void say(Fixes fixes, Output output) {
    for (Finding f : fixes.fixed()) {
      output.say((diff ? "would fix: " : "fixed: ") + CheckConcise.line(f, Style.PLAIN));
    }
    for (Fixes.Refused r : fixes.refused()) {
      output.say("not fixed: " + CheckConcise.line(r.finding(), Style.PLAIN) + "; " + r.reason());
    }
  }

  /**
   * As {@code Fixed 2 findings in 1 file.}, with a word on findings in files that are never
   * written.
   */
  String sentence(Fixes fixes, Engine engine, Results results) {
    return counts(fixes) + unwritten(engine, results);
  }

  private static String unwritten(Engine engine, Results results) {
    long left = 0;
    for (int i = 0; i < results.list().size(); i++) {
      if (results.list().get(i) instanceof CheckResult.Checked c
          && !engine.edits(results.models().get(i).file())) {
        left += c.findings().stream().filter(f -> f.cause() == null).count();
      }
    }
    return left == 0
        ? ""
        : " Model files are never written: "
            + plural((int) left, "finding")
            + " in them "
            + (left == 1 ? "is" : "are")
            + " to be cured where the model is made.";
  }

  private String counts(Fixes fixes) {
    return (diff ? "Would fix " : "Fixed ")
        + plural(fixes.fixed().size(), "finding")
        + " in "
        + plural(fixes.changes().size(), "file")
        + ".";
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
