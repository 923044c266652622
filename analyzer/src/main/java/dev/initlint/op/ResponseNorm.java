package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;

/**
 * {@code LRN}: y_c = x_c/(bias + (α/size)·Σ x²)^β over a window of neighbouring channels
 * (Krizhevsky et al. 2012, section 3.3).
 *
 * <p>Of an entry it is f(x) = x/(B + a·x²)^β with a = α/size and, in B, what the other channels of
 * the window add. B is chosen so that E D^(−2β) of the denominator D is that of independent
 * channels: exact to second order in α, and not claimed where the window adds more than the bias
 * (docs/theory/norms.md#local-response).
 */
final class ResponseNorm {
  private static final int NODES = 400;

  private final Signal x;
  private final int size;
  private final double share;
  private final double beta;
  private final double bias;
  private final double others;

  private ResponseNorm(Site site) {
    x = site.signal(0);
    size = (int) site.node().attributes().integer("size", 1);
    share = site.node().attributes().real("alpha", 1e-4) / Math.max(1, size);
    beta = site.node().attributes().real("beta", 0.75);
    bias = site.node().attributes().real("bias", 1);
    if (x.axes().rank() < 2 || !x.axes().isOnly(1, Role.FEATURE)) {
      throw new NotModelled("a response norm over other than channels");
    }
    if (size < 1 || share < 0 || bias <= 0) {
      throw new NotModelled("a response norm whose denominator may be 0");
    }
    others = window(size, x.axes().size(1)) - 1;
  }

  /** Mean number of channels in a window, which ends where the channels end. */
  private static double window(int size, long channels) {
    long before = (size - 1) / 2;
    long after = size - 1 - before;
    double sum = 0;
    for (long c = 0; c < channels; c++) {
      sum += Math.min(channels - 1, c + after) - Math.max(0, c - before) + 1;
    }
    return sum / channels;
  }

  static List<Belief> forward(Site site) {
    return Site.known(new ResponseNorm(site).normalised(site.q(0)));
  }

  private Signal.Builder normalised(Expr q) {
    Signal base = x.view() == null ? x : x.base();
    Quantity<Stat> stat = Quantity.of(e -> ByStratum.map(base, function(e), e));
    Expr level = Expr.symbol("B", Quantity.of(this::level));
    String f = "E[(x/(B + " + share + "·x²)^" + beta + ")²]";
    return Signal.of(x.axes(), stat)
        .formula(Effective.function(f, stat, q, level))
        .step(
            "local response norm: E[f(√q·z)²], f = x/(B + α/size·x²)^β with what "
                + size
                + " channels add to the bias in B")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(base, g -> Quantity.of(e -> back(g.in(e), base, e)));
  }

  /** f over the base of the input, as activations before it are functions of that. */
  private ScalarFunction function(Evaluation e) {
    ScalarFunction d = Activation.SQUARE.times(share).plus(level(e)).then(Activation.power(-beta));
    ScalarFunction f = Activation.IDENTITY.times(d);
    return x.view() == null ? f : x.view().then(f);
  }

  /** B: (E D^(−2β))^(−1/2β) less what an entry adds itself, with a gamma law of the others. */
  private double level(Evaluation e) {
    Stat s = x.stat().in(e);
    double own = share * s.secondMoment();
    double mean = others * own;
    if (mean == 0 || beta == 0) {
      return bias + mean;
    }
    if (mean > bias) {
      throw new NotKnown(
          "a response norm whose window adds more than its bias: of how many channels are at rest"
              + " the second moment says too little");
    }
    double m = s.meanEntry();
    double v = s.entryVariance();
    double kurtosis = s.law().fourthMoment(m, v) / ((m * m + v) * (m * m + v));
    double shape = others / Math.max(1e-3, kurtosis - 1);
    double scale = mean / shape;
    double low = Math.log(shape) - 15 / Math.sqrt(shape) - 15 / shape;
    double high = Math.log(shape) + 8 / Math.sqrt(shape) + 3;
    double all = 0;
    double inverse = 0;
    for (int i = 0; i < NODES; i++) {
      double u = low + (high - low) * (i + 0.5) / NODES;
      double weight = Math.exp(shape * (u - Math.log(shape)) - Math.exp(u) + shape);
      all += weight;
      inverse += weight * Math.pow(bias + own + scale * Math.exp(u), -2 * beta);
    }
    return Math.pow(inverse / all, -0.5 / beta) - own;
  }

  /**
   * D·E f'f' of the entry itself, and what it adds to the denominators of its neighbours: (2aβ)² of
   * their K² over D^(2β + 2).
   */
  private Stat back(Stat g, Signal base, Evaluation e) {
    Stat in = x.stat().in(e);
    Stat own = ByStratum.pull(g, base, function(e), e);
    double level = level(e) + share * in.secondMoment();
    double slope = 2 * share * beta;
    double c = slope * slope * others * Math.pow(level, -2 * beta - 2);
    Layout to = own.layout().refine(in.layout());
    Stat d = g.refined(to);
    Stat s = in.refined(to);
    Field within = d.within().times(s.within()).times(s.within()).times(c);
    Stat y = own.refined(to);
    double[] mean = Arrays.copyOf(y.mean(), y.mean().length);
    return y.withFields(
        y.within().plus(within), y.across(), y.featureWithin(), y.featureAcross(), mean);
  }
}
