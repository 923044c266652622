package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.Fans;
import dev.initlint.law.IntendedLaw;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.ArrayList;
import java.util.List;

/** RES004: the library scales a weight for depth, and the file holds it unscaled. */
final class ScaledInitSkipped implements Rule {
  private static final Card CARD =
      Card.of(
              "RES004",
              "scaled-init-silently-skipped",
              Severity.ERROR,
              "maps that should be scaled for depth hold the unscaled draw",
              """
              ## What it does
              Compares each weight that the library draws narrower for depth with the one in the
              file. Reports those that have the spread of the general rule: the special rule never
              reached them.

              ## Why
              Such rules pick parameters by name or by type. A comparison with a qualified name that
              never matches, or a branch behind another that always does, leaves every block at full
              width without a word: 2L branches then make the stream √(2L) times as large.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              repeat 8
                n = layernorm(x)
                h = linear(n, 64, normal(0, 0.02))
                f = linear(relu(h), 64, normal(0, 0.02) meant normal(0, 0.005))
                x = add(x, f)
              y = linear(layernorm(x), 10, normal(0, 0.02))
              ```

              ```python
              for name, p in self.named_parameters():
                  if name == "c_proj.weight":  # names are qualified: this is never true
                      p.data.normal_(std=0.02 / (2 * n_layer) ** 0.5)
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              repeat 8
                n = layernorm(x)
                h = linear(n, 64, normal(0, 0.02))
                f = linear(relu(h), 64, normal(0, 0.005) meant normal(0, 0.005))
                x = add(x, f)
              y = linear(layernorm(x), 10, normal(0, 0.02))
              ```

              ```python
              for name, p in self.named_parameters():
                  if name.endswith("c_proj.weight"):
                      p.data.normal_(std=0.02 / (2 * n_layer) ** 0.5)
              ```

              ## Fix
              Compare with the end of the name, or set the scale where the layer is made, and look at
              one weight afterwards.

              ## When to ignore it
              When another initialiser is meant than the library's.

              ## References
              - https://github.com/huggingface/transformers/issues/47458
              - https://github.com/huggingface/transformers/pull/47478
              """)
          .causedBy("INIT009")
          .onWeightsAlone();

  /** Sampling and rounding leave a variance this near to that of its law. */
  private static final double EXACT = 0.15;

  /** A normal law over that cut at two deviations, with room for sampling. */
  private static final double UNCUT = 1.35;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<ParameterSite> hits = new ArrayList<>();
    for (ParameterSite site : model.parameters()) {
      IntendedLaw law = site.weight().intended();
      if (law != null
          && law.purpose() == IntendedLaw.Purpose.DEPTH_SCALED
          && law.isSpecial()
          && site.weight().facts() != null) {
        double variance = site.weight().facts().variance();
        if (isUnscaled(law, variance, site.fans())) {
          hits.add(site);
        }
      }
    }
    if (!hits.isEmpty()) {
      report(report, hits);
    }
  }

  /**
   * Whether a variance is that of the general rule. Where that rule cuts its draw and another did
   * not, it is a little more.
   */
  static boolean isUnscaled(IntendedLaw law, double variance, Fans fans) {
    double general = IntendedLaw.variance(law.general(), fans);
    boolean whole = variance > general && variance < general * UNCUT;
    return (whole || near(variance, general))
        && !near(variance, IntendedLaw.variance(law.law(), fans));
  }

  private static boolean near(double a, double b) {
    return Math.abs(a / b - 1) < EXACT;
  }

  private static Remedy.Redraw asMeant(ParameterSite site) {
    double std = new MeantSpread(site).meant();
    return new Remedy.Redraw(site.name(), std, site.fans().fanIn());
  }

  private static void report(Report report, List<ParameterSite> hits) {
    ParameterSite site = hits.get(0);
    IntendedLaw law = site.weight().intended();
    MeantSpread spread = new MeantSpread(site);
    report
        .finding(
            Severity.ERROR,
            spread.told()
                + ": the rule that scales it for depth never reached it"
                + Wording.more(hits.size() - 1, "weight"))
        .at(site.place(), site.name())
        .andIn(hits)
        .predicts(
            "std over the one intended", spread.found() / spread.meant(), 1 - EXACT, 1 + EXACT)
        .formula("std(W)/std of " + law.law().name())
        .because(law.source() + ": " + law.law().name() + "; in general: " + law.general().name())
        .fix("draw " + site.name() + " with std " + Wording.constant(spread.meant()))
        .cure(hits.stream().map(ScaledInitSkipped::asMeant).toList())
        .add();
  }
}
