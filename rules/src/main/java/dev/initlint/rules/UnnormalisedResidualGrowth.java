package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;

/** RES006: a residual stream without any norm grows exponentially. */
final class UnnormalisedResidualGrowth implements Rule {
  private static final Card CARD =
      Card.of(
          "RES006",
          "unnormalised-residual-growth",
          Severity.ERROR,
          "a residual stream without norms grows with every block",
          """
          ## What it does
          Finds residual streams with no norm in any branch or on the stream, and predicts how its
          second moment grows. Reports growth beyond fourfold, a warning beyond a hundredfold, an
          error beyond ten-thousandfold.

          ## Why
          A branch drawn by He's law returns what it reads, so each sum doubles the second moment:
          2^B after B blocks, and the gradient alike.

          ## Bad
          ```graph
          x = input(8, 64)
          repeat 8
            h = relu(linear(x, 64, normal(0, 0.1767767)))
            x = add(x, linear(h, 64, normal(0, 0.125)))
          y = linear(x, 10, normal(0, 0.001))
          ```

          ```python
          x = x + self.conv2(F.relu(self.conv1(x)))  # He on both, and no norm
          ```

          ## Good
          ```graph
          x = input(8, 64)
          repeat 8
            h = relu(linear(x, 64, normal(0, 0.1767767)))
            x = add(x, linear(h, 64, normal(0, 0.03)))
          y = linear(x, 10, normal(0, 0.001))
          ```

          ```python
          nn.init.zeros_(self.conv2.weight)
          x = x + self.conv2(F.relu(self.conv1(x)))
          ```

          ## Fix
          Scale branches by 1/√B, start the last weight of each branch or a gain on it at 0, or put
          norms into the branches.

          ## When to ignore it
          When a batch norm was folded into the convolutions before them: its statistics in training
          are not those of the file.

          ## References
          - https://arxiv.org/abs/1901.09321
          """);

  private static final double NOTABLE = 4;
  private static final double LARGE = 100;
  private static final double HUGE = 1e4;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Stream stream : model.streams()) {
      boolean bare = stream.count(Sublayer.Form.BARE) == stream.sublayers().size();
      double from = model.secondMoment(stream.first().skip());
      double to = model.secondMoment(stream.last().sum());
      if (bare && stream.sublayers().size() > 1 && to / from > NOTABLE) {
        report(model, report, stream, from, to, isFolded(model, stream));
        return;
      }
    }
  }

  private static Severity severity(double growth) {
    return growth > HUGE ? Severity.ERROR : growth > LARGE ? Severity.WARNING : Severity.NOTE;
  }

  private static boolean isFolded(Model model, Stream stream) {
    return stream.sublayers().stream().anyMatch(s -> model.isFoldedNorm(s.last()));
  }

  private static void report(
      Model model, Report report, Stream stream, double from, double to, boolean folded) {
    double growth = to / from;
    int n = stream.sublayers().size();
    double factor = 1 / Math.sqrt(n);
    report
        .finding(
            folded ? Severity.NOTE : severity(growth),
            "a residual stream without norms grows "
                + Wording.number(growth)
                + "-fold over "
                + n
                + " sums, by "
                + Wording.number(Math.pow(growth, 1.0 / n))
                + " each"
                + Wording.folded(folded))
        .at(stream.last().place())
        .predicts("growth of the stream", growth, 0, NOTABLE)
        .formula("Π (1 + q(branch)/q(skip))")
        .from(stream.last().sum())
        .fix("multiply each branch by " + Wording.constant(1 / Math.sqrt(n)) + " = 1/√" + n)
        .cure(Redraws.scaledBranches(model, stream, factor))
        .orElse("put norms behind the branches", Redraws.normedBranches(model, stream))
        .add();
  }
}
