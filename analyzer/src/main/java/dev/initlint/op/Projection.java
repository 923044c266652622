package dev.initlint.op;

import dev.initlint.moment.Signal;

/** The walk from queries, keys and values up to the tensor they were projected from. */
public final class Projection {
  private Projection() {}

  /** The root of the tensor that {@code x} is a linear image of, or null when it is none. */
  public static Signal input(Signal x) {
    Signal at = matrix(x);
    return at == null ? null : at.edges().get(0).input().root();
  }

  /** The nearest signal upstream that a weight matrix made, or null. */
  public static Signal matrix(Signal x) {
    Signal at = x;
    for (int steps = 0; steps < 32; steps++) {
      boolean matrix =
          at.weightEdges().stream().anyMatch(w -> w.weight().dims().length == 2)
              && !(at.unit() instanceof Embedding.Rows);
      if (matrix) {
        return at;
      }
      if (at.edges().isEmpty()) {
        return null;
      }
      at = at.edges().get(0).input();
    }
    return null;
  }
}
