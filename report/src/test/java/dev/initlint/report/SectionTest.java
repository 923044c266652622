package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.initlint.finding.Coverage;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Trace.ValueRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {

  @Test
  void valuesWithoutBlocksAreOneSection() {
    assertThat(sections(row("a", ""), row("b", ""))).extracting(Section::title).containsExactly("");
  }

  @Test
  void valuesBeforeBesideAndAfterBlocks() {
    assertThat(
            sections(
                row("in", ""),
                row("a", "blocks.0"),
                row("mask", ""),
                row("b", "blocks.0"),
                row("out", "")))
        .extracting(Section::title, s -> s.rows().size())
        .containsExactly(
            tuple("before the blocks", 1),
            tuple("blocks.0", 2),
            tuple("beside the blocks", 1),
            tuple("after the blocks", 1));
  }

  @Test
  void blocksThatDifferInAnOperatorAreNotFolded() {
    ValueRow odd =
        new ValueRow(
            "c",
            "Relu",
            "c",
            "blocks.2",
            new long[] {2},
            "",
            0.0,
            1.0,
            null,
            null,
            null,
            "",
            java.util.Map.of(),
            null);
    assertThat(sections(row("a", "blocks.0"), row("b", "blocks.1"), odd))
        .extracting(Section::title, Section::labels)
        .containsExactly(tuple("blocks.0", List.of("blocks.1")), tuple("blocks.2", List.of()));
  }

  private static List<Section> sections(ValueRow... rows) {
    return Section.of(
        new Trace(
            "m",
            Map.of(),
            List.of(rows),
            List.of(),
            List.of(),
            List.of(),
            Coverage.NONE,
            true,
            "",
            new Trace.Laws(List.of(), Map.of()),
            List.of()));
  }

  private static ValueRow row(String name, String block) {
    return new ValueRow(
        name,
        "Add",
        name,
        block,
        new long[] {2},
        "",
        0.0,
        1.0,
        null,
        null,
        null,
        "",
        java.util.Map.of(),
        null);
  }
}
