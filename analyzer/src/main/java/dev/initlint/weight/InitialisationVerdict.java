package dev.initlint.weight;

import java.util.List;
import java.util.function.Predicate;

/**
 * Whether the weights of a model are those of its initialisation. Every large matrix votes by
 * whether its entries look drawn from one law: kurtosis, extreme, mean, and how far its rows and
 * columns differ in size, each within sampling error. Vectors vote apart: constant or uniform as
 * frameworks leave biases and gains, or not.
 *
 * @param reason one sentence
 * @param votes one for each tensor, in the order given
 */
public record InitialisationVerdict(State state, String reason, List<Vote> votes) {

  /** The verdict. */
  public enum State {
    AT_INITIALISATION,
    TRAINED,
    /** Some weights are drawn and some are not, as of a pretrained body with a new head. */
    MIXED,
    /** No tensor is large enough to judge by. */
    UNDECIDED
  }

  /** Share of drawn matrices above which a model is at initialisation. */
  private static final double MOST = 0.8;

  public InitialisationVerdict {
    votes = List.copyOf(votes);
  }

  /** True unless weights were found that look trained: moment rules may speak. */
  public boolean atInitialisation() {
    return state == State.AT_INITIALISATION || state == State.UNDECIDED;
  }

  /** Whether anything tells. */
  public boolean isDecided() {
    return state != State.UNDECIDED;
  }

  /** Counts the votes of all tensors, each distinct tensor given once. */
  public static InitialisationVerdict of(List<NamedFacts> tensors) {
    boolean drawn = OneLaw.ofGains(tensors);
    List<Vote> votes =
        tensors.stream()
            .map(
                t ->
                    drawn && OneLaw.isCandidate(t)
                        ? Vote.of(t).withdrawn("is drawn from the law of all gains")
                        : Vote.of(t))
            .toList();
    Tally matrices = Tally.of(votes, Vote.Kind.MATRIX);
    Tally vectors = Tally.of(votes, Vote.Kind.VECTOR);
    State state = state(matrices, vectors);
    return new InitialisationVerdict(state, sentence(state, matrices, vectors, votes), votes);
  }

  private static State state(Tally matrices, Tally vectors) {
    if (matrices.total() == 0) {
      return vectors.total() == 0 ? State.UNDECIDED : byShare(vectors.share());
    }
    // One odd vector is no sign of training: models carry constants that look like parameters.
    boolean vectorsChanged = vectors.changed() > 1 && vectors.share() < 0.5;
    if (matrices.share() >= MOST) {
      return vectorsChanged ? State.TRAINED : State.AT_INITIALISATION;
    }
    return vectorsChanged ? State.TRAINED : byShare(matrices.share());
  }

  private static State byShare(double share) {
    return share >= MOST ? State.AT_INITIALISATION : share > 1 - MOST ? State.MIXED : State.TRAINED;
  }

  private static String sentence(State state, Tally matrices, Tally vectors, List<Vote> votes) {
    String counts =
        matrices.initial()
            + " of "
            + matrices.total()
            + " large matrices look drawn from one law and "
            + vectors.initial()
            + " of "
            + vectors.total()
            + " vectors are constant or uniform";
    String example =
        votes.stream()
            .filter(v -> v.ballot() == Vote.Ballot.CHANGED)
            .findFirst()
            .map(v -> "; " + v.name() + " " + v.reason())
            .orElse("");
    return switch (state) {
      case AT_INITIALISATION -> "weights are at initialisation: " + counts;
      case TRAINED -> "weights are trained: " + counts + example;
      case MIXED -> "some weights are trained: " + counts + example;
      case UNDECIDED -> "no weight is large enough to tell whether the model is trained";
    };
  }

  private record Tally(int initial, int changed) {
    static Tally of(List<Vote> votes, Vote.Kind kind) {
      Predicate<Vote> ofKind = v -> v.kind() == kind;
      return new Tally(
          (int) votes.stream().filter(ofKind.and(v -> v.ballot() == Vote.Ballot.INITIAL)).count(),
          (int) votes.stream().filter(ofKind.and(v -> v.ballot() == Vote.Ballot.CHANGED)).count());
    }

    int total() {
      return initial + changed;
    }

    double share() {
      return (double) initial / total();
    }
  }
}
