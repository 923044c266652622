package dev.initlint.rules;

import dev.initlint.gaussian.ErrorFunction;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import dev.initlint.propagate.Head;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;

/**
 * How far a step of lr·sign(g) moves the output of a linear map (docs/theory/loss.md#first-step).
 *
 * <p>sign(g) is √(2/π)·g/√E[g²] and a rest that is independent of the inputs (Bussgang 1952), and g
 * = Σ_s δ_s x_s. What a position sees is lr·√(2/π)/√E[g²]·fan_in·Σ_s δ_s K_ts with K_ts = E[x_t
 * x_s]: its own term, those of its sample and those of the other samples, each by where they stand
 * ({@link StepOverlap}). The rows of a head are told apart by {@link Labels}.
 *
 * <p>Beside PyTorch over widths of 64 to 256 the maps of transformers are within a quarter, those
 * that read rectified features up to two fifths above (the signs of a column do not see how large
 * its feature is), and keys, whose gradients cancel over positions, down to two fifths.
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
    Head head = first == null ? null : first.loss().head();
    double share =
        head != null && head.logits() == site.output()
            ? ofClasses(x, g, batch, Labels.of(model, head, batch * positions(x)))
            : seen(x, g, batch) / weight;
    double whole = fanIn * meanSize(x);
    double along = Math.min(LINEAR * fanIn * fanIn * share, whole * whole);
    return rate * Math.sqrt((along + (1 - LINEAR) * fanIn * x.secondMoment()) / q);
  }

  /** Terms of an output: by the axes where they tell it. */
  static double fanIn(Model model, LinearSite site) {
    double terms = site.fanIn() == null ? Double.NaN : model.number(site.fanIn());
    return terms >= 1 ? terms : site.fans().fanIn();
  }

  private static double positions(Stat s) {
    return s.layout().positions();
  }

  /** E(Σ_s δ_s K_ts)², and what overlaps of other positions vary by in a finite width. */
  private static double seen(Stat x, Stat g, double batch) {
    StepOverlap overlap = overlap(x, g, batch);
    Stat along = refined(g, overlap.layout());
    StepOverlap.Gradient all = new StepOverlap.Gradient(along.within(), along.across());
    return overlap.seen(all) + chance(x, batch) * g.secondMoment();
  }

  /**
   * E(Σ_s δ_s K_ts)²/E[G²] of the rows of a head. Those of classes that no label of the batch names
   * have δ = p of one sign at all positions and far smaller gradients; a sign does not see how
   * small.
   */
  private static double ofClasses(Stat x, Stat g, double batch, Labels labels) {
    StepOverlap overlap = overlap(x, g, batch);
    Stat along = refined(g, overlap.layout());
    double noise = chance(x, batch);
    double sum = 0;
    for (boolean named : new boolean[] {false, true}) {
      StepOverlap.Gradient row = labels.gradient(along.within(), along.across(), named);
      double own = row.within().meanSame(overlap.layout());
      double weight = overlap.weight(row);
      double share = named ? labels.named() : 1 - labels.named();
      sum += weight > 0 ? share * (overlap.seen(row) + noise * own) / weight : 0;
    }
    return sum;
  }

  /** Σ_s var K_ts over the other positions. */
  private static double chance(Stat x, double batch) {
    double free = x.secondMoment() - (positions(x) > 1 ? x.tokenOverlap() : across(x));
    return (positions(x) * batch - 1) * free * free * x.inverseDim();
  }

  private static double across(Stat x) {
    return x.across().meanAll(x.layout());
  }

  private static StepOverlap overlap(Stat x, Stat g, double batch) {
    Layout both = x.sequential().layout().refine(g.sequential().layout());
    Stat fine = refined(x, both);
    return new StepOverlap(both, batch, fine.within(), fine.across());
  }

  private static Stat refined(Stat s, Layout to) {
    Stat along = s.sequential();
    return along.layout().sameAs(to) ? along : along.refined(to);
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
