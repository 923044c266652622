package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Step;
import java.util.ArrayList;
import java.util.List;

/** What holds of every sentence that a finding prints. */
final class Messages {
  private Messages() {}

  /** No figure that is none, no number in place of itself, no plural of one. */
  static void assertSound(Finding f) {
    List<String> texts = new ArrayList<>();
    for (Step step : Step.inOrder(f.derivation())) {
      texts.add(step.text());
      texts.add(step.formula() == null ? "" : step.formula());
    }
    texts.addAll(List.of(f.message(), f.fix().text(), String.valueOf(f.formula())));
    for (String text : texts) {
      assertThat(text.replaceAll("\\d NaN", "")).doesNotContain("NaN", "Infinity", "null");
      assertThat(text).doesNotContainPattern("(?<![\\w.])(\\d\\S*) in place of \\1(?=[\\s,;:)]|$)");
      assertThat(text)
          .doesNotContainPattern(
              "(?<![\\w.,/·^√])1 ([a-z]+-[a-z]+ )?"
                  + "(blocks|layers|norms|sums|weights|keys|inputs|units|classes|rows|matrices)\\b");
    }
  }
}
