package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.Law;
import dev.initlint.source.Remedy;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** INIT005: a normal law cut at two standard deviations has 0.88 of the one it was given. */
final class TruncatedNormalUncorrected implements Rule {
  private static final Card CARD =
      Card.of(
          "INIT005",
          "truncated-normal-uncorrected",
          Severity.NOTE,
          "a truncated normal law has a smaller standard deviation than it was given",
          """
          ## What it does
          Recognises weights drawn from a normal law cut at two standard deviations whose measured
          spread is 0.8796 of a usual one.

          ## Why
          Cutting at ±2σ leaves 0.7737 of the variance. Between norms that is of no consequence; in a
          stack without norms every layer passes 0.77 of the second moment it should, and L layers
          pass 0.77^L.

          ## Bad
          ```graph
          x = input(8, 64)
          y = linear(x, 64, truncated(0.125))
          ```

          ```python
          nn.init.trunc_normal_(layer.weight, std=s, a=-2 * s, b=2 * s)
          ```

          ## Good
          ```graph
          x = input(8, 64)
          y = linear(x, 64, normal(0, 0.125))
          ```

          ```python
          s = s / 0.87962566
          nn.init.trunc_normal_(layer.weight, std=s, a=-2 * s, b=2 * s)
          ```

          ## Fix
          Divide the standard deviation that the law is given by 0.8796.

          ## When to ignore it
          Where norms follow: nearly all vision transformers are drawn this way.

          ## References
          - https://github.com/tensorflow/tfjs/issues/8594
          """);

  /** Share of the variance that cutting at two standard deviations leaves. */
  private static final double LEFT = 0.7737413035499232;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<LinearSite> hits = new ArrayList<>();
    for (LinearSite site : model.linears()) {
      Law law = site.weight().law();
      if (law != null
          && law.family() == Law.Family.TRUNCATED_NORMAL
          && law.name().startsWith("truncated")
          && !law.name().endsWith("3σ")) {
        hits.add(site);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    LinearSite site = hits.get(0);
    double std = model.std(site.weight());
    int depth = depth(hits);
    double passed = Math.pow(LEFT, depth);
    report
        .finding(
            Severity.NOTE,
            "weights drawn from "
                + site.weight().law().name()
                + " have std "
                + Wording.number(std)
                + " in place of "
                + Wording.number(std / Math.sqrt(LEFT))
                + (depth > 1
                    ? ": " + depth + " layers in a row pass " + Wording.number(passed) + " of q"
                    : "")
                + Wording.more(hits.size() - 1, "weight"))
        .at(site.place(), site.weight().name())
        .andOf(hits)
        .predicts("std over the one it was given", Math.sqrt(LEFT), 0.99, 1.01)
        .formula("var(W)/σ² = 1 − 4·φ(2)/(2·Φ(2) − 1) = 0.7737")
        .fix(
            "draw with "
                + Wording.constant(std / LEFT)
                + " = "
                + Wording.number(std / Math.sqrt(LEFT))
                + "/0.8796")
        .cure(hits.stream().map(s -> corrected(model, s)).toList())
        .add();
  }

  private static Remedy.Redraw corrected(Model model, LinearSite site) {
    double std = model.std(site.weight()) / Math.sqrt(LEFT);
    return new Remedy.Redraw(site.weight().name(), std, site.fans().fanIn());
  }

  /** The longest run of such layers with no norm between. */
  private static int depth(List<LinearSite> hits) {
    int longest = 1;
    for (LinearSite site : hits) {
      int n = 1;
      for (LinearSite at = site;
          at.before() != null && hits.contains(at.before());
          at = at.before()) {
        n++;
      }
      longest = Math.max(longest, n);
    }
    return longest;
  }
}
