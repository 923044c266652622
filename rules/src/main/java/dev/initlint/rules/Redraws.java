package dev.initlint.rules;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.propagate.Head;
import dev.initlint.source.Remedy.Redraw;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.List;

/** Weights to be drawn from other laws. */
final class Redraws {
  private Redraws() {}

  /** Each weight with fan_in·var(W) = {@code gain}. */
  static List<Redraw> of(List<LinearSite> sites, double gain) {
    return sites.stream().map(s -> redraw(s, gain)).toList();
  }

  /** Each weight with the gain of the activation that follows it. */
  static List<Redraw> before(Model model, List<LinearSite> sites) {
    return sites.stream().map(s -> redraw(s, gain(following(model, s)))).toList();
  }

  /** The weight of a head; none where it is an embedding table as well. */
  static List<Redraw> ofHead(Head head, double std, double width) {
    return head.table() == null
        ? List.of(new Redraw(head.weight().name(), std, Math.round(width)))
        : List.of();
  }

  /** The gain 1/E[f(z)²] that keeps the second moment of unit signals through f. */
  static double gain(ScalarFunction f) {
    double gain = 1 / GaussianTransform.of(f, 0, 1).secondMoment();
    return Double.isFinite(gain) && gain > 0 ? gain : 1;
  }

  private static ScalarFunction following(Model model, LinearSite site) {
    return model.linears().stream()
        .filter(s -> s.before() == site && s.activation() != null)
        .map(LinearSite::activation)
        .findFirst()
        .orElse(Activation.IDENTITY);
  }

  static Redraw redraw(LinearSite site, double gain) {
    long fanIn = site.fans().fanIn();
    return new Redraw(site.weight().name(), Math.sqrt(gain / fanIn), fanIn);
  }
}
