package dev.initlint.report;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is told once: findings that say the same of several places, and what follows from them.
 *
 * @param findings at least one
 * @param consequences findings of which these are the cause
 */
record Group(List<Finding> findings, List<Finding> consequences) {

  /** All findings of a file, most severe first, then by line. */
  static List<Group> of(List<Finding> all) {
    Map<String, List<Finding>> consequences = new LinkedHashMap<>();
    Map<List<Object>, List<Finding>> told = new LinkedHashMap<>();
    for (Finding f : all) {
      if (isConsequence(f, all)) {
        consequences.computeIfAbsent(f.cause(), c -> new ArrayList<>()).add(f);
      } else {
        told.computeIfAbsent(List.of(f.rule(), f.severity(), f.message()), k -> new ArrayList<>())
            .add(f);
      }
    }
    List<Group> groups = new ArrayList<>();
    for (List<Finding> same : told.values()) {
      List<Finding> below = consequences.remove(same.get(0).rule());
      groups.add(new Group(same, below == null ? List.of() : below));
    }
    groups.sort(Comparator.comparing(Group::severity).reversed().thenComparing(Group::line));
    return groups;
  }

  /** A finding is told below its cause if that is reported and is not itself a consequence. */
  private static boolean isConsequence(Finding finding, List<Finding> all) {
    return finding.cause() != null
        && all.stream().anyMatch(f -> f.rule().equals(finding.cause()) && f.cause() == null);
  }

  Finding first() {
    return findings.get(0);
  }

  Severity severity() {
    return first().severity();
  }

  private int line() {
    Integer line = first().location().line();
    return line == null ? 0 : line;
  }

  /** Every place of every finding. */
  List<Location> places() {
    return findings.stream().flatMap(f -> f.places().stream()).distinct().toList();
  }

  /** Rules of the consequences, each once. */
  List<String> followers() {
    return consequences.stream().map(Finding::rule).distinct().toList();
  }
}
