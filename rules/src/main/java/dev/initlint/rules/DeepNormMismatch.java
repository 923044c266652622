package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.ArrayList;
import java.util.List;

/** RES005: the constants of DeepNorm do not fit the depth, or each other. */
final class DeepNormMismatch implements Rule {
  private static final Card CARD =
      Card.of(
              "RES005",
              "deepnorm-mismatch",
              Severity.ERROR,
              "the constants of DeepNorm do not fit the depth of the stack",
              """
              ## What it does
              Finds post-norm stacks whose skip is multiplied by a constant α, norm(α·x + f(x)), and
              compares α and the gain β of the maps that end the branches with what DeepNorm sets for
              N layers: α = (2N)^¼ and β = (8N)^(−¼) for an encoder or a decoder alone, and for
              both together 0.81·(N⁴M)^(1/16) and 0.87·(N⁴M)^(−1/16) for the encoder of N layers and
              (3M)^¼ and (12M)^(−¼) for the decoder of M. The gain is the standard deviation over
              that of Glorot, √(2/(fan_in + fan_out)).

              ## Why
              The two constants bound together how far one update moves the output of the model:
              2N·2β²/α² is 1 where both are right, whatever the depth. Without β it grows with N, and
              the stack diverges as a plain post-norm one does; with α alone it only learns more
              slowly at first. Reported as an error where the bound is above 4, as a warning where it
              is above 2 or below a quarter.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              repeat 24
                h = linear(x, 256, normal(0, 0.0791))
                x = layernorm(add(times(x, 2.6321), linear(relu(h), 64, normal(0, 0.0791))))
              ```

              ```python
              x = self.norm(x * (2 * n_layer) ** 0.25 + self.ff(x))  # without the gain of the branch
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              repeat 24
                h = linear(x, 256, normal(0, 0.02125))
                x = layernorm(add(times(x, 2.6321), linear(relu(h), 64, normal(0, 0.02125))))
              ```

              ```python
              beta = (8 * n_layer) ** -0.25
              nn.init.xavier_normal_(self.ff_out.weight, gain=beta)
              x = self.norm(x * (2 * n_layer) ** 0.25 + self.ff(x))
              ```

              ## Fix
              Multiply the standard deviation of the feed-forward maps, of W_v and of W_o by β.

              ## When to ignore it
              When the constants are from a study of your own, as those of GLM-130B.

              ## References
              - https://arxiv.org/abs/2203.00555
              - https://github.com/microsoft/torchscale/issues/16
              - https://github.com/facebookresearch/xformers/issues/230
              """)
          .advises("the factor of the skip is a number of the architecture")
          .causedBy("ACT002");

  private static final double LOUD = 4;
  private static final double ABOVE = 2;
  private static final double BELOW = 0.25;
  private static final double SAME = 0.01;

  /** A stack whose skips have one constant, with the geometric mean of its gains. */
  private record Stack(Stream stream, int depth, double alpha, double beta) {
    double bound() {
      return 4 * depth * beta * beta / (alpha * alpha);
    }
  }

  private record Constants(double alpha, double beta) {
    static Constants alone(double n) {
      return new Constants(Math.pow(2 * n, 0.25), Math.pow(8 * n, -0.25));
    }

    static Constants encoder(double n, double m) {
      double sixteenth = Math.pow(Math.pow(n, 4) * m, 1.0 / 16);
      return new Constants(0.81 * sixteenth, 0.87 / sixteenth);
    }

    static Constants decoder(double m) {
      return new Constants(Math.pow(3 * m, 0.25), Math.pow(12 * m, -0.25));
    }
  }

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Stack> stacks = new ArrayList<>();
    for (Stream stream : model.streams()) {
      Stack stack = stream.form() == Sublayer.Form.POST_NORM ? stack(model, stream) : null;
      if (stack != null) {
        stacks.add(stack);
      }
    }
    for (int i = 0; i < stacks.size(); i++) {
      Stack s = stacks.get(i);
      boolean both = stacks.size() == 2;
      double other = both ? stacks.get(1 - i).depth() : 0;
      Constants right =
          !both
              ? Constants.alone(s.depth())
              : i == 0 ? Constants.encoder(s.depth(), other) : Constants.decoder(s.depth());
      // An encoder's bound is its own; what is right makes 1 of it up to its rounded constants.
      double off =
          s.bound() / (4 * s.depth() * right.beta() * right.beta() / square(right.alpha()));
      if (off > ABOVE || off < BELOW) {
        report(report, s, right, off);
        return;
      }
    }
  }

  private static double square(double x) {
    return x * x;
  }

  private static Stack stack(Model model, Stream stream) {
    double alpha = stream.first().skip().scale().factor();
    double logarithm = 0;
    int gains = 0;
    for (Sublayer layer : stream.sublayers()) {
      double own = layer.skip().scale().factor();
      if (!(own > 1 + SAME) || Math.abs(own / alpha - 1) > SAME) {
        return null;
      }
      LinearSite last = layer.last();
      double std = last == null ? Double.NaN : model.std(last.weight());
      if (std > 0) {
        double fans = last.fans().fanIn() + last.fans().fanOut();
        logarithm += Math.log(std * Math.sqrt(fans / 2));
        gains++;
      }
    }
    return stream.depth() < 2 || gains == 0
        ? null
        : new Stack(stream, stream.depth(), alpha, Math.exp(logarithm / gains));
  }

  private static void report(Report report, Stack s, Constants right, double off) {
    Sublayer first = s.stream().first();
    report
        .finding(
            off > LOUD ? Severity.ERROR : Severity.WARNING,
            "this stack of "
                + s.depth()
                + " layers has α = "
                + Wording.number(s.alpha())
                + " on the skip and a gain of "
                + Wording.number(s.beta())
                + " on the branches, where DeepNorm sets "
                + Wording.number(right.alpha())
                + " and "
                + Wording.number(right.beta())
                + ": an update moves the output "
                + Wording.number(off)
                + " times as far")
        .at(first.place(), first.last().weight().name())
        .predicts("update over that of DeepNorm", off, BELOW, ABOVE)
        .formula("(β/β₀)²·(α₀/α)²")
        .from(first.sum())
        .fix(
            "multiply the skip by "
                + Wording.constant(right.alpha())
                + " and the standard deviation of the branches' maps by "
                + Wording.constant(right.beta() / s.beta()))
        .add();
  }
}
