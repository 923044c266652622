package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.HashMap;
import java.util.Map;

/**
 * What the mean m of a kernel's entries adds to a convolution: W = m + (W − m), and the first part
 * sees m·Σ x over channels and taps, a mean over the window times a number, as of kernels that
 * average, blur or are positive.
 */
final class KernelMean {
  /** Deviations of a mean of independent draws beyond which it is no chance. */
  private static final double CHANCE = 6;

  private KernelMean() {}

  /** Whether entries have a mean of their own, beyond what draws about zero have by chance. */
  static boolean matters(ParameterFacts w) {
    double square = w.mean() * w.mean();
    if (w.facts() == null) {
      return square > 0; // the mean of a law is no chance
    }
    double variance = w.secondMoment() - square;
    return w.isConstant() && square > 0
        || w.count() > 1 && square * w.count() > CHANCE * CHANCE * Math.max(0, variance);
  }

  /**
   * The output of a convolution with what the mean adds to {@code y}, that of the rest.
   *
   * @param node the convolution with all of its padding
   * @param x the map that it reads
   */
  static Signal added(Site site, Node node, Signal x, ParameterFacts w, Signal y) {
    long groups = node.attributes().integer("group", 1);
    long channels = x.axes().size(1);
    if (groups != 1 && (groups != channels || w.dims()[0] != channels)) {
      throw new NotModelled("groups of several channels by a kernel whose mean is not zero");
    }
    Steps steps = new Steps(site);
    Belief sum = new Belief.Known(x);
    long[] dims = site.outputDims().clone();
    double terms = 1;
    for (int i = 1; i < w.dims().length; i++) {
      terms *= w.dims()[i];
    }
    if (groups == 1 && channels > 1) {
      boolean input = node.opset() >= 18;
      Map<String, Object> how = new HashMap<>(Map.of("keepdims", 1L));
      if (input) {
        sum = steps.apply("ReduceMean", how, null, sum, Steps.integers(1));
      } else {
        how.put("axes", new long[] {1});
        sum = steps.apply("ReduceMean", how, null, sum);
      }
      dims[1] = 1;
    }
    sum = steps.apply("AveragePool", window(node, w), dims, sum);
    sum = steps.apply("Mul", sum, Steps.number(w.mean() * terms));
    Signal mean = ((Belief.Known) sum).signal();
    if (mean.isZero()) {
      return y;
    }
    Signal whole = ((Belief.Known) steps.apply("Add", new Belief.Known(y), sum)).signal();
    Expr own =
        Effective.figure(
            "E[(Σ" + site.node().input(0) + ")²·mean(" + w.name() + ")²]",
            mean.stat(),
            Stat::secondMoment);
    Expr apart = y.formula().plus(own);
    return whole
        .seenAs(y.axes())
        .formula(Effective.sum("x·" + w.name(), whole.stat(), apart, 1))
        .step("convolution: of the kernel about its mean, and of the mean")
        .build();
  }

  private static Map<String, Object> window(Node node, ParameterFacts w) {
    Map<String, Object> how = new HashMap<>();
    for (String name : new String[] {"pads", "strides", "dilations", "auto_pad"}) {
      Object value = node.attributes().byName().get(name);
      if (value != null) {
        how.put(name, value);
      }
    }
    long[] kernel = new long[w.dims().length - 2];
    System.arraycopy(w.dims(), 2, kernel, 0, kernel.length);
    how.put("kernel_shape", kernel);
    how.put("count_include_pad", 1L);
    return how;
  }
}
