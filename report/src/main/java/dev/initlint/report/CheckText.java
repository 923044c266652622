package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings as text: what will happen, where, how that follows, and what to do. Findings that say
 * the same of several places are told once; consequences hang below their cause.
 */
public final class CheckText {
  /** Places named after the first before the rest is only counted. */
  private static final int OTHER_PLACES = 3;

  private final Style style;
  private final Appendable out;

  private CheckText(Style style, Appendable out) {
    this.style = style;
    this.out = out;
  }

  /** Writes all results, in their order; nothing for a model without findings. */
  public static void write(List<CheckResult> results, Style style, Appendable to)
      throws IOException {
    CheckText text = new CheckText(style, to);
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Checked checked) {
        text.write(checked);
      } else if (result instanceof CheckResult.Unreadable unreadable) {
        text.write(unreadable);
      } else if (result instanceof CheckResult.Failed failed) {
        text.write(failed);
      }
    }
  }

  private void write(CheckResult.Unreadable result) throws IOException {
    line(
        style.severity(Severity.ERROR, "unreadable")
            + ": "
            + style.strong(style.foreign(sentence(result))));
    line("");
  }

  private void write(CheckResult.Failed result) throws IOException {
    line(
        style.severity(Severity.ERROR, "failed")
            + ": "
            + style.strong(style.foreign(sentence(result))));
    line("");
  }

  /** The sentence that names file and cure. */
  public static String sentence(CheckResult.Failed result) {
    return result.path() + ": " + result.reason();
  }

  /** The sentence that names file, place and cure. */
  public static String sentence(CheckResult.Unreadable result) {
    String place = result.offset() >= 0 ? ": byte " + result.offset() : "";
    return result.path() + place + ": " + result.reason();
  }

  private void write(CheckResult.Checked result) throws IOException {
    if (!result.atInitialisation()) {
      line(
          style.severity(Severity.NOTE, "note")
              + ": "
              + style.foreign(result.path() + ": " + result.verdict()));
      line("");
    }
    Map<String, List<Finding>> consequences = new LinkedHashMap<>();
    Map<List<Object>, List<Finding>> told = new LinkedHashMap<>();
    for (Finding finding : result.findings()) {
      if (isConsequence(finding, result.findings())) {
        consequences.computeIfAbsent(finding.cause(), c -> new ArrayList<>()).add(finding);
      } else {
        told.computeIfAbsent(
                List.of(finding.rule(), finding.severity(), finding.message()),
                k -> new ArrayList<>())
            .add(finding);
      }
    }
    for (List<Finding> same : told.values()) {
      List<Finding> below = consequences.remove(same.get(0).rule());
      write(same, below == null ? List.of() : below);
    }
  }

  /** A finding is told below its cause if that is reported and is not itself a consequence. */
  private static boolean isConsequence(Finding finding, List<Finding> all) {
    return finding.cause() != null
        && all.stream().anyMatch(f -> f.rule().equals(finding.cause()) && f.cause() == null);
  }

  private void write(List<Finding> same, List<Finding> consequences) throws IOException {
    Finding finding = same.get(0);
    line(head(finding) + ": " + style.strong(style.foreign(finding.message())));
    line("  " + style.frame("-->") + " " + style.foreign(Place.of(finding.location())));
    if (same.size() > 1) {
      line("  " + style.frame(":::") + " " + style.foreign(otherPlaces(same)));
    }
    if (!finding.derivation().isEmpty()) {
      line("   " + style.frame("|"));
      for (String step : finding.derivation()) {
        line("   " + style.frame("|") + "  " + style.foreign(step));
      }
      line("   " + style.frame("|"));
    }
    if (finding.prediction() != null) {
      fact(predicted(finding.prediction()));
      if (finding.prediction().measured() != null) {
        fact("measured: " + Figure.of(finding.prediction().measured()));
      }
    }
    if (finding.formula() != null) {
      fact("formula: " + finding.formula());
    }
    for (Finding consequence : consequences) {
      line(
          "   "
              + style.frame("=")
              + " leads to "
              + head(consequence)
              + ": "
              + style.foreign(
                  consequence.message() + " (" + Place.within(consequence.location()) + ")"));
    }
    if (finding.fix() != null) {
      line(
          "  "
              + style.help("help")
              + ": "
              + style.foreign(finding.fix().text())
              + Fixability.of(finding).remark());
    }
    line("  " + style.strong("note") + ": " + style.foreign(note(finding)));
    line("");
  }

  private String head(Finding finding) {
    return style.severity(
        finding.severity(),
        finding.severity().word() + "[" + finding.rule() + " " + finding.name() + "]");
  }

  private void fact(String text) throws IOException {
    line("   " + style.frame("=") + " " + style.foreign(text));
  }

  private static String predicted(Prediction prediction) {
    String figure = "predicted: " + prediction.quantity() + " " + Figure.of(prediction.value());
    boolean low = Double.isFinite(prediction.low());
    boolean high = Double.isFinite(prediction.high());
    if (low && high) {
      return figure
          + ", sound from "
          + Figure.of(prediction.low())
          + " to "
          + Figure.of(prediction.high());
    }
    if (low) {
      return figure + ", sound from " + Figure.of(prediction.low()) + " up";
    }
    return high ? figure + ", sound up to " + Figure.of(prediction.high()) : figure;
  }

  private static String otherPlaces(List<Finding> same) {
    List<String> named = new ArrayList<>();
    for (Finding other : same.subList(1, Math.min(same.size(), 1 + OTHER_PLACES))) {
      named.add(Place.within(other.location()));
    }
    int rest = same.size() - 1 - named.size();
    return "also at " + String.join(", ", named) + (rest > 0 ? " and " + rest + " more" : "");
  }

  private static String note(Finding finding) {
    String explain = "`initlint rule " + finding.rule() + "` explains";
    return finding.references().isEmpty()
        ? explain
        : explain + "; see " + String.join("; ", finding.references());
  }

  private void line(String text) throws IOException {
    out.append(text).append('\n');
  }
}
