package dev.initlint.shape;

import dev.initlint.graph.Node;
import java.util.function.Function;

/** What is expected of extents that only the data decide. */
@FunctionalInterface
public interface Expectation {
  Expectation NONE = (node, dims) -> Double.NaN;

  /**
   * The share of the entries of a {@code NonZero}'s input that are not zero.
   *
   * @param dims extents of values that come before it, null where they are not known
   * @return NaN where nothing is expected
   */
  double nonZero(Node node, Function<String, long[]> dims);
}
