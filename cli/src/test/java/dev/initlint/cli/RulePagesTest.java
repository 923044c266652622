package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.StandardEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages under docs are what the rules say; {@code -Dupdate-golden=true} writes them anew. */
class RulePagesTest {
  private static final Path DOCS = Shell.root().resolve("docs");

  private final List<RuleInfo> rules = new StandardEngine().rules();

  @Test
  void pagesAreWhatTheRulesSay(@TempDir Path folder) throws IOException {
    Map<String, String> pages = new TreeMap<>();
    pages.put("index.md", index());
    rules.forEach(rule -> pages.put("rules/" + rule.id() + ".md", page(rule)));
    for (String rule : RuleFigures.ALL.keySet()) {
      pages.put("rules/" + rule + ".svg", RuleFigures.svg(rule, folder));
    }
    if (Boolean.getBoolean("update-golden")) {
      write(pages);
    }
    assertThat(written()).as("pages in %s", DOCS).isEqualTo(pages);
  }

  private String index() {
    StringBuilder text =
        new StringBuilder(
            """
            # The rules of initlint

            Each page tells what a rule flags, why, a bad and a good example, the cure, and when to
            ignore it; `initlint rule ID` prints the same. The severity is the gravest that a rule
            reports: how grave a finding is follows from what is predicted for the model at hand.

            | rule | name | severity | what it reports |
            |---|---|---|---|
            """);
    for (RuleInfo rule : rules) {
      text.append("| [").append(rule.id()).append("](rules/").append(rule.id()).append(".md) | ");
      text.append(rule.name()).append(" | ").append(rule.severity().word()).append(" | ");
      text.append(rule.summary().replace("|", "\\|"));
      text.append(rule.preview() ? " (preview) |\n" : " |\n");
    }
    return text.toString();
  }

  private static String page(RuleInfo rule) {
    String heading = "# " + rule.id() + " " + rule.name() + "\n\n";
    String severity = "Reports: " + rule.summary() + ". Severity: " + rule.severity().word();
    String back = "\n\n[All rules](../index.md)\n";
    String preview =
        rule.preview()
            ? " In preview: it speaks with `--preview`, or where it is selected by name."
            : "";
    return heading
        + severity
        + "."
        + preview
        + "\n\n"
        + rule.documentation().strip()
        + figure(rule.id())
        + back;
  }

  private static String figure(String rule) {
    RuleFigures.Figure f = RuleFigures.ALL.get(rule);
    return f == null ? "" : "\n\n![" + f.shows() + "](" + rule + ".svg)\n\n" + f.shows() + ".";
  }

  private static void write(Map<String, String> pages) throws IOException {
    for (String old : written().keySet()) {
      Files.delete(DOCS.resolve(old));
    }
    Files.createDirectories(DOCS.resolve("rules"));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(DOCS.resolve(page.getKey()), page.getValue());
    }
  }

  /** The index and every page of a rule, one that no rule has any more too. */
  private static Map<String, String> written() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    if (Files.exists(DOCS.resolve("index.md"))) {
      pages.put("index.md", Files.readString(DOCS.resolve("index.md")));
    }
    if (Files.isDirectory(DOCS.resolve("rules"))) {
      try (Stream<Path> files = Files.list(DOCS.resolve("rules"))) {
        for (Path file : files.toList()) {
          pages.put("rules/" + file.getFileName(), Files.readString(file));
        }
      }
    }
    return pages;
  }
}
