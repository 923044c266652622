package dev.initlint.rules;

import dev.initlint.finding.Severity;
import java.util.List;

/**
 * What is told of one rule.
 *
 * @param id as {@code ATT001}; never reused
 * @param name as {@code missing-attention-scale}
 * @param gravest the most severe that it reports
 * @param summary one sentence: lower case, no full stop
 * @param since version that first had it
 * @param stable false while its verdicts may still change
 * @param onTrained whether it speaks of trained weights too
 * @param onWeights whether it reads the weights alone, and no figure that follows from them
 * @param causes ids of the rules whose findings explain one of this rule in the same model, most
 *     telling first; such a finding is put below its cause
 * @param advice why its cure cannot be tried on the model; null where it can
 * @param documentation Markdown, with the headings of {@link #HEADINGS} in that order
 */
public record Card(
    String id,
    String name,
    Severity gravest,
    String summary,
    String since,
    boolean stable,
    boolean onTrained,
    boolean onWeights,
    List<String> causes,
    String advice,
    String documentation) {
  public static final List<String> HEADINGS =
      List.of("What it does", "Why", "Bad", "Good", "Fix", "When to ignore it", "References");

  public Card {
    causes = List.copyOf(causes);
  }

  /** The rule whose findings explain those of every rule that reads figures. */
  static final String UNINITIALISED = "INIT009";

  /**
   * A stable rule of the first version about models at initialisation, with no cause but itself.
   */
  static Card of(String id, String name, Severity gravest, String summary, String documentation) {
    return new Card(
        id, name, gravest, summary, "0.1", true, false, false, List.of(), null, documentation);
  }

  /** The same, explained by the findings of other rules where there are any. */
  Card causedBy(String... ids) {
    return with(stable, onTrained, onWeights, List.of(ids), advice);
  }

  /** The same, for trained weights too. */
  Card alsoOnTrained() {
    return with(stable, true, onWeights, causes, advice);
  }

  /** The same, still to prove itself: it speaks only where it is asked for. */
  Card preview() {
    return with(false, onTrained, onWeights, causes, advice);
  }

  /** The same, of the weights alone: what is wrong with others explains nothing. */
  Card onWeightsAlone() {
    return with(stable, onTrained, true, causes, advice);
  }

  /**
   * The same, whose cure is told and cannot be tried on the model.
   *
   * @param why one clause
   */
  Card advises(String why) {
    return with(stable, onTrained, onWeights, causes, why);
  }

  private Card with(
      boolean stable, boolean onTrained, boolean onWeights, List<String> causes, String advice) {
    return new Card(
        id,
        name,
        gravest,
        summary,
        since,
        stable,
        onTrained,
        onWeights,
        causes,
        advice,
        documentation);
  }

  /** What a page tells: where a cure cannot be tried, the reason stands under Fix. */
  public String page() {
    String after = "\n## When to ignore it";
    String told =
        advice == null
            ? documentation
            : documentation.replace(
                after, "\nThe cure is told and not tried: " + advice + ".\n" + after);
    return MoreExamples.of(id).in(told);
  }

  /** The letters of the id, as {@code ATT}. */
  public String family() {
    return id.replaceAll("\\d+$", "");
  }

  /** The lines of the list under the heading References. */
  List<String> references() {
    String text = documentation.substring(documentation.indexOf("## References"));
    return text.lines().filter(l -> l.startsWith("- ")).map(l -> l.substring(2).trim()).toList();
  }
}
