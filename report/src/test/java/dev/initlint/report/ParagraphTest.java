package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {
  @Test
  void linesEndAtSpacesAndHang() {
    assertThat(Paragraph.lines("  cure: draw the head with std 0.02", "        ", 24))
        .containsExactly("  cure: draw the head", "        with std 0.02");
  }

  @Test
  void noLineEndsWithinAnEquation() {
    assertThat(Paragraph.lines("the std is 0.125 = 1/√64 there", "", 18))
        .containsExactly("the std is", "0.125 = 1/√64", "there");
  }

  @Test
  void aWordThatIsLongerStandsAlone() {
    assertThat(Paragraph.lines("see https://example.org/a/long/path now", "  ", 10))
        .containsExactly("see", "  https://example.org/a/long/path", "  now");
  }

  @Test
  void whatIsCutEndsAfterAWord() {
    assertThat(Paragraph.cut("the stream grows from 0.1", 18)).isEqualTo("the stream grows …");
    assertThat(Paragraph.cut("short", 18)).isEqualTo("short");
  }
}
