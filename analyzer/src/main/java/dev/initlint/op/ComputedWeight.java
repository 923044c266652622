package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.WeightFacts;
import java.util.Arrays;

/**
 * A weight that the model computes from others before it uses it: standardised, divided by its
 * norm, dequantised. It is described by the entries it has, since no law is left to recognise
 * (docs/theory/linear.md#computed-weights).
 */
record ComputedWeight(Array array) implements TensorData {

  /** The weight at an input: as stored, or as computed from stored ones; null when it is none. */
  static ParameterFacts at(Site site, int input) {
    ParameterFacts stored = site.parameter(input);
    Array a = site.constant(input);
    if (stored != null || a == null || a.rank() < 1) {
      return stored;
    }
    return of(site, site.node().input(input), a);
  }

  /** The weight of that name with these entries; null when one is not finite. */
  static ParameterFacts of(Site site, String name, Array a) {
    TensorData data = new ComputedWeight(a);
    WeightFacts facts = WeightFacts.of(data);
    if (facts.finite() < facts.count() || facts.count() == 0) {
      return null;
    }
    Weight w = new Weight(name, a.type(), a.dims(), new Weight.Stored(data), site.node().origin());
    site.dims().define("var(" + name + ")", Expr.of(facts.variance()));
    // A standardised kernel times a gain that starts at 0 is no draw that lost its spread.
    return new ParameterFacts(name, w, facts, facts.allEqual() ? Law.constant(facts.min()) : null);
  }

  /** Kernels up to this many entries are looked at row by row. */
  private static final int ENTRIES = 1 << 22;

  /**
   * Whether the entries of each output add up to nothing, as those of a standardised kernel do:
   * what all inputs of an output have in common is then lost. Means of independent entries have the
   * n-th part of their variance; less than a hundredth of that is no chance.
   */
  static boolean centred(ParameterFacts w) {
    if (w.weight().data() == null || w.count() > ENTRIES || w.isZero() || w.facts() == null) {
      return false;
    }
    int rows = (int) w.dims()[0];
    double[] all = w.weight().data().toDoubles(ENTRIES);
    int n = all.length / Math.max(1, rows);
    double square = 0;
    for (int r = 0; r < rows && n > 1; r++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += all[r * n + i];
      }
      square += sum * sum / n / rows;
    }
    return n > 1 && square < 0.01 * w.facts().secondMoment();
  }

  @Override
  public ElementType type() {
    return array.type();
  }

  @Override
  public long[] dims() {
    return array.dims();
  }

  @Override
  public void stream(Chunks chunks) {
    float[] all = new float[array.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) array.at(i);
    }
    chunks.accept(all, all.length);
  }

  @Override
  public double[] toDoubles(int limit) {
    if (array.size() > limit) {
      throw new IllegalArgumentException(array.size() + " elements, more than " + limit);
    }
    return Arrays.copyOf(array.toDoubles(), array.size());
  }
}
