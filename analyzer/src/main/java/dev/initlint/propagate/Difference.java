package dev.initlint.propagate;

import java.util.List;

/**
 * What tells two models apart, ready to be printed. A figure that is not known is null.
 *
 * @param left what reports call the first
 * @param right what reports call the second
 * @param tensors one row for each name of either, in the order of the first
 * @param values signals of both whose figures differ by more than their bands, in order
 * @param compared number of signals that both have
 * @param outputs outputs of both
 * @param remarks what could not be compared, one sentence each
 */
public record Difference(
    String left,
    String right,
    List<TensorRow> tensors,
    List<ValueRow> values,
    int compared,
    List<OutputRow> outputs,
    List<String> remarks) {
  public Difference {
    tensors = List.copyOf(tensors);
    values = List.copyOf(values);
    outputs = List.copyOf(outputs);
    remarks = List.copyOf(remarks);
  }

  /** How two tensors of one name compare. */
  public enum Kind {
    /** Bit for bit. */
    EQUAL("equal bit for bit"),
    /** Another draw of one law, as far as the elements can tell. */
    SAME_LAW("another draw of the same law"),
    OTHER_LAW("another law"),
    OTHER_SHAPE("another shape"),
    ONLY_LEFT("only in the first"),
    ONLY_RIGHT("only in the second");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }

    /** Whether a rewrite that keeps the initialisation may leave this. */
    public boolean isHarmless() {
      return this == EQUAL || this == SAME_LAW;
    }
  }

  /**
   * One tensor.
   *
   * @param left its shape, law and standard deviation in the first; null where it is not there
   */
  public record TensorRow(String name, Kind kind, Side left, Side right) {}

  /**
   * A tensor of one model.
   *
   * @param law name of the recognised or declared law, or null
   */
  public record Side(List<Long> shape, String law, Double std) {
    public Side {
      shape = List.copyOf(shape);
    }
  }

  /** A signal whose second moment or gradient moved. */
  public record ValueRow(
      String name,
      String op,
      String block,
      Double left,
      Double right,
      Double leftGradient,
      Double rightGradient) {

    /** How many times the second moment is what it was, or null. */
    public Double factor() {
      return ratio(left, right);
    }

    /** How many times the gradient's second moment is what it was, or null. */
    public Double gradientFactor() {
      return ratio(leftGradient, rightGradient);
    }

    private static Double ratio(Double from, Double to) {
      return from == null || to == null || from == 0 ? null : to / from;
    }
  }

  /** An output with its initial cross-entropy in nats where it scores classes. */
  public record OutputRow(
      String name, Double left, Double right, Double leftLoss, Double rightLoss) {}

  /** Whether a test that nothing was lost passes: no tensor has another law, shape or name. */
  public boolean isHarmless() {
    return tensors.stream().allMatch(t -> t.kind().isHarmless());
  }
}
