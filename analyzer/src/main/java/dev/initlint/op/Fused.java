package dev.initlint.op;

import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's fusions of norms, activations and products with what stands before them. */
final class Fused {
  private Fused() {}

  /**
   * {@code SkipLayerNormalization} and its simplified form: the norm of a residual stream, whose
   * sum is the fourth output.
   */
  static Op skip(String norm, int biasInput) {
    return site -> {
      Steps steps = new Steps(site);
      Belief sum = steps.apply("Add", site.input(0), site.input(1));
      if (site.node().hasInput(biasInput)) {
        sum = steps.apply("Add", sum, site.input(biasInput));
      }
      Map<String, Object> epsilon =
          Map.of("epsilon", site.node().attributes().real("epsilon", 1e-12));
      boolean shifted = biasInput == 4 && site.node().hasInput(3);
      Belief y =
          shifted
              ? steps.apply(norm, epsilon, null, sum, site.input(2), site.input(3))
              : steps.apply(norm, epsilon, null, sum, site.input(2));
      List<Belief> all = new ArrayList<>(List.of(new Belief.Known(((Belief.Known) y).signal())));
      for (int i = 1; i < site.node().outputs().size(); i++) {
        all.add(i == 3 ? steps.result(sum) : Belief.unknown("a by-product that carries no signal"));
      }
      return all;
    };
  }

  /**
   * {@code EmbedLayerNormalization}: the norm of word, position and segment embeddings, whose sum
   * is the third output.
   */
  static List<Belief> embedded(Site site) {
    Steps steps = new Steps(site);
    Belief sum = steps.apply("Gather", site.input(2), site.input(0));
    ParameterFacts positions = site.parameter(3);
    if (positions != null) {
      long[] at = new long[(int) site.inputDims().get(0)[1]];
      java.util.Arrays.setAll(at, i -> i);
      sum = steps.apply("Add", sum, steps.apply("Gather", site.input(3), Steps.integers(at)));
    }
    if (site.node().hasInput(1) && site.node().hasInput(4)) {
      sum = steps.apply("Add", sum, steps.apply("Gather", site.input(4), site.input(1)));
    }
    Map<String, Object> epsilon =
        Map.of("epsilon", site.node().attributes().real("epsilon", 1e-12));
    Belief y = steps.apply("LayerNormalization", epsilon, null, sum, site.input(5), site.input(6));
    List<Belief> all = new ArrayList<>(List.of(steps.result(y)));
    for (int i = 1; i < site.node().outputs().size(); i++) {
      all.add(i == 2 ? steps.result(sum) : Belief.unknown("a by-product that carries no signal"));
    }
    return all;
  }

  /** {@code BiasGelu} and {@code FastGelu}: the bias is the second input where there is one. */
  static Op gelu(String approximate) {
    return site -> {
      Steps steps = new Steps(site);
      Belief x = site.input(0);
      if (site.node().hasInput(1)) {
        x = steps.apply("Add", x, site.input(1));
      }
      Map<String, Object> how = Map.of("approximate", approximate);
      return List.of(steps.result(steps.apply("Gelu", how, null, x)));
    };
  }

  /** {@code FusedMatMul}: alpha·A·B with either transposed in its last two axes. */
  static List<Belief> product(Site site) {
    var attributes = site.node().attributes();
    if (attributes.integer("transBatchA", 0) + attributes.integer("transBatchB", 0) > 0) {
      throw new NotModelled("a product with exchanged batch axes");
    }
    boolean transA = attributes.integer("transA", 0) != 0;
    boolean transB = attributes.integer("transB", 0) != 0;
    Steps steps = new Steps(site);
    double alpha = attributes.real("alpha", 1);
    ParameterFacts w = site.parameter(1);
    Belief a = transA ? exchanged(steps, site.signal(0), site.input(0)) : site.input(0);
    Belief y;
    if (w != null && transB && a instanceof Belief.Known x && w.dims().length == 2) {
      Signal s = x.signal();
      y = new Belief.Known(Linear.apply(site, s, w, s.axes().rank() - 1, true, 0).build());
      steps.name(y, site.node().name() + "/product");
    } else {
      Belief b = transB ? exchanged(steps, site.signal(1), site.input(1)) : site.input(1);
      y = steps.apply("MatMul", a, b);
    }
    return List.of(steps.result(alpha == 1 ? y : steps.apply("Mul", y, Steps.number(alpha))));
  }

  private static Belief exchanged(Steps steps, Signal x, Belief b) {
    int rank = x.axes().rank();
    long[] perm = new long[rank];
    for (int i = 0; i < rank; i++) {
      perm[i] = i < rank - 2 ? i : 2L * rank - 3 - i;
    }
    return steps.apply("Transpose", Map.of("perm", perm), null, b);
  }

  /** {@code Sum} and {@code Mean} of several tensors. */
  static Op sum(boolean mean) {
    return site -> {
      Steps steps = new Steps(site);
      int n = site.inputs().size();
      Belief sum = site.input(0);
      for (int i = 1; i < n; i++) {
        sum = steps.apply("Add", sum, site.input(i));
      }
      Belief y = mean && n > 1 ? steps.apply("Mul", sum, Steps.number(1.0 / n)) : sum;
      return List.of(n == 1 ? y : steps.result(y));
    };
  }
}
