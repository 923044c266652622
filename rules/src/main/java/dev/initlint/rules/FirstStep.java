package dev.initlint.rules;

import dev.initlint.gaussian.ErrorFunction;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;

/**
 * How far a step of lr·sign(g) moves the output of a linear map (docs/theory/loss.md#first-step).
 *
 * <p>sign(g) is √(2/π)·g/√E[g²] and a rest that is independent of the inputs (Bussgang 1952), and g
 * = Σ_s δ_s x_s. What a position sees is lr·√(2/π)/√E[g²]·fan_in·Σ_s δ_s K_ts with K_ts = E[x_t
 * x_s]: its own term, those of its sample and those of the other samples.
 */
final class FirstStep {
  private static final double LINEAR = 2 / Math.PI;
  private static final double STEP = 0.05;
  private static final double REACH = 8;

  private FirstStep() {}

  /**
   * √(E[Δy²]/E[y²]), or NaN.
   *
   * @param first gradients of the loss; null where there is none, for one of variance 1 at the
   *     output
   */
  static double moved(Model model, FirstGradients first, LinearSite site, double rate) {
    Stat x = model.figure(site.input().stat());
    Stat g =
        first == null
            ? model.figure(model.propagation().gradient(site.output()))
            : first.at(site.output());
    double weight = first == null ? model.weightGradient(site.weight()) : first.of(site.weight());
    double q = model.secondMoment(site.output());
    boolean alike = x != null && g != null && positions(x) == positions(g);
    if (!alike || !(weight > 0) || !(q > 0)) {
      return Double.NaN;
    }
    double fanIn = fanIn(model, site);
    double batch = model.number(Expr.symbol("batch"));
    double along = LINEAR * fanIn * fanIn * seen(x, g, batch) / weight;
    double whole = fanIn * meanSize(x);
    double square = Math.min(along, whole * whole) + (1 - LINEAR) * fanIn * x.secondMoment();
    return rate * Math.sqrt(square / q);
  }

  /** Terms of an output: by the axes where they tell it. */
  static double fanIn(Model model, LinearSite site) {
    double terms = site.fanIn() == null ? Double.NaN : model.number(site.fanIn());
    return terms >= 1 ? terms : site.fans().fanIn();
  }

  private static double positions(Stat s) {
    return s.layout().positions();
  }

  /**
   * E(Σ_s δ_s K_ts)² with K = b + (p − b) within a sample + (q − p) at the position itself, and
   * what overlaps of other positions vary by in a finite width.
   */
  private static double seen(Stat x, Stat g, double batch) {
    double t = positions(x);
    double n = t * batch;
    double own = g.secondMoment();
    double within = g.tokenOverlap();
    double across = g.across().meanAll(g.layout());
    double sample = t * own + t * (t - 1) * within;
    double all = batch * sample + n * (n - t) * across;
    double q = x.secondMoment();
    double p = t > 1 ? x.tokenOverlap() : x.across().meanAll(x.layout());
    double b = x.across().meanAll(x.layout());
    return b * b * all
        + (p - b) * (p - b) * sample
        + (q - p) * (q - p) * own
        + 2 * b * (p - b) * all / batch
        + 2 * b * (q - p) * all / n
        + 2 * (p - b) * (q - p) * sample / t
        + (n - 1) * own * (q - p) * (q - p) * x.inverseDim();
  }

  /** E|x| by the law of an entry. */
  static double meanSize(Stat x) {
    double mean = x.meanEntry();
    double std = Math.sqrt(Math.max(0, x.secondMoment() - mean * mean));
    double sum = 0;
    double whole = 0;
    for (double z = -REACH; z <= REACH; z += STEP) {
      double w = ErrorFunction.normalDensity(z);
      sum += w * Math.abs(mean + std * x.law().quantile(z));
      whole += w;
    }
    return sum / whole;
  }
}
