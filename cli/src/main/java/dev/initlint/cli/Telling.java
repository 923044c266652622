package dev.initlint.cli;

import dev.initlint.engine.NotAtInitialisation;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Severity;
import dev.initlint.report.CheckText;
import dev.initlint.report.Fixability;
import dev.initlint.report.Summary;
import dev.initlint.shape.UnusedDim;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is told of a run beside its report, on standard error. */
record Telling(Output output, Review review, boolean quiet) {
  /** Files that are told of one by one. */
  private static final int FEW = 3;

  /** What is worth telling only where it is less. */
  private static final Pattern ALL_RESOLVED =
      Pattern.compile("\\b(\\d+) of \\1 parameters resolved$");

  /**
   * Tells of files of which there is no verdict.
   *
   * @param told whether the report on standard output names those that could not be read
   */
  void files(Results results, boolean told) {
    for (int i = 0; i < results.list().size(); i++) {
      CheckResult result = results.list().get(i);
      if (result instanceof CheckResult.Unreadable unreadable && !told) {
        output.error(CheckText.sentence(unreadable));
      } else if (result instanceof CheckResult.Failed failed && !told) {
        output.error(CheckText.sentence(failed));
      } else if (result instanceof CheckResult.Checked checked) {
        boolean counts =
            review.configuration(results.models().get(i).file()).notAtInitialisation()
                != Severity.NOTE;
        // A run over the wrong files must not look like a clean one, even where nobody reads much.
        if (!checked.atInitialisation() && !counts) {
          output.say(
              checked.path()
                  + ": not at initialisation, so little of it was checked; "
                  + NotAtInitialisation.CURE);
        }
        covered(checked);
      }
    }
  }

  private void covered(CheckResult.Checked checked) {
    String sentence = checked.coverage().sentence();
    // A remark tells of an architecture that is not known, and what is to be done.
    if (!quiet && !sentence.isEmpty() && !checked.coverage().ofUnknownArchitecture()) {
      output.say(checked.path() + ": " + sentence);
    }
  }

  /** What readers and the project's configuration have to say. */
  void remarks(Results results) {
    Map<String, Set<String>> remarks = new LinkedHashMap<>();
    List<CheckResult.Checked> unknown = unknownArchitectures(results);
    boolean together = unknown.size() > FEW;
    if (together) {
      output.say("note: " + ofUnknownArchitectures(unknown));
    }
    for (CheckResult result : results.list()) {
      if (result instanceof CheckResult.Checked checked
          && !(together && unknown.contains(checked))) {
        for (String remark : checked.remarks()) {
          if (ALL_RESOLVED.matcher(remark).find() || UnusedDim.of(remark) != null) {
            continue;
          }
          remarks.computeIfAbsent(remark, r -> new LinkedHashSet<>()).add(result.path());
        }
      }
    }
    unusedDims(results).forEach(dim -> output.say("note: " + dim.sentence()));
    remarks.forEach((remark, files) -> output.say("note: " + where(files) + ": " + remark));
    review.remarks().forEach(remark -> output.say("note: " + remark));
  }

  private static List<CheckResult.Checked> unknownArchitectures(Results results) {
    return results.list().stream()
        .filter(CheckResult.Checked.class::isInstance)
        .map(CheckResult.Checked.class::cast)
        .filter(c -> c.coverage().ofUnknownArchitecture() && c.remarks().size() == 1)
        .toList();
  }

  /** Many of them in one sentence with the names of some. */
  private static String ofUnknownArchitectures(List<CheckResult.Checked> all) {
    return all.size()
        + " configurations are of no known family, and nothing of them was checked: "
        + all.stream().limit(FEW).map(CheckResult::path).collect(Collectors.joining(", "))
        + " and "
        + (all.size() - FEW)
        + " more (--format json has them all); ONNX exports of them can be checked whole";
  }

  /** Names with a size that no model of the run has an extent of, with all extents there are. */
  private static Collection<UnusedDim> unusedDims(Results results) {
    Map<String, Integer> files = new TreeMap<>();
    Map<String, UnusedDim> merged = new TreeMap<>();
    int checked = 0;
    for (CheckResult result : results.list()) {
      if (result instanceof CheckResult.Checked c && c.coverage().values() > 0) {
        checked++;
        Set<String> here = new HashSet<>();
        for (String remark : c.remarks()) {
          UnusedDim dim = UnusedDim.of(remark);
          if (dim != null) {
            here.add(dim.name());
            merged.merge(dim.name(), dim, UnusedDim::with);
          }
        }
        here.forEach(name -> files.merge(name, 1, Integer::sum));
      }
    }
    int all = checked;
    merged.keySet().removeIf(name -> files.get(name) < all);
    return merged.values();
  }

  private static String where(Set<String> files) {
    return files.size() == 1 ? files.iterator().next() : files.size() + " files";
  }

  /** All in one line. */
  void summary(Results results, String fixed, boolean offersFixes, String baselines) {
    List<CheckResult> list = results.list();
    double minKnown =
        results.models().stream()
            .mapToDouble(m -> review.configuration(m.file()).minKnown())
            .max()
            .orElse(Summary.MIN_KNOWN);
    output.say(
        Stream.of(
                fixed,
                Summary.of(list, minKnown),
                results.silenced(),
                baselines,
                offersFixes ? Fixability.sentence(list) : "")
            .filter(s -> !s.isEmpty())
            .collect(Collectors.joining(" ")));
  }
}
