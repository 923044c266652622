package dev.initlint.onnx;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Weight;
import dev.initlint.stored.Elements;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Elements that are computed from those of other tensors, as they are read. */
abstract class View extends Elements implements DerivedData {
  private final Lineage lineage;

  View(Lineage lineage, ElementType type, long... dims) {
    super(type, dims);
    this.lineage = lineage;
  }

  /**
   * Where the elements of a view come from.
   *
   * @param bases names of stored weights
   * @param steps operations from there, first to last
   * @param depth operations on the longest way from a base
   * @param missing why a base has no elements, or null when all have
   */
  record Lineage(List<String> bases, List<String> steps, int depth, String missing) {
    static Lineage of(Weight weight) {
      if (weight.data() instanceof View view) {
        return view.lineage;
      }
      String missing = weight.source() instanceof Weight.Missing m ? m.reason() : null;
      return new Lineage(List.of(weight.name()), List.of(), 0, missing);
    }

    Lineage then(String step) {
      List<String> longer = new ArrayList<>(steps);
      longer.add(step);
      return new Lineage(bases, List.copyOf(longer), depth + 1, missing);
    }

    /** The lineage of something that is made of several tensors. */
    static Lineage of(List<Weight> weights) {
      if (weights.size() == 1) {
        return of(weights.get(0));
      }
      Set<String> bases = new LinkedHashSet<>();
      Set<String> steps = new LinkedHashSet<>();
      int depth = 0;
      String missing = null;
      for (Weight weight : weights) {
        Lineage l = of(weight);
        bases.addAll(l.bases);
        steps.addAll(l.steps);
        depth = Math.max(depth, l.depth);
        missing = missing == null ? l.missing : missing;
      }
      return new Lineage(List.copyOf(bases), List.copyOf(steps), depth, missing);
    }
  }

  /** What a weight with these elements holds: they may have no stored elements to be made of. */
  final Weight.Source source() {
    return lineage.missing() == null
        ? new Weight.Stored(this)
        : new Weight.Missing(lineage.missing());
  }

  /** Operations on the longest way from a stored tensor. */
  final int depth() {
    return lineage.depth();
  }

  @Override
  public final List<String> bases() {
    return lineage.bases();
  }

  @Override
  public final List<String> steps() {
    return lineage.steps();
  }
}
