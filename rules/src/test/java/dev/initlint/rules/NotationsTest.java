package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each page shows Java and a configuration, or says why the rule does not speak of one. */
class NotationsTest {
  private static final Pattern BLOCK = Pattern.compile("```(java|json)\n(.*?)```", Pattern.DOTALL);

  private static boolean shows(Card card, String notation) {
    return Stream.of("## Bad\n", "## Good\n")
        .allMatch(
            heading -> {
              String page = card.page();
              int from = page.indexOf(heading);
              int to = page.indexOf("\n## ", from);
              return page.substring(from, to).contains("```" + notation + "\n");
            });
  }

  @Test
  void everyPageShowsANotationOrSaysWhyNot() {
    for (Rule rule : Rules.all()) {
      Card card = rule.card();
      var silent = MoreExamples.of(card.id()).silences();
      assertThat(shows(card, "java"))
          .as(card.id() + " in Java")
          .isNotEqualTo(silent.containsKey("Java"));
      assertThat(shows(card, "json"))
          .as(card.id() + " of a configuration")
          .isNotEqualTo(silent.containsKey("Configuration"));
      assertThat(silent.keySet()).isSubsetOf("Java", "Configuration");
      silent.values().forEach(why -> assertThat(card.page()).contains(": " + why + "."));
    }
  }

  @Test
  void noRuleSpeaksOfWhatItIsSaidNotTo() {
    for (Rule rule : Rules.all()) {
      Matcher block = BLOCK.matcher(rule.card().page());
      while (block.find()) {
        String of = block.group(1).equals("java") ? "Java" : "Configuration";
        for (Finding f : found(of, block.group(2))) {
          assertThat(MoreExamples.of(f.rule()).silences().keySet())
              .as("%s in an example of %s: %s", f.rule(), rule.card().id(), f.message())
              .doesNotContain(of);
        }
      }
    }
  }

  private static List<Finding> found(String of, String text) {
    return of.equals("Java")
        ? JavaNotation.check(text, ExamplesTest.all())
        : new ArrayList<>(RuleCheck.run(T5Cases.config(text), "config.json", ExamplesTest.all()));
  }
}
