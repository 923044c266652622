package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.rules.OriginCase.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public cases that this tool exists for, each claim with its figure at the tolerance that it
 * is stated with, printed as one table; {@code docs/origin-cases.md} is written from it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginTableTest {
  private static final Path PAGE = Path.of("../docs/origin-cases.md");

  private final Map<String, List<Row>> rows = new LinkedHashMap<>();

  static List<OriginCase> cases() {
    List<OriginCase> all = new ArrayList<>();
    all.addAll(FlaxCases.all());
    all.addAll(T5Cases.all());
    all.addAll(QkCases.all());
    all.addAll(MtCases.all());
    all.addAll(SuCases.all());
    return all;
  }

  private List<Row> rows(OriginCase c) {
    return rows.computeIfAbsent(c.id(), id -> c.rows());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void holds(OriginCase c) {
    assertThat(rows(c)).isNotEmpty().allSatisfy(r -> assertThat(r.holds()).as("%s", r).isTrue());
  }

  @Test
  void everyCaseIsThere() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    cases().forEach(c -> counts.merge(c.id().replaceAll("-\\d+", ""), 1, Integer::sum));
    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("FLAX", 7, "T5", 12, "QK", 9, "MT", 10, "SU", 15));
    assertThat(cases().stream().map(OriginCase::id)).doesNotHaveDuplicates();
  }

  @Test
  void pageTellsTheFiguresThatThereAre() throws IOException {
    String page = page();
    if (Boolean.getBoolean("update-golden")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/origin-cases.md is written anew by -Dupdate-golden=true")
        .isEqualTo(page);
  }

  /** The stories, with the table of each at its place. */
  private String page() throws IOException {
    String text;
    try (InputStream in = OriginTableTest.class.getResourceAsStream("origin-cases.md")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String story : List.of("FLAX", "T5", "QK", "MT", "SU")) {
      StringBuilder table =
          new StringBuilder("| case | claim | expected | got |\n|---|---|---|---|\n");
      cases().stream()
          .filter(c -> c.id().startsWith(story + "-"))
          .forEach(c -> rows(c).forEach(r -> table.append(line(r, rows(c).get(0) == r))));
      text = text.replace("{{" + story + "}}\n", table);
    }
    return text;
  }

  private static String line(Row r, boolean first) {
    String claim = first ? r.id() + " | " + r.claim() : " | ";
    return "| " + claim + " | " + cell(r.expected()) + " | " + cell(r.got()) + " |\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /** What the build shows. */
  @AfterAll
  void print() {
    StringBuilder all = new StringBuilder("\n");
    cases()
        .forEach(
            c -> {
              for (Row r : rows(c)) {
                boolean first = rows(c).get(0) == r;
                all.append(
                    String.format(
                        "%-8s%-60s %-44s %s%s%n",
                        first ? r.id() : "",
                        first ? cut(r.claim(), 58) : "",
                        cut(r.expected(), 43),
                        r.holds() ? "" : "FAILS ",
                        cut(r.got(), 60)));
              }
            });
    System.out.println(all);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
