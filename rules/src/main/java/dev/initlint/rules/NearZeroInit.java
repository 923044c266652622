package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Sublayer;
import java.util.ArrayList;
import java.util.List;

/** INIT002: weights so small that what they make hardly depends on the input. */
final class NearZeroInit implements Rule {
  private static final Card CARD =
      Card.of(
          "INIT002",
          "near-zero-init",
          Severity.WARNING,
          "weights are so small that their output hardly depends on the input",
          """
          ## What it does
          Reports linear maps with 0 < fan_in·var(W) < 1e-4: their output is less than a hundredth of
          their input in size. Weights of exact zeros, heads, and the last weight of a residual branch
          are left out, since starting those small is a recipe.

          ## Why
          What follows sees biases and ε instead of the input. A typing slip is the usual reason, as
          an initialiser range of 1e-10, or a spread divided by √d_model twice.

          ## Bad
          ```graph
          x = input(8, 64)
          h = relu(linear(x, 64, normal(0, 0.001)))
          y = linear(h, 10, normal(0, 0.125))
          ```

          ```python
          nn.init.normal_(layer.weight, std=1e-10)
          ```

          ```json
          {"model_type": "vit",
           "architectures": ["ViTModel"],
           "initializer_range": 1e-10}
          ```

          ## Good
          ```graph
          x = input(8, 64)
          h = relu(linear(x, 64, normal(0, 0.1767767)))
          y = linear(h, 10, normal(0, 0.125))
          ```

          ```python
          nn.init.normal_(layer.weight, std=0.02)
          ```

          ```json
          {"model_type": "vit",
           "architectures": ["ViTModel"],
           "initializer_range": 0.02}
          ```

          ## Fix
          Draw the weight with a standard deviation near 1/√fan_in.

          ## When to ignore it
          Adapters and other parts that are meant to start as nothing. Where a norm follows whose ε
          is small beside the signal, the finding is a note.

          ## References
          - https://github.com/huggingface/transformers/issues/26508
          - https://github.com/young-geng/EasyLM/pull/115
          """);

  private static final double SMALL = 1e-4;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<LinearSite> hits = new ArrayList<>();
    for (LinearSite site : model.linears()) {
      if (!site.weight().isConstant() && gain(model, site) > 0 && gain(model, site) < SMALL) {
        hits.add(site);
      }
    }
    hits.removeIf(site -> isEnd(model, site));
    if (!hits.isEmpty()) {
      report(model, report, hits);
    }
  }

  private static double gain(Model model, LinearSite site) {
    double std = model.std(site.weight());
    return site.fans().fanIn() * std * std;
  }

  private static boolean isEnd(Model model, LinearSite site) {
    return model.heads().stream().anyMatch(h -> h.weight() == site.weight())
        || model.streams().stream()
            .flatMap(s -> s.sublayers().stream())
            .map(Sublayer::last)
            .anyMatch(l -> l == site);
  }

  private static void report(Model model, Report report, List<LinearSite> hits) {
    LinearSite site = hits.get(0);
    double gain = gain(model, site);
    double right = 1 / Math.sqrt(site.fans().fanIn());
    boolean normed = Survival.isNormalised(model, site.weight().name(), gain);
    report
        .finding(
            normed ? Severity.NOTE : Severity.WARNING,
            "weights of std "
                + Wording.number(model.std(site.weight()))
                + " pass "
                + Wording.number(gain)
                + " of the second moment: the output hardly depends on the input"
                + Wording.more(hits.size() - 1, "weight"))
        .at(site.place(), site.weight().name())
        .andOf(hits)
        .predicts("fan_in·var(W)", gain, SMALL, 9)
        .formula("fan_in·var(" + site.weight().name() + ")")
        .from(site.output())
        .fix(
            "draw with std "
                + Wording.constant(right)
                + " = 1/√"
                + site.fans().fanIn()
                + " in place of "
                + Wording.constant(model.std(site.weight())))
        .cure(Redraws.before(model, hits))
        .add();
  }
}
