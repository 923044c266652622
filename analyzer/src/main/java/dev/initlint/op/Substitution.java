package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.shape.Array;
import java.util.Arrays;
import java.util.Map;

/**
 * {@code Where} with a constant condition m between a tensor and constants c: m·x + (1 − m)·c, as
 * the triangle that running sums are taken over, or entries that are filled in.
 */
final class Substitution {
  private Substitution() {}

  /**
   * The tensor with constants in its place where it is hidden.
   *
   * @param at input that is the tensor; the constants are input 3 − at
   * @param visible where the tensor stays
   * @param dims of {@code visible}
   */
  static Belief of(Site site, int at, boolean[] visible, long[] dims) {
    Signal x = site.signal(at);
    double[] constants = site.entries(3 - at).toDoubles();
    if (Arrays.stream(constants).anyMatch(c -> c <= Mask.MASKED)) {
      throw new Op.NotModelled("a tensor that is hidden where it does not meet a softmax");
    }
    double[] kept = new double[visible.length];
    Arrays.setAll(kept, i -> visible[i] ? 1 : 0);
    Steps steps = new Steps(site);
    Belief mask = new Belief.Fixed(Array.of(ElementType.FLOAT, dims, kept));
    Belief y = steps.apply("Mul", Map.of(), site.outputDims(), site.input(at), mask);
    if (Arrays.stream(constants).anyMatch(c -> c != 0)) {
      Array rest = Array.of(ElementType.FLOAT, dims, Arrays.stream(kept).map(m -> 1 - m).toArray());
      y = steps.apply("Add", Map.of(), site.outputDims(), y, filled(site, at, rest));
    }
    return steps.result(y);
  }

  private static Belief filled(Site site, int at, Array hidden) {
    double c = site.scalar(3 - at);
    if (Double.isNaN(c)) {
      throw new Op.NotModelled("a tensor in which different constants are filled in");
    }
    double[] entries = Arrays.stream(hidden.toDoubles()).map(m -> m * c).toArray();
    return new Belief.Fixed(Array.of(hidden.type(), hidden.dims(), entries));
  }
}
