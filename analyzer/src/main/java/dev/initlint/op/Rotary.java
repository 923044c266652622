package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.List;
import java.util.Map;

/**
 * {@code RotaryEmbedding} of either operator set: pairs of features turned by an angle per position
 * (Su et al. 2021, eq. 34), taken apart into x·cos + rotate(x)·sin. Which features make a pair does
 * not matter to moments; features behind the turned ones stay.
 */
final class Rotary {
  private Rotary() {}

  static List<Belief> forward(Site site) {
    boolean microsoft = site.node().domain().equals("com.microsoft");
    Steps steps = new Steps(site);
    Belief x = site.input(0);
    Signal s = site.signal(0);
    boolean flat = s.axes().rank() == 3;
    long heads = site.node().attributes().integer("num_heads", 0);
    if (flat) {
      x = split(site, steps, s, heads, microsoft ? 2 : 1);
    }
    Belief y = turned(site, steps, x, microsoft ? 2 : 1, microsoft ? 3 : 2);
    if (flat) {
      Belief back = steps.apply("Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), null, y);
      long[] whole = {s.axes().size(0), s.axes().size(1), s.axes().size(2)};
      y = steps.apply("Reshape", Map.of(), whole, back, Steps.integers(whole));
    }
    return List.of(steps.result(y));
  }

  /** [batch, n, heads·d] as [batch, heads, n, d]. */
  private static Belief split(Site site, Steps steps, Signal x, long heads, int cos) {
    long width = x.axes().size(2);
    long n = heads > 0 ? heads : width / (2 * half(site, cos));
    long[] parted = {x.axes().size(0), x.axes().size(1), n, width / n};
    Belief y = steps.apply("Reshape", Map.of(), parted, site.input(0), Steps.integers(parted));
    return steps.apply("Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), null, y);
  }

  private static long half(Site site, int cos) {
    Array a = site.entries(cos);
    if (a == null || a.rank() == 0) {
      throw new NotModelled("a rotation whose cosines and sines are not in the file");
    }
    return a.dims()[a.rank() - 1];
  }

  /** Heads [batch, heads, n, d] turned by the tables at two inputs. */
  static Belief turned(Site site, Steps steps, Belief x, int cosine, int sine) {
    if (!(x instanceof Belief.Known k) || k.signal().axes().rank() != 4) {
      throw new NotModelled("a rotation before heads are split");
    }
    var axes = k.signal().axes();
    long[] dims = {axes.size(0), axes.size(1), axes.size(2), axes.size(3)};
    long width = 2 * half(site, cosine);
    if (width > dims[3]) {
      throw new NotModelled("a rotation by tables wider than a head");
    }
    Belief whole = width < dims[3] ? part(steps, x, dims, 0, width) : x;
    long[] own = dims.clone();
    own[3] = width;
    Belief low = part(steps, whole, own, 0, width / 2);
    Belief high = part(steps, whole, own, width / 2, width);
    Belief other = steps.apply("Concat", Map.of("axis", -1L), own, steps.apply("Neg", high), low);
    Belief cos = steps.apply("Mul", whole, table(site, cosine, own));
    Belief sin = steps.apply("Mul", other, table(site, sine, own));
    Belief y = steps.apply("Add", cos, sin);
    return width < dims[3]
        ? steps.apply("Concat", Map.of("axis", -1L), dims, y, part(steps, x, dims, width, dims[3]))
        : y;
  }

  private static Belief part(Steps steps, Belief x, long[] dims, long from, long to) {
    long[] out = dims.clone();
    out[3] = to - from;
    return steps.apply(
        "Slice", Map.of(), out, x, Steps.integers(from), Steps.integers(to), Steps.integers(3));
  }

  /** Cosines or sines of one sample for both halves of the features, from the first position on. */
  private static Belief table(Site site, int input, long[] dims) {
    Array a = site.entries(input);
    int n = (int) dims[2];
    int half = (int) dims[3] / 2;
    if (a == null || a.size() < n * half) {
      throw new NotModelled("a rotation whose cosines and sines are not in the file");
    }
    double[] both = new double[2 * n * half];
    for (int i = 0; i < both.length; i++) {
      both[i] = a.at(i / (2 * half) * half + i % half);
    }
    return new Belief.Fixed(Array.of(ElementType.FLOAT, new long[] {1, 1, n, dims[3]}, both));
  }
}
