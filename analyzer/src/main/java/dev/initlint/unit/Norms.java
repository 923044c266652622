package dev.initlint.unit;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Node;
import dev.initlint.moment.Signal;
import dev.initlint.op.Norm;
import dev.initlint.op.Reduction;
import dev.initlint.propagate.Propagation;
import java.util.ArrayList;
import java.util.List;

/** Finds norms, as one operator or written out. */
final class Norms {
  /** A mean square beside which no epsilon counts. */
  private static final double LARGE = 1e12;

  private Norms() {}

  static List<NormSite> of(Propagation p, Signals all) {
    List<NormSite> sites = new ArrayList<>();
    all.owners(Norm.Normalised.class)
        .forEach(
            (unit, s) -> {
              NormSite site = site(p, all.place(s), unit, s);
              if (site != null) {
                sites.add(site);
              }
            });
    return sites;
  }

  private static NormSite site(Propagation p, Place place, Norm.Normalised unit, Signal s) {
    Signal input = unit.input();
    if (!Double.isNaN(unit.epsilon())) {
      return new NormSite(place, s, input, unit.centred(), unit.epsilon(), null);
    }
    Node node = place.node();
    for (int i = 0; node != null && i < node.inputs().size(); i++) {
      Signal number = node.input(i).isEmpty() ? null : p.signal(node.input(i));
      Signal other = node.inputs().size() == 2 ? p.signal(node.input(1 - i)) : null;
      boolean mean = number != null && number.root().unit() instanceof Reduction.FeatureMean;
      if (mean && number.view() != null && other != null) {
        Signal of = ((Reduction.FeatureMean) number.root().unit()).of();
        double eps = epsilon(number.view(), node.op().equals("Div"));
        return isSquare(of, other)
            ? new NormSite(place, s, input, unit.centred(), eps, number.root())
            : null;
      }
    }
    return new NormSite(place, s, input, unit.centred(), Double.NaN, null);
  }

  /**
   * The epsilon of a norm written out. What divides is f(m) = c·√(m + ε), or multiplies is 1/f(m),
   * with m a feature mean: c² is f(m)²/m for large m, and f(0)²/c² is ε. A vector brought to length
   * one has c = √d.
   */
  private static double epsilon(ScalarFunction f, boolean division) {
    double zero = f.value(0);
    double large = f.value(LARGE);
    double factor = (division ? large * large : 1 / (large * large)) / LARGE;
    double eps = (division ? zero * zero : 1 / (zero * zero)) / factor;
    return Double.isFinite(eps) ? eps : 0;
  }

  /** Whether {@code s} is the square of {@code x}: sums of anything else make no norm. */
  private static boolean isSquare(Signal s, Signal x) {
    ScalarFunction square = s.view() == null ? Activation.IDENTITY : s.view();
    ScalarFunction plain = x.view() == null ? Activation.IDENTITY : x.view();
    for (double z : new double[] {-1.3, 0.7, 2.1}) {
      double want = plain.value(z) * plain.value(z);
      if (Math.abs(square.value(z) - want) > 1e-6 * want) {
        return false;
      }
    }
    return true;
  }
}
