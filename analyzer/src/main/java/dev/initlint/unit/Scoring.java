package dev.initlint.unit;

import dev.initlint.propagate.Head;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether the outputs of a model score classes, by the losses that its source states. A model file
 * states none; what its last linear map makes is taken for scores.
 */
final class Scoring {
  /** Parts of the names that frameworks give to losses over classes, in letters and digits. */
  private static final List<String> OF_CLASSES =
      List.of(
          "mcxent",
          "negativeloglikelihood",
          "softmaxcrossentropy",
          "softmaxce",
          "kldivergence",
          "kld",
          "log");

  private static final Set<String> PROBABILITIES = Set.of("softmax", "logsoftmax");

  private final List<SourceFact.Head> stated;
  private final boolean fromSource;

  private Scoring(List<SourceFact.Head> stated, boolean fromSource) {
    this.stated = stated;
    this.fromSource = fromSource;
  }

  static Scoring of(SourceModel source) {
    return source == null
        ? new Scoring(List.of(), false)
        : new Scoring(
            source.facts().stream()
                .filter(SourceFact.Head.class::isInstance)
                .map(SourceFact.Head.class::cast)
                .toList(),
            true);
  }

  /** The heads but for those that every loss in sight takes for something else than scores. */
  List<Head> classifying(List<Head> heads) {
    return heads.stream()
        .filter(h -> of(h).isEmpty() || of(h).stream().anyMatch(Scoring::isOfClasses))
        .toList();
  }

  /** Whether the source has neither a loss nor a softmax that says what a head is for. */
  boolean isUnstated(Head head) {
    return fromSource && !head.probabilities() && of(head).isEmpty();
  }

  /** The losses of a head: those of its own output, else those of the model. */
  private List<SourceFact.Head> of(Head head) {
    List<SourceFact.Head> own =
        stated.stream().filter(f -> f.output().equals(head.output())).toList();
    return own.isEmpty() ? stated : own;
  }

  private static boolean isOfClasses(SourceFact.Head fact) {
    String loss = fact.loss().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return fact.lossTakesLogits()
        || PROBABILITIES.contains(fact.activation().toLowerCase(Locale.ROOT))
        || OF_CLASSES.stream().anyMatch(loss::equals)
        || OF_CLASSES.stream().filter(n -> n.length() > 3).anyMatch(loss::contains);
  }
}
