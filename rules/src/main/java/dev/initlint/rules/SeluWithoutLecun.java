package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** ACT003: SELU normalises itself only when weights have variance 1/fan_in. */
final class SeluWithoutLecun implements Rule {
  private static final Card CARD =
      Card.of(
              "ACT003",
              "selu-without-lecun",
              Severity.WARNING,
              "SELU with weights of another variance than 1/fan_in",
              """
              ## What it does
              Finds chains of linear maps joined by SELU and reports those with a weight before a
              SELU whose variance is off 1/fan_in by more than 5 %.

              ## Why
              SELU maps mean 0 and variance 1 to themselves when fan_in·var(W) = 1. With He's law the
              second moment climbs to about 95 after 20 layers, with a gain of 3/4 it sinks to 0.06.
              PyTorch's calculate_gain('selu') is 3/4 and is not the one of the paper.

              ## Bad
              ```graph
              x = input(8, 64)
              repeat 4
                x = selu(linear(x, 64, normal(0, 0.1767767)))
              y = linear(x, 10, normal(0, 0.125))
              ```

              ```python
              nn.init.kaiming_normal_(layer.weight)
              h = F.selu(layer(h))
              ```

              ## Good
              ```graph
              x = input(8, 64)
              repeat 4
                x = selu(linear(x, 64, normal(0, 0.125)))
              y = linear(x, 10, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(layer.weight, std=layer.in_features**-0.5)
              h = F.selu(layer(h))
              ```

              ## Fix
              Draw with LeCun's law, a standard deviation of 1/√fan_in, and use AlphaDropout.

              ## When to ignore it
              Where norms follow each SELU; those are not reported.

              ## References
              - https://arxiv.org/abs/1706.02515
              - https://github.com/pytorch/pytorch/pull/54057
              """)
          .causedBy("INIT003");

  private static final double TOLERANCE = 0.05;
  private static final int SHALLOWEST = 2;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Chain chain : Chain.of(model)) {
      List<LinearSite> hits = new ArrayList<>();
      int selus = 0;
      for (LinearSite site : chain.maps()) {
        if (site.activation() != null && isSelu(site.activation())) {
          selus++;
          if (Math.abs(gain(model, site.before()) - 1) > TOLERANCE) {
            hits.add(site.before());
          }
        }
      }
      if (selus >= SHALLOWEST && !hits.isEmpty()) {
        report(model, report, chain, hits);
        return;
      }
    }
  }

  private static boolean isSelu(ScalarFunction f) {
    return f.name().equals(Activation.SELU.name());
  }

  private static double gain(Model model, LinearSite site) {
    double std = model.std(site.weight());
    return site.fans().fanIn() * std * std;
  }

  private static void report(Model model, Report report, Chain chain, List<LinearSite> hits) {
    LinearSite site = hits.get(0);
    double gain = gain(model, site);
    double growth = chain.growth(model);
    boolean normed = Survival.isNormalised(model, chain.first().weight().name(), growth);
    report
        .finding(
            normed ? Severity.NOTE : Severity.WARNING,
            "SELU needs fan_in·var(W) = 1 and has "
                + Wording.number(gain)
                + ": the second moment changes by "
                + Wording.number(growth)
                + " over "
                + chain.depth()
                + " layers"
                + Wording.more(hits.size() - 1, "layer"))
        .at(site.place(), site.weight().name())
        .andOf(hits)
        .predicts("fan_in·var(W)", gain, 1 - TOLERANCE, 1 + TOLERANCE)
        .formula("fan_in·var(" + site.weight().name() + ")")
        .from(chain.last().input())
        .fix(
            "draw with std "
                + Wording.constant(1 / Math.sqrt(site.fans().fanIn()))
                + " = 1/√"
                + site.fans().fanIn()
                + " in place of "
                + Wording.constant(model.std(site.weight())))
        .cure(Redraws.of(hits, 1))
        .add();
  }
}
