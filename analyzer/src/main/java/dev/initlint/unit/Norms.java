package dev.initlint.unit;

import dev.initlint.graph.Node;
import dev.initlint.moment.Signal;
import dev.initlint.op.Norm;
import dev.initlint.op.Reduction;
import dev.initlint.propagate.Propagation;
import java.util.ArrayList;
import java.util.List;

/** Finds norms, as one operator or written out. */
final class Norms {
  private Norms() {}

  static List<NormSite> of(Propagation p, Signals all) {
    List<NormSite> sites = new ArrayList<>();
    all.owners(Norm.Normalised.class)
        .forEach(
            (unit, s) -> {
              Place place = all.place(s);
              double eps = Double.isNaN(unit.epsilon()) ? written(p, place) : unit.epsilon();
              sites.add(new NormSite(place, s, unit.input(), unit.centred(), eps));
            });
    return sites;
  }

  /**
   * The epsilon of a norm written out. What divides is f(m) = √(m + ε), or multiplies is 1/f(m),
   * with m a feature mean; f(0)² is ε.
   */
  private static double written(Propagation p, Place place) {
    Node node = place.node();
    if (node == null) {
      return Double.NaN;
    }
    for (String name : node.inputs()) {
      Signal s = name.isEmpty() ? null : p.signal(name);
      if (s != null && s.view() != null && s.root().unit() instanceof Reduction.FeatureMean) {
        double at = s.view().value(0);
        double eps = node.op().equals("Div") ? at * at : 1 / (at * at);
        return Double.isFinite(eps) ? eps : 0;
      }
    }
    return Double.NaN;
  }
}
