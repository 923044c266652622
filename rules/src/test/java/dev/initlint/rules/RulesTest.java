package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of every rule. */
class RulesTest {
  private static final List<Card> CARDS = Rules.all().stream().map(Rule::card).toList();

  @Test
  void everyRuleOfThePackageIsListed() throws IOException {
    Path sources = Path.of("src/main/java/dev/initlint/rules");
    try (Stream<Path> files = Files.list(sources)) {
      List<String> written =
          files
              .filter(f -> contains(f, "implements Rule {"))
              .map(f -> f.getFileName().toString().replace(".java", ""))
              .sorted()
              .toList();
      assertThat(Rules.all().stream().map(r -> r.getClass().getSimpleName()).sorted())
          .containsExactlyElementsOf(written);
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void listIsSortedAndIdsAndNamesAreUnique() {
    List<String> ids = CARDS.stream().map(Card::id).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(CARDS.stream().map(Card::name)).doesNotHaveDuplicates();
  }

  @Test
  void idsAreAFamilyAndThreeDigitsAndNamesAreWords() {
    assertThat(CARDS).allMatch(c -> c.id().matches("[A-Z]{3,5}\\d{3}"));
    assertThat(CARDS).allMatch(c -> c.name().matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void summaryIsOneClause() {
    assertThat(CARDS)
        .allSatisfy(
            c -> {
              assertThat(c.summary()).doesNotEndWith(".").hasSizeBetween(20, 100);
              assertThat(isLowerCase(c.summary())).as(c.summary()).isTrue();
            });
  }

  @Test
  void documentationHasAllHeadingsInOrder() {
    assertThat(CARDS)
        .allSatisfy(
            c -> {
              List<String> headings =
                  c.documentation().lines().filter(l -> l.startsWith("## ")).toList();
              assertThat(headings)
                  .containsExactlyElementsOf(Card.HEADINGS.stream().map(h -> "## " + h).toList());
              assertThat(c.references()).isNotEmpty();
            });
  }

  @Test
  void causesAreRulesAndNoneExplainsItself() {
    List<String> ids = CARDS.stream().map(Card::id).toList();
    assertThat(CARDS).allMatch(c -> ids.containsAll(c.causes()) && !c.causes().contains(c.id()));
  }

  @Test
  void messagesBeginInLowerCaseEndWithoutAStopAndNameAFigure() {
    for (Card card : CARDS) {
      for (Finding f : badFindings(card)) {
        Messages.assertSound(f);
        assertThat(isLowerCase(f.message())).as(f.message()).isTrue();
        assertThat(f.message()).doesNotEndWith(".").containsPattern("\\d");
        assertThat(f.fix().text()).containsPattern("\\d|leave one");
        assertThat(f.prediction()).isNotNull();
        assertThat(f.prediction().value()).isFinite();
        assertThat(f.formula()).isNotBlank();
        assertThat(f.severity()).isLessThanOrEqualTo(gravest(f.rule()));
      }
    }
  }

  private static List<Finding> badFindings(Card card) {
    return ExamplesTest.examples(card, "Bad").stream()
        .flatMap(e -> ExamplesTest.check(e).stream())
        .toList();
  }

  /** What only source can tell is found at its line and column. */
  @Test
  void rulesOnSourceFactsPointAtLines() {
    List<String> onSource =
        CARDS.stream()
            .filter(
                c -> ExamplesTest.examples(c, "Bad").stream().allMatch(ExamplesTest.Example::java))
            .map(Card::id)
            .toList();
    assertThat(onSource).isNotEmpty();
    for (Card card : CARDS) {
      for (Finding f : badFindings(card)) {
        if (onSource.contains(f.rule())) {
          assertThat(f.location().line()).as(f.toString()).isPositive();
          assertThat(f.location().column()).as(f.toString()).isPositive();
        }
      }
    }
  }

  private static dev.initlint.finding.Severity gravest(String id) {
    return CARDS.stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow().gravest();
  }

  /** A first letter, where there is one, in lower case; names of formulas and laws are exempt. */
  private static boolean isLowerCase(String text) {
    return !Character.isUpperCase(text.charAt(0)) || text.startsWith("SELU");
  }
}
