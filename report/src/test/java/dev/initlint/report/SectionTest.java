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
    ValueRow odd = row("c", "Relu", "blocks.2");
    assertThat(sections(row("a", "blocks.0"), row("b", "blocks.1"), odd))
        .extracting(Section::title, Section::labels)
        .containsExactly(tuple("blocks.0", List.of("blocks.1")), tuple("blocks.2", List.of()));
  }

  /** A file states a constant where it is read first, and all the other blocks read it too. */
  @Test
  void aConstantThatBlocksShareKeepsNoneOfThemApart() {
    List<Section> sections =
        sections(
            row("c", "Constant", "blocks.0"),
            row("a", "blocks.0"),
            row("b", "blocks.1"),
            row("d", "blocks.2"));
    assertThat(sections)
        .extracting(Section::title, s -> s.rows().size())
        .containsExactly(tuple("before the blocks", 1), tuple("blocks.0", 1));
    assertThat(sections.get(1).others()).isEqualTo("blocks.1 … 2");
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
    return row(name, "Add", block);
  }

  private static ValueRow row(String name, String op, String block) {
    long[] shape = {2};
    return new ValueRow(
        name, op, name, block, shape, "", 0.0, 1.0, null, null, null, "", Map.of(), null);
  }
}
