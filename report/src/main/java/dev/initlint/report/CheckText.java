package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.util.List;

/**
 * Findings as text. Of an error or a warning: what will happen, where, what to do, and what follows
 * from it; a note takes a line. What says the same of several places is told once.
 */
public final class CheckText {
  private final Style style;
  private final Detail detail;
  private final Appendable out;

  private CheckText(Style style, Detail detail, Appendable out) {
    this.style = style;
    this.detail = detail;
    this.out = out;
  }

  /** Writes all results shortly, in their order; nothing for a model without findings. */
  public static void write(List<CheckResult> results, Style style, Appendable to)
      throws IOException {
    write(results, style, Detail.SHORT, to);
  }

  /** Writes all results, in their order; nothing for a model without findings. */
  public static void write(List<CheckResult> results, Style style, Detail detail, Appendable to)
      throws IOException {
    CheckText text = new CheckText(style, detail, to);
    boolean hint = false;
    for (CheckResult result : results) {
      if (result instanceof CheckResult.Checked checked) {
        text.write(checked);
        hint |= !checked.findings().isEmpty();
      } else if (result instanceof CheckResult.Unreadable unreadable) {
        text.fault("unreadable", sentence(unreadable));
      } else if (result instanceof CheckResult.Failed failed) {
        text.fault("failed", sentence(failed));
      }
    }
    if (hint && !detail.derivation()) {
      text.paragraph("--verbose shows how each follows, `initlint rule ID` explains a rule", "");
    }
  }

  private void fault(String kind, String sentence) throws IOException {
    headed(style.severity(Severity.ERROR, kind), kind, sentence);
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
      headed(
          style.severity(Severity.NOTE, "note"), "note", result.path() + ": " + result.verdict());
      line("");
    }
    if (result.findings().isEmpty()) {
      return;
    }
    List<Group> groups = Group.of(result.findings());
    paragraph(result.path() + ": " + Summary.counted(groups), "  ");
    boolean notes = false;
    for (Group group : groups) {
      boolean note = group.severity() == Severity.NOTE && detail.notes() != Detail.Notes.ALL;
      if (!note || detail.derivation()) {
        write(group);
        line("");
      } else if (detail.notes() == Detail.Notes.SUMMARY) {
        notes = true;
        note(group);
      }
    }
    if (notes) {
      line("");
    }
  }

  private void write(Group group) throws IOException {
    Finding finding = group.first();
    headed(head(finding), plainHead(finding), counted(finding.message(), group));
    place(group);
    if (detail.derivation()) {
      follows(group);
    } else if (finding.prediction() != null && finding.prediction().measured() != null) {
      String beside = " where " + Figure.of(finding.prediction().value()) + " was predicted";
      fact("measured: " + Figure.of(finding.prediction().measured()) + beside);
    }
    String cure = finding.fix() == null ? "" : finding.fix().text();
    if (!cure.isEmpty()) {
      // A cure was tried on the model; what no model can be tried with is advice.
      boolean tried = finding.fix().checked() || finding.fix().isApplicable();
      String word = tried ? "cure" : "advice";
      marked(style.help(word), word, cure + Fixability.of(finding).remark());
    }
    if (detail.derivation()) {
      marked(style.strong("note"), "note", note(finding));
    } else if (!group.followers().isEmpty()) {
      boolean one = group.followers().size() == 1;
      marked(
          style.strong("also"),
          "also",
          String.join(", ", group.followers()) + (one ? " follows" : " follow") + " from this");
    }
  }

  private void place(Group group) throws IOException {
    String place = Place.all(group.places());
    var source = group.first().location().source();
    var library = group.first().location().library();
    if (library != null) {
      place += ", " + library.path() + ":" + library.line();
    }
    var shown = library != null && library.text() != null ? library : source;
    String excerpt = shown == null || shown.text() == null ? "" : " | " + shown.text();
    List<String> lines = wrapped("  --> " + style.foreign(place + excerpt), "      ");
    line("  " + style.frame("-->") + lines.get(0).substring(5));
    for (String rest : lines.subList(1, lines.size())) {
      line(rest);
    }
  }

  /** How the figures follow, and what follows from them. */
  private void follows(Group group) throws IOException {
    Finding finding = group.first();
    if (group.places().size() > 1) {
      List<String> others =
          group.places().subList(1, group.places().size()).stream().map(Place::within).toList();
      fact("also at " + String.join(", ", others));
    }
    for (String step : Derivation.lines(finding.derivation())) {
      for (String l : Paragraph.lines(style.foreign(step), "  ", style.width() - 6)) {
        line("   " + style.frame("|") + "  " + l);
      }
    }
    if (finding.prediction() != null) {
      fact(Bands.sentence(finding.prediction()));
      if (finding.prediction().measured() != null) {
        fact("measured: " + Figure.of(finding.prediction().measured()));
      }
    }
    if (finding.formula() != null) {
      fact("formula: " + finding.formula());
    }
    for (Finding c : group.consequences()) {
      fact(
          "leads to "
              + plainHead(c)
              + ": "
              + c.message()
              + " ("
              + Place.within(c.location())
              + ")");
    }
  }

  /** A note: what it says first, and where if that takes no further line. */
  private void note(Group group) throws IOException {
    Finding finding = group.first();
    String mark = "  note " + finding.rule() + "  ";
    String message = clause(counted(finding.message(), group));
    // In code a line tells more than a layer's number; a configuration has few lines.
    boolean code = finding.location().path().endsWith(".java");
    String inside = code ? "line " + finding.location().line() : Place.inside(group.places());
    String where = inside.isEmpty() ? "" : " (" + inside + ")";
    int room = style.width() - mark.length();
    List<String> lines = Paragraph.lines(style.foreign(message), "", room);
    List<String> placed = Paragraph.lines(style.foreign(message + where), "", room);
    lines = placed.size() == lines.size() ? placed : lines;
    line("  " + style.severity(Severity.NOTE, "note") + mark.substring(6) + lines.get(0));
    for (String rest : lines.subList(1, lines.size())) {
      line(" ".repeat(mark.length()) + rest);
    }
  }

  /** The message up to what explains it. */
  private static String clause(String message) {
    int end = message.indexOf(": ");
    return end < 0 ? message : message.substring(0, end);
  }

  /** The message without its count of further places, where these are named. */
  private static String counted(String message, Group group) {
    boolean named = group.places().size() > 1 && !group.first().also().isEmpty();
    return named ? message.replaceFirst(" \\(and \\d+ more [\\w ]+\\)", "") : message;
  }

  private String head(Finding finding) {
    return style.severity(finding.severity(), plainHead(finding));
  }

  private static String plainHead(Finding finding) {
    return finding.severity().word() + "[" + finding.rule() + " " + finding.name() + "]";
  }

  private void fact(String text) throws IOException {
    for (String l : wrapped("   = " + style.foreign(text), "     ")) {
      line("   " + (l.startsWith("   =") ? style.frame("=") : " ") + l.substring(4));
    }
  }

  private static String note(Finding finding) {
    String explain = "`initlint rule " + finding.rule() + "` explains";
    return finding.references().isEmpty()
        ? explain
        : explain + "; see " + String.join("; ", finding.references());
  }

  /** A line with a coloured word in front: {@code error[…]: text}. */
  private void headed(String painted, String plain, String text) throws IOException {
    List<String> lines = wrapped(bound(plain) + ": " + style.foreign(text), "    ");
    String first = lines.get(0);
    int start = Math.min(first.length(), plain.length() + 2);
    boolean together = first.length() > plain.length() + 1;
    line(painted + ":" + (together ? " " + style.strong(first.substring(start)) : ""));
    for (String l : lines.subList(1, lines.size())) {
      line("    " + style.strong(l.substring(4)));
    }
  }

  private static String bound(String text) {
    return text.replace(' ', '_');
  }

  private void marked(String painted, String plain, String text) throws IOException {
    List<String> lines = wrapped("  " + plain + ": " + style.foreign(text), "        ");
    line("  " + painted + lines.get(0).substring(2 + plain.length()));
    for (String l : lines.subList(1, lines.size())) {
      line(l);
    }
  }

  private void paragraph(String text, String hang) throws IOException {
    for (String l : wrapped(style.foreign(text), hang)) {
      line(l);
    }
  }

  private List<String> wrapped(String text, String hang) {
    return Paragraph.lines(text, hang, style.width());
  }

  private void line(String text) throws IOException {
    out.append(text).append('\n');
  }
}
