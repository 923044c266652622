package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All results in one line. */
public final class Summary {
  /** Share of the values that has to be known before a model is called clean. */
  public static final double MIN_KNOWN = 0.5;

  private Summary() {}

  /** The line for models that are called clean from {@link #MIN_KNOWN} on. */
  public static String of(List<CheckResult> results) {
    return of(results, MIN_KNOWN);
  }

  /**
   * As {@code Found 1 error, 3 warnings in 2 files.} Nothing found means something only where
   * enough was understood; else that is said in its place.
   *
   * @param minKnown share of the values below which a model is not called clean
   */
  public static String of(List<CheckResult> results, double minKnown) {
    int unreadable = 0;
    int failed = 0;
    int trained = 0;
    List<CheckResult.Checked> obscure = new ArrayList<>();
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Checked c) {
        trained += c.atInitialisation() ? 0 : 1;
        if (c.coverage().share() < minKnown) {
          obscure.add(c);
        }
      } else if (result instanceof CheckResult.Failed) {
        failed++;
      } else {
        unreadable++;
      }
    }
    String counts = counts(results);
    int checked = results.size() - failed - unreadable;
    List<String> sentences = new ArrayList<>();
    // Nothing was found only where something was looked at.
    if (counts.isEmpty() && checked < results.size()) {
      sentences.add("Checked " + checked + " of " + plural(results.size(), "file") + ".");
    } else if (!counts.isEmpty() || obscure.size() < checked) {
      String found = counts.isEmpty() ? "nothing" : counts;
      sentences.add("Found " + found + " in " + plural(results.size(), "file") + ".");
    }
    if (!obscure.isEmpty()) {
      sentences.add(obscure(obscure, checked));
    }
    if (unreadable > 0) {
      sentences.add(plural(unreadable, "file") + " unreadable.");
    }
    if (failed > 0) {
      sentences.add(plural(failed, "file") + " could not be followed to the end.");
    }
    if (trained > 0) {
      sentences.add(plural(trained, "model") + " not at initialisation.");
    }
    return Escaped.of(String.join(" ", sentences));
  }

  private static String obscure(List<CheckResult.Checked> obscure, int checked) {
    if (checked == 1) {
      CheckResult.Checked c = obscure.get(0);
      if (c.coverage().ofUnknownArchitecture()) {
        return "Not enough was understood to call this clean: its architecture is not known.";
      }
      return "Not enough was understood to call this clean: "
          + c.coverage().known()
          + " of "
          + c.coverage().values()
          + " values known.";
    }
    return obscure.size() == checked
        ? "Not enough was understood to call any of the files clean."
        : "Not enough was understood to call " + obscure.size() + " of them clean.";
  }

  /** As {@code 1 error, 3 warnings}; empty where nothing was found. */
  private static String counts(List<CheckResult> results) {
    return counts(results.stream().flatMap(r -> Statistics.findings(r).stream()), List.of());
  }

  /** As {@code no errors, no warnings, 3 notes}: what is not there is said of the graver two. */
  static String counted(List<Group> groups) {
    List<Finding> told = groups.stream().flatMap(g -> g.findings().stream()).toList();
    int folded = groups.stream().mapToInt(g -> g.consequences().size()).sum();
    boolean grave = told.stream().anyMatch(f -> f.severity() != Severity.NOTE);
    String counts = counts(told.stream(), grave ? List.of() : List.of("no errors", "no warnings"));
    return counts + (folded == 0 ? "" : ", " + folded + " folded");
  }

  private static String counts(Stream<Finding> findings, List<String> before) {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    findings.forEach(f -> counts.merge(f.severity(), 1, Integer::sum));
    List<String> parts = new ArrayList<>(before);
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      if (counts.containsKey(severity)) {
        parts.add(plural(counts.get(severity), severity.word()));
      }
    }
    return String.join(", ", parts);
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
