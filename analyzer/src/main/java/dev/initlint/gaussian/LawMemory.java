package dev.initlint.gaussian;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Laws that this process worked out last, by all that they were worked out from. A model is
 * followed again for each cure that is tried and for sizes that were assumed, and what comes before
 * the difference has the same laws to the last bit. Thread-safe.
 */
final class LawMemory {
  /** Laws that are kept, some kilobytes each. */
  private static final int KEPT = 512;

  private static final Recent<Key, double[]> KNOWN = new Recent<>(KEPT);

  /** Laws that were worked out so far. */
  static final LongAdder MADE = new LongAdder();

  private LawMemory() {}

  /** What a law is made of: values of other laws at the nodes, and figures. */
  private record Key(String operation, double[][] laws, double[] figures) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k
          && operation.equals(k.operation)
          && Arrays.equals(figures, k.figures)
          && Arrays.deepEquals(laws, k.laws);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Arrays.deepHashCode(laws) + Arrays.hashCode(figures))
          + operation.hashCode();
    }
  }

  /**
   * The values of a law at the nodes.
   *
   * @param operation by which {@code rule} makes it of the others
   * @return not to be written to
   */
  static double[] of(String operation, double[][] laws, double[] figures, Supplier<double[]> rule) {
    return KNOWN.of(
        new Key(operation, laws, figures),
        () -> {
          MADE.increment();
          return rule.get();
        });
  }
}
