package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.training.Training;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;

/** TRAIN005: the first step changes the output of a layer by more than the output measures. */
final class FirstStepMovesOutputs implements Rule {
  private static final Card CARD =
      Card.of(
              "TRAIN005",
              "first-step-moves-outputs",
              Severity.WARNING,
              "the first step changes the output of a layer by more than it measures",
              """
              ## What it does
              For optimisers that divide each gradient by its size, predicts how far the first step
              moves the output of each linear map, relative to that output, and reports more than 1.
              It is a warning where it is said that the learning rate starts at its peak, a note
              where nothing is said of warm-up; with N steps of warm-up the first is taken at 1/N of
              the rate.

              ## Why
              Such a step is lr·sign(g) for each weight. The signs of a row agree with the inputs
              that made them, so that changes add up over the inputs and do not cancel: a single
              position sees Δy = lr·fan_in·E|x|, √fan_in times more than random signs would give.
              That is why the right rate falls with the width (µP scales it by 1/fan_in). Over a
              batch each position has its own signs in part: with g the gradient at the output, K_ts
              the overlap of the inputs of two positions and G that of a weight,

              E[Δy²] = lr²·(2/π·fan_in²·E(Σ_s δ_s·K_ts)²/E[G²] + (1 − 2/π)·fan_in·E[x²]).

              It is the coordinate check of µP without training. Where it is above 1 the initialiser
              was of no use: one step has replaced what it drew.

              ## Bad
              ```graph
              train optimizer=adam lr=0.02 warmup=0
              x = input(4, 1024)
              h = relu(linear(x, 1024, normal(0, 0.0442)))
              y = linear(h, 10, normal(0, 0.03))
              ```

              ```python
              optimizer = torch.optim.Adam(model.parameters(), lr=0.02)  # layers of 1024 inputs
              ```

              ```toml
              [training]
              optimizer = "adam"
              lr = 0.02
              warmup-steps = 0
              ```

              ## Good
              ```graph
              train optimizer=adam lr=3e-4 warmup=0
              x = input(4, 1024)
              h = relu(linear(x, 1024, normal(0, 0.0442)))
              y = linear(h, 10, normal(0, 0.03))
              ```

              ```python
              optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
              ```

              ```toml
              [training]
              optimizer = "adam"
              lr = 3e-4
              warmup-steps = 0
              ```

              ## Fix
              Lower the learning rate, warm it up, or scale it by 1/fan_in for wide layers.

              ## When to ignore it
              When a norm follows, and the loss of the first hundred steps does not matter.

              ## References
              - https://arxiv.org/abs/2203.03466
              - https://arxiv.org/abs/1412.6980
              """)
          .advises("it concerns the learning rate and no weight")
          .causedBy("TRAIN003", "INIT002");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Training t = model.training();
    if (!t.scalesSteps() || t.learningRate() == null) {
      return;
    }
    double rate = t.learningRate() / (t.warmsUp() ? t.warmupSteps() : 1);
    FirstGradients first = FirstGradients.of(model);
    LinearSite worst = null;
    double most = 1;
    int others = -1;
    for (LinearSite site : model.linears()) {
      double moved = FirstStep.moved(model, first, site, rate);
      if (moved > 1) {
        others++;
        worst = moved > most ? site : worst;
        most = Math.max(most, moved);
      }
    }
    if (worst != null) {
      report(model, report, worst, rate, most, others);
    }
  }

  private static void report(
      Model model, Report report, LinearSite site, double rate, double moved, int others) {
    Training t = model.training();
    double fanIn = FirstStep.fanIn(model, site);
    double size = FirstStep.meanSize(model.figure(site.input().stat()));
    double q = model.secondMoment(site.output());
    report
        .finding(
            t.warmupSteps() == null ? Severity.NOTE : Severity.WARNING,
            "the first step of "
                + t.optimizer()
                + " at a rate of "
                + Wording.number(rate)
                + " moves the output of "
                + site.weight().name()
                + " by "
                + Wording.number(moved)
                + " times its size"
                + Wording.more(others, "layer"))
        .at(site.place(), site.weight().name())
        .predicts("change of the output over its size", moved, 0, 1)
        .formula("√(E[Δy²]/E[y²])")
        .from(site.output())
        .because(
            "one position alone: lr·fan_in·E|x| = "
                + Wording.number(rate)
                + "·"
                + Wording.number(fanIn)
                + "·"
                + Wording.number(size)
                + " = "
                + Wording.number(rate * fanIn * size)
                + " on an output of "
                + Wording.number(Math.sqrt(q)))
        .fix(
            "lower the learning rate to " + Wording.number(rate / (10 * moved)) + ", or warm it up")
        .add();
  }
}
