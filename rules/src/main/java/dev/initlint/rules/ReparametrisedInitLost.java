package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.Fans;
import dev.initlint.law.IntendedLaw;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** INIT011: a weight under a weight norm was drawn anew, and its length stayed what it was. */
final class ReparametrisedInitLost implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT011",
              "reparametrised-init-lost",
              Severity.WARNING,
              "a weight under a weight norm was drawn anew to no effect",
              """
              ## What it does
              Finds pairs of a direction v and a length g of a weight norm, W = g·v/‖v‖, by their
              names (weight_v and weight_g, parametrizations.weight.original1 and original0), and
              compares g with ‖v‖, which are equal when the norm is put on. Reports a ratio away from
              1 by more than a twentieth. Where the law is known that the library means for the
              weight, reports a standard deviation of W that is off by as much.

              ## Why
              Under a weight norm only v/‖v‖ and g matter. An initialiser that draws v changes its
              direction, which was random already, and not the size of W, which g holds from the
              first draw. One that writes to the computed weight is overwritten in the next forward
              pass. The initialiser that one reads in the code is not the one that runs.

              ## Bad
              ```graph
              x = input(8, 64)
              y = weightnorm(x, 256, normal(0, 0.02), constant(0.58))
              ```

              ```python
              conv = nn.utils.parametrizations.weight_norm(nn.Conv1d(768, 768, 128))
              nn.init.normal_(conv.parametrizations.weight.original1, std=0.02)
              ```

              ## Good
              ```graph
              x = input(8, 64)
              y = weightnorm(x, 256, normal(0, 0.0725), constant(0.58))
              ```

              ```python
              conv = nn.Conv1d(768, 768, 128)
              nn.init.normal_(conv.weight, std=0.02)
              conv = nn.utils.parametrizations.weight_norm(conv)
              ```

              ## Fix
              Draw the weight before the norm is put on, or set g to the length that is meant.

              ## When to ignore it
              When g was set afterwards, as by an initialiser that depends on data.

              ## References
              - https://github.com/pytorch/pytorch/issues/180968
              - https://arxiv.org/abs/1602.07868
              """)
          .advises(
              "each length follows the draw of its own row, which no law of all of them describes");

  private static final double SAME = 0.05;

  private static final List<String[]> NAMES =
      List.of(
          new String[] {"weight_v", "weight_g"},
          new String[] {"weight.original1", "weight.original0"});

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<String, ParameterSite> sites = new HashMap<>();
    model.parameters().forEach(s -> sites.put(s.name(), s));
    ParameterSite hit = null;
    double off = 1;
    int others = -1;
    for (ParameterSite v : model.parameters()) {
      ParameterSite g = length(sites, v.name());
      double ratio = g == null ? Double.NaN : ratio(model, v.weight(), g.weight());
      if (Math.abs(ratio - 1) > SAME) {
        others++;
        off = hit == null ? ratio : off;
        hit = hit == null ? v : hit;
      }
    }
    if (hit != null) {
      report(model, report, hit, off, others);
    }
  }

  private static ParameterSite length(Map<String, ParameterSite> sites, String v) {
    for (String[] pair : NAMES) {
      if (v.endsWith(pair[0])) {
        return sites.get(v.substring(0, v.length() - pair[0].length()) + pair[1]);
      }
    }
    return null;
  }

  /**
   * The size of W as used over that of v as drawn, or over that which is meant: the root of Σg²
   * over Σv², since each slice has the length g.
   */
  private static double ratio(Model model, ParameterFacts v, ParameterFacts g) {
    IntendedLaw meant = v.intended();
    if (v.dims().length < 2) {
      return Double.NaN;
    }
    double used = g.count() * square(model, g);
    boolean special = meant != null && meant.isSpecial();
    return Math.sqrt(used / (special ? own(v, meant) : v.count() * square(model, v)));
  }

  private static double square(Model model, ParameterFacts w) {
    return model.number(w.variance()) + w.mean() * w.mean();
  }

  private static double own(ParameterFacts v, IntendedLaw meant) {
    return v.count() * IntendedLaw.variance(meant.law(), Fans.conv(v.dims()));
  }

  private static void report(
      Model model, Report report, ParameterSite v, double ratio, int others) {
    double std = model.std(v.weight());
    report
        .finding(
            Severity.WARNING,
            "the draw of "
                + v.name()
                + " with std "
                + Wording.number(std)
                + " has no effect: its weight norm makes the weight "
                + Wording.number(ratio)
                + " times as large"
                + Wording.more(others, "weight"))
        .at(v.place(), v.name())
        .predicts("size of the weight over that of its draw", ratio, 1 - SAME, 1 + SAME)
        .formula("√(Σg²/Σv²)")
        .fix(
            "set the lengths to those of the draw, "
                + Wording.number(1 / ratio)
                + " of what they are")
        .add();
  }
}
