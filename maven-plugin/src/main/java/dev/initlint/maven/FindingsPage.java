package dev.initlint.maven;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.report.CheckText;
import dev.initlint.report.Summary;
import java.util.List;
import org.apache.maven.doxia.sink.Sink;

/** Findings as a page of a Maven site: a section for each module, a table for each model. */
final class FindingsPage {
  private final Sink sink;

  FindingsPage(Sink sink) {
    this.sink = sink;
  }

  void begin(String description) {
    sink.head();
    sink.title();
    sink.text("initlint");
    sink.title_();
    sink.head_();
    sink.body();
    sink.section1();
    heading("initlint");
    paragraph(description);
    sink.section1_();
  }

  void end() {
    sink.body_();
    sink.flush();
    sink.close();
  }

  void section(String module, List<CheckResult> results) {
    sink.section1();
    heading(module);
    paragraph(results.isEmpty() ? "Nothing to check." : Summary.of(results));
    results.forEach(this::result);
    sink.section1_();
  }

  private void heading(String text) {
    sink.sectionTitle1();
    sink.text(text);
    sink.sectionTitle1_();
  }

  private void result(CheckResult result) {
    sink.section2();
    sink.sectionTitle2();
    sink.text(result.path());
    sink.sectionTitle2_();
    if (result instanceof CheckResult.Unreadable unreadable) {
      paragraph(CheckText.sentence(unreadable));
    } else if (result instanceof CheckResult.Failed failed) {
      paragraph(CheckText.sentence(failed));
    } else if (result instanceof CheckResult.Checked checked) {
      checked(checked);
    }
    sink.section2_();
  }

  private void checked(CheckResult.Checked checked) {
    if (!checked.atInitialisation()) {
      paragraph(checked.verdict());
    }
    String coverage = checked.coverage().sentence();
    if (!coverage.isEmpty()) {
      paragraph(coverage);
    }
    if (checked.findings().isEmpty()) {
      paragraph("No findings.");
      return;
    }
    sink.table();
    sink.tableRows();
    row(true, "severity", "rule", "where", "what", "cure");
    for (Finding f : checked.findings()) {
      row(
          false,
          f.severity().word(),
          f.rule() + " " + f.name(),
          where(f),
          f.message(),
          f.fix() == null ? "" : f.fix().text());
    }
    sink.tableRows_();
    sink.table_();
  }

  private static String where(Finding f) {
    if (f.location().line() != null) {
      return "line " + f.location().line();
    }
    String parameter = f.location().parameter();
    return parameter != null ? parameter : f.location().node() == null ? "" : f.location().node();
  }

  private void row(boolean header, String... cells) {
    sink.tableRow();
    for (String cell : cells) {
      if (header) {
        sink.tableHeaderCell();
        sink.text(cell);
        sink.tableHeaderCell_();
      } else {
        sink.tableCell();
        sink.text(cell);
        sink.tableCell_();
      }
    }
    sink.tableRow_();
  }

  private void paragraph(String text) {
    sink.paragraph();
    sink.text(text);
    sink.paragraph_();
  }
}
