package dev.initlint.finding;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of a model is known. A value is an output of a node that carries activations: real
 * numbers that follow from an input, and neither constants nor extents, indices or masks of
 * integers.
 *
 * @param values number of values
 * @param known how many of them have a figure
 * @param unknown why the others have none, most values first; what they are the first cause of adds
 *     up to {@code values - known}
 */
public record Coverage(long values, long known, List<Unmodelled> unknown) {
  /** Nothing to know, as of a file without a model. */
  public static final Coverage NONE = new Coverage(0, 0, List.of());

  public Coverage {
    unknown = List.copyOf(unknown);
  }

  /** Share of the values that are known, 0 to 1; 1 where there are none. */
  public double share() {
    return values == 0 ? 1 : (double) known / values;
  }

  /** Whether the model is of an architecture that is not known, so that nothing was propagated. */
  public boolean ofUnknownArchitecture() {
    return known == 0 && unknown.size() == 1 && unknown.get(0).op().equals(Unmodelled.ARCHITECTURE);
  }

  /** The coverage of two models in one file. */
  public Coverage plus(Coverage that) {
    List<Unmodelled> all = new ArrayList<>(unknown);
    all.addAll(that.unknown);
    return new Coverage(values + that.values, known + that.known, Unmodelled.merged(all));
  }

  /**
   * As {@code 412 of 430 values known; LSTM and 2 other operators are not modelled}; empty where
   * everything is known.
   */
  public String sentence() {
    if (known == values) {
      return "";
    }
    return known + " of " + values + " values known; " + obstacles();
  }

  /** The same operators and reasons added up, those that hide most values first. */
  public static List<Unmodelled> merged(List<Unmodelled> all) {
    return Unmodelled.merged(all);
  }

  private String obstacles() {
    List<String> ops = unknown.stream().map(Unmodelled::op).distinct().toList();
    String first = ops.isEmpty() ? "" : ops.get(0);
    return switch (ops.size()) {
      case 0 -> "no cause was recorded";
      case 1 -> first + " is not modelled as it is used here";
      case 2 -> first + " and " + ops.get(1) + " are not modelled as they are used here";
      default -> first + " and " + (ops.size() - 1) + " other operators are not modelled";
    };
  }
}
