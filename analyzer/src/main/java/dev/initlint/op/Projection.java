package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Signal;
import java.util.Arrays;

/** The walk from queries, keys and values up to the tensor they were projected from. */
public final class Projection {
  private Projection() {}

  /** The root of the tensor that {@code x} is a linear image of, or null when it is none. */
  public static Signal input(Signal x) {
    Signal at = matrix(x);
    return at == null ? null : at.edges().get(0).input().root();
  }

  /**
   * What keys and values are both read from.
   *
   * @param one whether that is one tensor
   * @param finer what the overlaps of the group of its features that a head reads vary by beyond
   *     those of all features: with g groups of d features, g/d in place of 1/d
   */
  record Source(boolean one, double finer) {
    /** The source of two attentions together. */
    Source and(Source that) {
      return new Source(one && that.one, Math.sqrt(finer * that.finer));
    }
  }

  /**
   * The source of keys and values.
   *
   * @param heads number of heads, each of consecutive features
   */
  static Source source(Signal key, Signal value, double heads) {
    Signal from = input(value);
    if (from == null || from != input(key)) {
      return new Source(false, 0);
    }
    double groups = Math.min(groups(matrix(key)), groups(matrix(value)));
    double parts = Math.max(1, Math.min(heads, groups));
    return new Source(true, (parts - 1) / Math.max(1, from.axes().size(Role.FEATURE)));
  }

  /** Groups of features of which the product with a matrix reads one for each of its own. */
  private static double groups(Signal product) {
    Axes from = product.edges().get(0).input().axes();
    return product.weightEdges().stream()
        .map(w -> w.weight().dims())
        .filter(d -> d.length > 2 && isMatrix(d))
        .mapToDouble(d -> Math.max(1, from.size(Role.FEATURE) / (double) d[1]))
        .findFirst()
        .orElse(1);
  }

  /** Two extents, or a kernel of one tap for all inputs of an output. */
  private static boolean isMatrix(long[] dims) {
    return dims.length == 2
        || dims.length > 2 && dims[1] > 1 && Arrays.stream(dims).skip(2).allMatch(n -> n == 1);
  }

  /** The nearest signal upstream that a weight matrix made, or null. */
  public static Signal matrix(Signal x) {
    Signal at = x;
    for (int steps = 0; steps < 32; steps++) {
      boolean matrix =
          at.weightEdges().stream().anyMatch(w -> isMatrix(w.weight().dims()))
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
