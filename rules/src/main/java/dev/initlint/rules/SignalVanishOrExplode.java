package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import java.util.List;

/** ACT002: signal or gradient is lost, or bursts, over a chain of layers. */
final class SignalVanishOrExplode implements Rule {
  private static final Card CARD =
      Card.of(
              "ACT002",
              "signal-vanish-or-explode",
              Severity.ERROR,
              "signal or gradient changes ten-thousandfold over a chain of layers",
              """
              ## What it does
              Follows linear maps that are joined by an activation and nothing else, forward and
              backward. Reports a chain whose last input has a second moment beyond 1e-4 to 1e4 of
              its first, or whose gradient has at the first input beyond that of the one at the last, when
              the gradients of the first and last weight differ as much.

              ## Why
              A loss of 1e-4 in the second moment is a hundredfold in size: the first layers learn a
              hundred times more slowly than the last, or what they learn does not reach the output.
              Sigmoids keep their outputs at 0.27 and yet pass 0.056 of the gradient per layer.

              ## Bad
              ```graph
              x = input(8, 64)
              repeat 8
                x = sigmoid(linear(x, 64, normal(0, 0.125)))
              y = linear(x, 10, normal(0, 0.125))
              ```

              ```python
              layers = [m for _ in range(20) for m in (nn.Linear(256, 256), nn.ReLU())]
              net = nn.Sequential(*layers)  # the default keeps a sixth of the second moment per layer
              ```

              ## Good
              ```graph
              x = input(8, 64)
              repeat 8
                x = relu(linear(x, 64, normal(0, 0.1767767)))
              y = linear(x, 10, normal(0, 0.125))
              ```

              ```python
              layers = [m for _ in range(20) for m in (nn.Linear(256, 256), nn.LayerNorm(256), nn.ReLU())]
              net = nn.Sequential(*layers)
              ```

              ## Fix
              Choose the gain for the activation, use an activation that passes gradients, or put
              norms or residual sums between the layers.

              ## When to ignore it
              Inside cells of recurrent networks, where gates decide. Where a norm follows and nothing
              between saturates, the finding is a note.

              ## References
              - https://spaces.ac.cn/archives/8620
              - https://github.com/pytorch/pytorch/issues/72253
              """)
          .causedBy("INIT003", "INIT002");

  private static final double TOLERATED = 1e4;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Chain chain : Chain.of(model)) {
      double forward = chain.growth(model);
      double backward = backward(model, chain);
      if (Double.isFinite(forward) && (beyond(forward) || beyond(backward))) {
        report(model, report, chain, forward, backward);
        return;
      }
    }
  }

  /**
   * Growth of the gradient, or 1 where weights learn at like rates all the same: maps that are
   * pooled share one gradient among many positions, whose sum a kernel receives.
   */
  private static double backward(Model model, Chain chain) {
    double learnt = chain.weightGradientGrowth(model);
    return Double.isFinite(learnt) && learnt > 0 && !beyond(learnt)
        ? 1
        : chain.gradientGrowth(model);
  }

  /** Ratios that over- or underflowed are not known. */
  private static boolean beyond(double ratio) {
    return ratio > 0 && Double.isFinite(ratio) && (ratio > TOLERATED || ratio < 1 / TOLERATED);
  }

  private static void report(
      Model model, Report report, Chain chain, double forward, double backward) {
    boolean back = !beyond(forward);
    double worst = back ? backward : forward;
    double perLayer = Math.pow(worst, 1.0 / chain.depth());
    String what = back ? "the gradient" : "the signal";
    boolean normed = Survival.isNormalised(model, chain.first().weight().name(), worst);
    report
        .finding(
            normed || chain.isFolded(model) ? Severity.NOTE : Severity.ERROR,
            what
                + (worst < 1 ? " vanishes" : " explodes")
                + " over "
                + chain.depth()
                + " layers: its second moment changes by "
                + Wording.number(perLayer)
                + " per layer, by "
                + Wording.number(worst)
                + " in all"
                + Wording.folded(chain.isFolded(model)))
        .at(chain.first().place(), chain.first().weight().name())
        .predicts(
            back
                ? "gradient at the first layer over the last"
                : "signal at the last layer over the first",
            worst,
            1 / TOLERATED,
            TOLERATED)
        .formula(back ? "Π fan_out·var(W)·E[f'(√q·z)²]" : "Π fan_in·var(W)·E[f(√q·z)²]/q")
        .from(chain.last().input())
        .because(
            "forward: "
                + Wording.number(forward)
                + " over "
                + chain.depth()
                + " layers; backward: "
                + (Double.isFinite(backward) ? Wording.number(backward) : "not known"))
        .fix(
            "multiply the std of each weight of the chain by "
                + Wording.constant(1 / Math.sqrt(perLayer))
                + ", or put norms between its layers")
        .cure(back ? List.of() : chain.redrawn(model))
        .orElse(
            "multiply the std of each weight of the chain by "
                + Wording.constant(1 / Math.sqrt(perLayer)),
            chain.multiplied(model, 1 / Math.sqrt(perLayer)))
        .add();
  }
}
