package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each hazard is put into three clean models by one change of their text, and found under its name:
 * the mutated model has the finding, the clean one has none above a note. The build prints which
 * rule found it, how grave, and where it stands among all findings of that model.
 */
class MutantsTest {
  private static final Map<String, String> TABLE = new TreeMap<>();

  static Stream<Mutations.Mutation> mutations() {
    return Mutations.all().stream();
  }

  @Test
  void cleanModelsHaveNothingAboveANote() {
    Mutations.CLEAN.forEach(
        (name, text) ->
            assertThat(ExamplesTest.check(text))
                .as(name)
                .allMatch(f -> f.severity() == Severity.NOTE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void isFoundInThreeModelsUnderItsName(Mutations.Mutation mutation) {
    Map<String, String> found = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    Mutations.CLEAN.forEach(
        (name, text) -> {
          String mutant = mutation.change().apply(text);
          assertThat(mutant).as(name + " is changed").isNotEqualTo(text);
          List<Finding> all = ExamplesTest.check(mutant);
          int at = 0;
          while (at < all.size() && !mutation.rules().contains(all.get(at).rule())) {
            at++;
          }
          if (at == all.size()) {
            missed.add(
                name + ": " + all.stream().map(Finding::rule).collect(Collectors.joining(" ")));
          } else {
            Finding hit = all.get(at);
            String place = (at + 1) + " of " + all.size();
            found.put(name, hit.rule() + " " + hit.severity().word() + " " + place);
          }
        });
    TABLE.put(mutation.rules().get(0) + mutation.hazard(), row(mutation.hazard(), found));
    assertThat(missed).isEmpty();
  }

  private static String row(String hazard, Map<String, String> cells) {
    StringBuilder row = new StringBuilder(String.format("%-34s", hazard));
    for (String model : Mutations.CLEAN.keySet()) {
      row.append(String.format(" %-24s", cells.getOrDefault(model, "missed")));
    }
    return row.toString().stripTrailing();
  }

  @AfterAll
  static void print() {
    Map<String, String> names = new TreeMap<>();
    Mutations.CLEAN.keySet().forEach(n -> names.put(n, n));
    System.out.println();
    System.out.println(row("hazard", names));
    TABLE.values().forEach(System.out::println);
  }
}
