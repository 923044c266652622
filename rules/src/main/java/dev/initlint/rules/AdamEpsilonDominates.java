package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.training.Training;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;

/** TRAIN002: gradients are so small that the optimiser's ε decides its steps. */
final class AdamEpsilonDominates implements Rule {
  private static final Card CARD =
      Card.of(
              "TRAIN002",
              "adam-eps-dominates",
              Severity.WARNING,
              "gradients are so small that the optimiser's epsilon decides its steps",
              """
              ## What it does
              For optimisers that divide each gradient by its size, predicts the root mean square of
              the gradient of each weight from the loss itself and compares it with ε, 1e-8 where
              none is stated. Reports weights below ten times ε, as a warning where most weights lose
              more than half of a step.

              ## Why
              The step is lr·g/(|g| + ε). A weight whose gradient is of the size of ε moves by half
              of what it should, and one far below it hardly at all: the optimiser is then plain
              gradient descent with a rate of lr/ε. Queries and keys get there first, whose gradients
              fall with the square of the scores' size.

              ## Bad
              ```graph
              train optimizer=adam lr=1e-3 epsilon=1e-3
              x = input(8, 64)
              h = tanh(linear(x, 64, normal(0, 0.125)))
              y = linear(h, 10, normal(0, 0.01))
              ```

              ```python
              optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-3)
              ```

              ## Good
              ```graph
              train optimizer=adam lr=1e-3 epsilon=1e-8
              x = input(8, 64)
              h = tanh(linear(x, 64, normal(0, 0.125)))
              y = linear(h, 10, normal(0, 0.01))
              ```

              ```python
              optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-8)
              ```

              ## Fix
              Lower ε to a hundredth of the gradient, or find what makes the gradient that small.

              ## When to ignore it
              When the loss is a sum over positions and not their mean, or is scaled: gradients are
              then larger by that factor.

              ## References
              - https://arxiv.org/abs/1412.6980
              - https://discuss.pytorch.org/t/81118
              """)
          .advises("it concerns the optimiser and no weight")
          .causedBy("NORM001", "INIT002", "ATT008", "ACT002", "INIT003", "INIT013");

  private static final double USUAL = 1e-8;
  private static final double NEAR = 10;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Training t = model.training();
    FirstGradients first = t.scalesSteps() ? FirstGradients.of(model) : null;
    if (first == null) {
      return;
    }
    double epsilon = t.epsilon() == null ? USUAL : t.epsilon();
    ParameterSite worst = null;
    double least = NEAR * epsilon;
    int others = -1;
    int maps = 0;
    int lost = 0;
    for (ParameterSite site : first.trained()) {
      double g = Math.sqrt(first.of(site));
      maps += site.use() == ParameterSite.Use.MAP && g > 0 ? 1 : 0;
      lost += site.use() == ParameterSite.Use.MAP && g > 0 && g < epsilon ? 1 : 0;
      if (site.use() == ParameterSite.Use.MAP && g > 0 && g < NEAR * epsilon) {
        others++;
        worst = worst == null || g < least ? site : worst;
        least = Math.min(least, g);
      }
    }
    if (worst != null) {
      report(report, t, first, worst, epsilon, others, 2 * lost > maps);
    }
  }

  private static void report(
      Report report,
      Training t,
      FirstGradients first,
      ParameterSite site,
      double epsilon,
      int others,
      boolean most) {
    double g = Math.sqrt(first.of(site));
    report
        .finding(
            most ? Severity.WARNING : Severity.NOTE,
            "the gradient of "
                + site.name()
                + " is "
                + Wording.number(g)
                + " where the ε of "
                + t.optimizer()
                + " is "
                + Wording.number(epsilon)
                + ": its steps are "
                + Wording.percent(g / (g + epsilon))
                + " of what they should be"
                + Wording.more(others, "weight"))
        .at(site.place(), site.name())
        .predicts("√E[g²]/ε", g / epsilon, NEAR, 1e300)
        .formula("lr·g/(|g| + ε)")
        .because("the loss is a mean over " + Wording.number(first.scored()) + " scored positions")
        .fix("set ε to " + Wording.number(g / 100) + " or less")
        .add();
  }
}
