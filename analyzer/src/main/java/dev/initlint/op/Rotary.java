package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.moment.Belief;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.List;
import java.util.Map;

/**
 * {@code RotaryEmbedding}: pairs of features turned by an angle per position (Su et al. 2021, eq.
 * 34), taken apart into x·cos + rotate(x)·sin. Which features make a pair does not matter to
 * moments.
 */
final class Rotary {
  private Rotary() {}

  static List<Belief> forward(Site site) {
    if (!site.node().domain().isEmpty() && !site.node().domain().equals("ai.onnx")) {
      throw new NotModelled("a rotation with the inputs of another operator set");
    }
    var axes = site.signal(0).axes();
    long turned = site.node().attributes().integer("rotary_embedding_dim", 0);
    if (axes.rank() != 4 || turned != 0 && turned != axes.size(3)) {
      throw new NotModelled("a rotation of a part of the features, or before heads are split");
    }
    if (site.node().hasInput(3)) {
      throw new NotModelled("a rotation by positions that are given");
    }
    long[] dims = {axes.size(0), axes.size(1), axes.size(2), axes.size(3)};
    long half = dims[3] / 2;
    Steps steps = new Steps(site);
    Belief low = part(steps, site.input(0), dims, 0, half);
    Belief high = part(steps, site.input(0), dims, half, dims[3]);
    Belief other = steps.apply("Concat", Map.of("axis", -1L), dims, steps.apply("Neg", high), low);
    Belief cos = steps.apply("Mul", site.input(0), table(site, 1, dims));
    Belief sin = steps.apply("Mul", other, table(site, 2, dims));
    return List.of(steps.result(steps.apply("Add", cos, sin)));
  }

  private static Belief part(Steps steps, Belief x, long[] dims, long from, long to) {
    long[] out = dims.clone();
    out[3] = to - from;
    return steps.apply(
        "Slice", Map.of(), out, x, Steps.integers(from), Steps.integers(to), Steps.integers(3));
  }

  /** Cosines or sines of one sample for both halves of the features. */
  private static Belief table(Site site, int input, long[] dims) {
    Array a = site.entries(input);
    int n = (int) dims[2];
    int half = (int) dims[3] / 2;
    if (a == null || a.size() % (n * half) != 0) {
      throw new NotModelled("a rotation whose cosines and sines are not in the file");
    }
    double[] both = new double[2 * n * half];
    for (int i = 0; i < both.length; i++) {
      both[i] = a.at(i / (2 * half) * half + i % half);
    }
    return new Belief.Fixed(Array.of(ElementType.FLOAT, new long[] {1, 1, n, dims[3]}, both));
  }
}
