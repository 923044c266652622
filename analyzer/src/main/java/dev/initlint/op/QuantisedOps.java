package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.List;

/**
 * Operators on integer codes as what they mean: real = scale·(code − zero point). Activations keep
 * their real meaning all the way, so that the scale of one that is chosen at run time is 1; codes
 * of weights are made real. Rounding and saturation are left out.
 */
final class QuantisedOps {
  private final Site site;
  private final Steps steps;

  private QuantisedOps(Site site) {
    this.site = site;
    this.steps = new Steps(site);
  }

  /**
   * {@code DequantizeLinear}: a signal has kept its real meaning; codes of constants get theirs.
   */
  static List<Belief> dequantised(Site site) {
    if (site.signalOrNull(0) != null) {
      return Structural.same(site);
    }
    if (site.node().attributes().integer("block_size", 0) > 0) {
      throw new NotModelled("codes that are scaled by blocks");
    }
    int axis = (int) site.node().attributes().integer("axis", 1);
    return List.of(new QuantisedOps(site).real(0, 1, 2, axis));
  }

  /** {@code DynamicQuantizeLinear}: codes, scale, zero point. */
  static List<Belief> dynamic(Site site) {
    return List.of(
        Structural.same(site).get(0),
        new Belief.Fixed(Array.scalar(ElementType.FLOAT, 1)),
        new Belief.Fixed(Array.scalar(ElementType.UINT8, 0)));
  }

  /** {@code MatMulInteger}: a, b and their zero points. */
  static List<Belief> matMulInteger(Site site) {
    QuantisedOps o = new QuantisedOps(site);
    return o.inUnits(o.result("MatMul", site.input(0), o.real(1, -1, 3, -1)));
  }

  /** {@code ConvInteger}: x, w and their zero points. */
  static List<Belief> convInteger(Site site) {
    QuantisedOps o = new QuantisedOps(site);
    return o.inUnits(o.result("Conv", site.input(0), o.real(1, -1, 3, 0)));
  }

  /**
   * {@code QLinearMatMul}: two factors, each with scale and zero point, and those of the result.
   */
  static List<Belief> matMul(Site site) {
    QuantisedOps o = new QuantisedOps(site);
    return o.result("MatMul", o.real(0, 1, 2, -1), o.real(3, 4, 5, -1));
  }

  /** {@code QLinearConv}: x and w as in {@link #matMul}, and a bias whose scale is that of both. */
  static List<Belief> convolution(Site site) {
    QuantisedOps o = new QuantisedOps(site);
    Belief w = o.real(3, 4, 5, 0);
    if (!site.node().hasInput(8)) {
      return o.result("Conv", o.real(0, 1, 2, -1), w);
    }
    return o.result("Conv", o.real(0, 1, 2, -1), w, o.bias());
  }

  /** ONNX Runtime's {@code QLinearAdd} and {@code QLinearMul}. */
  static Op pair(String op) {
    return site -> {
      QuantisedOps o = new QuantisedOps(site);
      return o.result(op, o.real(0, 1, 2, -1), o.real(3, 4, 5, -1));
    };
  }

  /** The same, said to be in units of a scale that only a run shows. */
  private List<Belief> inUnits(List<Belief> b) {
    Signal y = ((Belief.Known) b.get(0)).signal();
    return Site.known(
        y.seenAs(y.axes())
            .formula(y.formula())
            .scale(y.scale())
            .step(
                "in units of the activation's scale, which is chosen at run time and taken for 1"));
  }

  private List<Belief> result(String op, Belief... inputs) {
    return List.of(
        steps.result(
            steps.apply(op, site.node().attributes().byName(), site.outputDims(), inputs)));
  }

  /**
   * The real meaning of an input.
   *
   * @param scale input with its scale; −1 where it is applied later
   * @param axis that scales and zero points run along; −1 for the last
   */
  private Belief real(int codes, int scale, int zero, int axis) {
    if (site.signalOrNull(codes) != null) {
      return site.input(codes);
    }
    Array c = site.entries(codes);
    if (c == null) {
      throw new NotModelled("codes that are neither a signal nor constant");
    }
    int along = axis < 0 ? Math.max(0, c.rank() - 1) : axis;
    double[] s = scale < 0 ? new double[] {1} : numbers(scale, 1);
    double[] z = numbers(zero, 0);
    return weight(site.node().input(codes), c, along, s, z);
  }

  private Belief bias() {
    double[] x = numbers(1, 1);
    double[] w = numbers(4, 1);
    double[] s = new double[w.length];
    for (int i = 0; i < s.length; i++) {
      s[i] = x[0] * w[i];
    }
    Array c = site.entries(8);
    if (c == null) {
      throw new NotModelled("a quantised bias that is not constant");
    }
    return weight(site.node().input(8), c, 0, s, new double[] {0});
  }

  private Belief weight(String name, Array codes, int axis, double[] scale, double[] zero) {
    long[] dims = codes.dims();
    long inner = 1;
    for (int i = axis + 1; i < dims.length; i++) {
      inner *= dims[i];
    }
    long extent = dims.length == 0 ? 1 : dims[axis];
    double[] v = codes.toDoubles().clone();
    for (int i = 0; i < v.length; i++) {
      int at = (int) (i / inner % extent);
      v[i] = scale[one(scale, at)] * (v[i] - zero[one(zero, at)]);
    }
    Array real = Array.of(ElementType.FLOAT, dims, v);
    if (v.length == 1) {
      return new Belief.Fixed(real);
    }
    ParameterFacts facts = ComputedWeight.of(site, name, real);
    if (facts == null) {
      throw new NotModelled("a quantised weight that is empty or not finite");
    }
    Belief b = new Belief.Parameter(facts);
    steps.name(b, name);
    return b;
  }

  private static int one(double[] of, int at) {
    if (of.length > 1 && at >= of.length) {
      throw new NotModelled("scales by blocks or by another axis");
    }
    return of.length == 1 ? 0 : at;
  }

  private double[] numbers(int input, double otherwise) {
    if (!site.node().hasInput(input)) {
      return new double[] {otherwise};
    }
    Array a = site.entries(input);
    if (a == null || a.rank() > 1 && a.size() > 1) {
      throw new NotModelled("scales or zero points that are not constant, or of two axes");
    }
    return a.toDoubles();
  }
}
