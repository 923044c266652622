package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;

/** ACT001: the spread of the weights does not make up for the activation. */
final class ActivationGainMismatch implements Rule {
  private static final Card CARD =
      Card.of(
              "ACT001",
              "activation-gain-mismatch",
              Severity.WARNING,
              "the spread of the weights does not make up for the activation",
              """
              ## What it does
              Follows linear maps that are joined by an activation and nothing else. Reports a chain
              whose second moment changes more than tenfold from its first input to its last, at a
              rate r per layer that still does as much at its end: r^depth beyond 0.1 or 10.

              ## Why
              A layer passes fan_in·var(W)·E[f(√q·z)²]/q of the second moment. A ReLU halves it, so
              Xavier's law loses half per layer and PyTorch's default five sixths; a deep stack without
              norms then has outputs that hardly depend on its input.

              ## Bad
              ```graph
              x = input(8, 64)
              repeat 5
                x = relu(linear(x, 64, normal(0, 0.125)))
              y = linear(x, 10, normal(0, 0.125))
              ```

              ```python
              layer = nn.Linear(512, 512)
              nn.init.xavier_normal_(layer.weight)
              h = F.relu(layer(h))
              ```

              ## Good
              ```graph
              x = input(8, 64)
              repeat 5
                x = relu(linear(x, 64, normal(0, 0.1767767)))
              y = linear(x, 10, normal(0, 0.125))
              ```

              ```python
              layer = nn.Linear(512, 512)
              nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
              h = F.relu(layer(h))
              ```

              ## Fix
              Draw with a standard deviation of g/√fan_in, with g = √2 for ReLU, 1.59 for tanh, 1.53
              for GELU and 1.68 for SiLU at unit inputs, or put norms between the layers.

              ## When to ignore it
              When the change is meant, as in a readout that starts small. Where a norm follows the
              chain, the finding is a note.

              ## References
              - https://github.com/keras-team/keras/issues/7151
              - https://github.com/pytorch/pytorch/issues/15314
              - https://github.com/davisking/dlib/issues/339
              """)
          .causedBy("INIT003", "ACT002", "ACT003");

  private static final double TOLERATED = 10;

  /** Factor between the last layer's gain and the mean one up to which layers count as alike. */
  private static final double ALIKE = 2;

  /** Share by which a weight may miss the advised deviation before it is worth advising. */
  private static final double SAME = 0.05;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Chain chain : Chain.of(model)) {
      double total = chain.growth(model);
      double rate = chain.lastGain(model);
      double held = Math.pow(rate, chain.depth());
      if (beyond(total) && beyond(held) && total < 1 == rate < 1) {
        report(model, report, chain, rate, total);
        return;
      }
    }
  }

  /** Ratios that over- or underflowed are not known. */
  private static boolean beyond(double ratio) {
    return ratio > 0 && Double.isFinite(ratio) && (ratio > TOLERATED || ratio < 1 / TOLERATED);
  }

  private static void report(Model model, Report report, Chain chain, double rate, double total) {
    LinearSite last = chain.last();
    LinearSite map = last.before();
    double std = model.std(map.weight());
    double right = Math.sqrt(chain.gain(model, last) / map.fans().fanIn());
    String name = Wording.activation(last.activation());
    boolean normed = Survival.isNormalised(model, chain.first().weight().name(), total);
    Report.Draft found =
        report
            .finding(
                normed || chain.isFolded(model) ? Severity.NOTE : Severity.WARNING,
                said(chain, name, rate, total) + Wording.folded(chain.isFolded(model)))
            .at(map.place(), map.weight().name())
            .predicts("gain of second moment of a layer", rate, low(chain), 1 / low(chain))
            .formula("r = fan_in·var(W)·E[" + name + "(√q·z)²]/q")
            .from(last.input())
            .because(
                "r = "
                    + map.fans().fanIn()
                    + "·"
                    + Wording.number(std * std)
                    + "·E["
                    + name
                    + "²]/q = "
                    + Wording.number(rate));
    if (Math.abs(std - right) < SAME * right) {
      found.add();
      return;
    }
    found
        .fix(
            "draw the weights with std "
                + Wording.constant(right)
                + " = "
                + Wording.constant(right * Math.sqrt(map.fans().fanIn()))
                + "/√"
                + map.fans().fanIn()
                + " in place of "
                + Wording.constant(std))
        .cure(chain.redrawn(model))
        .add();
  }

  /** What the layers do: each the same where they are alike, otherwise all together. */
  private static String said(Chain chain, String name, double rate, double total) {
    boolean alike = Math.abs(Math.log(total) / chain.depth() - Math.log(rate)) < Math.log(ALIKE);
    return alike
        ? "each layer with "
            + name
            + " passes "
            + Wording.number(rate)
            + " of the second moment: "
            + Wording.number(total)
            + " is left of it after "
            + chain.depth()
            + " layers"
        : "the "
            + chain.depth()
            + " layers with "
            + name
            + " up to "
            + chain.last().before().weight().name()
            + " pass "
            + Wording.number(total)
            + " of the second moment, the last of them "
            + Wording.number(rate);
  }

  /** The smallest gain per layer that stays within the tolerance over the depth. */
  private static double low(Chain chain) {
    return Math.pow(TOLERATED, -1.0 / chain.depth());
  }
}
