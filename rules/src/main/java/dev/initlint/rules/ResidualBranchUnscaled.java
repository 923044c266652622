package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;

/** RES002: branches of a deep pre-norm stack are drawn as if there were one. */
final class ResidualBranchUnscaled implements Rule {
  private static final Card CARD =
      Card.of(
              "RES002",
              "residual-branch-unscaled",
              Severity.WARNING,
              "the branches of a deep pre-norm stream are not scaled by its depth",
              """
              ## What it does
              Finds pre-norm streams whose branches end in a weight drawn like the one that begins
              them, and predicts the growth of the stream. Reports a last block that makes up less
              than a tenth of a stream that grew fourfold after its first block; a warning when it grew
              a hundredfold.

              ## Why
              The second moment of the stream grows in proportion to depth, and each block has the less
              to say the later it stands. GPT-2 divides the standard deviation of the last weight of
              every branch by √(2L).

              ## Bad
              ```graph
              x = input(4, 16, 64)
              repeat 16
                h = linear(layernorm(x), 256, normal(0, 0.125))
                f = linear(relu(h), 64, normal(0, 0.0625))
                x = add(x, f)
              y = layernorm(x)
              ```

              ```python
              nn.init.normal_(self.c_proj.weight, std=0.02)
              ```

              ```json
              {"model_type": "opt", "num_hidden_layers": 24}
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              repeat 16
                h = linear(layernorm(x), 256, normal(0, 0.125))
                f = linear(relu(h), 64, normal(0, 0.0156))
                x = add(x, f)
              y = layernorm(x)
              ```

              ```python
              nn.init.normal_(self.c_proj.weight, std=0.02 / (2 * n_layer) ** 0.5)
              ```

              ```json
              {"model_type": "gpt2", "n_layer": 24}
              ```

              ## Fix
              Divide the standard deviation of the last weight of each branch by √(2L), with L the
              number of blocks.

              ## When to ignore it
              LLaMA, OPT, ViT and most others are drawn without it and train well.

              ## References
              - https://github.com/stanford-crfm/mistral/issues/30
              - https://github.com/pytorch/torchtitan/issues/375
              """)
          .causedBy("NORM002", "INIT010");

  private static final double SMALL_SHARE = 0.1;
  private static final double NOTABLE_GROWTH = 4;
  private static final double LARGE_GROWTH = 100;

  /** How close the spread of the last weight must come to that of the first. */
  private static final double ALIKE = 0.1;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Stream stream : model.streams()) {
      if (stream.form() == Sublayer.Form.PRE_NORM && isUnscaled(model, stream)) {
        int block = stream.sublayers().size() / stream.depth();
        Sublayer opening = stream.sublayers().get(stream.sublayers().size() - block);
        double end = model.secondMoment(stream.last().sum());
        double share = 1 - model.secondMoment(opening.skip()) / end;
        double first = model.secondMoment(stream.sublayers().get(block - 1).sum());
        if (share < SMALL_SHARE && end / first > NOTABLE_GROWTH) {
          report(model, report, stream, new double[] {first, end, share});
          return;
        }
      }
    }
  }

  /** Whether the last branch with two weights in a row ends in one drawn like its first. */
  private static boolean isUnscaled(Model model, Stream stream) {
    for (int i = stream.sublayers().size() - 1; i >= 0; i--) {
      LinearSite out = stream.sublayers().get(i).last();
      LinearSite in = out == null ? null : out.before();
      if (in != null && out.activation() != null) {
        double a = model.std(out.weight());
        double b = model.std(in.weight());
        double gains = a / b * Math.sqrt((double) out.fans().fanIn() / in.fans().fanIn());
        return Math.abs(a / b - 1) < ALIKE || Math.abs(gains - 1) < ALIKE;
      }
    }
    return false;
  }

  private static void report(Model model, Report report, Stream stream, double[] figures) {
    double growth = figures[1] / figures[0];
    int depth = stream.depth();
    double factor = 1 / Math.sqrt(stream.sublayers().size());
    report
        .finding(
            growth > LARGE_GROWTH ? Severity.WARNING : Severity.NOTE,
            "the stream grows from "
                + Wording.number(figures[0])
                + " after the first block to "
                + Wording.number(figures[1])
                + " after "
                + depth
                + ": the last block is "
                + Wording.percent(figures[2])
                + " of it")
        .at(stream.last().place())
        .predicts("share of the last block in the stream", figures[2], SMALL_SHARE, 1)
        .formula("q(L) = q(0) + Σ q(branch)")
        .from(stream.last().sum())
        .because("last branch adds " + Wording.number(model.secondMoment(stream.last().branch())))
        .fix(
            "multiply the std of the last weight of each branch by "
                + Wording.constant(factor)
                + " = 1/√"
                + stream.sublayers().size())
        .cure(Redraws.ofBranches(model, stream, factor))
        .add();
  }
}
