package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Bypass;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** RES003: the factor that falls with depth stands on other maps than those that end branches. */
final class ResidualScaleMisplaced implements Rule {
  private static final Card CARD =
      Card.of(
              "RES003",
              "residual-scale-misplaced",
              Severity.WARNING,
              "the depth factor 1/√(2L) is on maps that do not write to the residual stream",
              """
              ## What it does
              Groups the weights of repeated blocks by their names, and looks for groups drawn
              1/√(2L) as wide as the others for L blocks. Reports a group that has the factor and does
              not end a branch, where the map that does end it has none: a warning where the others
              share one standard deviation, a note where they follow their fans. Ends of which only
              some have the factor are a note. It reads the weights alone.

              ## Why
              GPT-2 scales the maps that write to the residual stream, so that 2L branches add up to one
              input. The same factor on the gate of a gated layer, or on queries and keys, leaves the
              stream growing and makes that map learn at another rate. The line that picks the names
              has been copied with one wrong name into many training scripts.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              repeat 8
                n = layernorm(x)
                gate = linear(n, 64, normal(0, 0.005))
                up = relu(gate)
                down = linear(up, 64, normal(0, 0.02))
                x = add(x, down)
              y = linear(layernorm(x), 10, normal(0, 0.02))
              ```

              ```python
              nn.init.normal_(self.attn.c_proj.weight, std=0.02 / (2 * n_layer) ** 0.5)
              nn.init.normal_(self.mlp.c_proj.weight, std=0.02)
              ```

              ```json
              {"model_type": "nanochat"}
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              repeat 8
                n = layernorm(x)
                gate = linear(n, 64, normal(0, 0.02))
                up = relu(gate)
                down = linear(up, 64, normal(0, 0.005))
                x = add(x, down)
              y = linear(layernorm(x), 10, normal(0, 0.02))
              ```

              ```python
              nn.init.normal_(self.attn.c_proj.weight, std=0.02 / (2 * n_layer) ** 0.5)
              nn.init.normal_(self.mlp.c_proj.weight, std=0.02 / (2 * n_layer) ** 0.5)
              ```

              ```json
              {"model_type": "gpt2"}
              ```

              ## Fix
              Give the factor to the output projection of attention and to the last map of the
              feed-forward layer, and to nothing else.

              ## When to ignore it
              Where the design means it, as in CLIP's code at Hugging Face.

              ## References
              - https://github.com/karpathy/llama2.c/issues/579
              - https://github.com/allenai/OLMo/pull/607
              """)
          .advises("which of the groups was meant is known to who wrote the pattern")
          .causedBy("INIT009", "RES004")
          .onWeightsAlone();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Bypass ways = new Bypass(model.propagation().graph());
    for (BlockWeights blocks : BlockWeights.of(model)) {
      BlockWeights.Scaling scaling = blocks.scaling();
      if (scaling == null) {
        continue;
      }
      List<BlockWeights.Group> misplaced = new ArrayList<>();
      List<BlockWeights.Group> right = new ArrayList<>();
      List<BlockWeights.Group> left = new ArrayList<>();
      for (BlockWeights.Group group : blocks.groups()) {
        boolean end = group.endsBranch(ways);
        if (scaling.isScaled(group)) {
          (end ? right : misplaced).add(group);
        } else if (end) {
          left.add(group);
        }
      }
      if (!left.isEmpty() && !(misplaced.isEmpty() && right.isEmpty())) {
        report(report, blocks, scaling, misplaced.isEmpty() ? right : misplaced, left, misplaced);
        return;
      }
    }
  }

  private static void report(
      Report report,
      BlockWeights blocks,
      BlockWeights.Scaling scaling,
      List<BlockWeights.Group> with,
      List<BlockWeights.Group> without,
      List<BlockWeights.Group> misplaced) {
    BlockWeights.Group has = with.get(0);
    BlockWeights.Group lacks = without.get(0);
    int branches = 2 * blocks.depth();
    String factor = "1/√" + branches + " = " + Wording.constant(1 / Math.sqrt(branches));
    report
        .finding(
            misplaced.isEmpty() || !scaling.isAbsolute() ? Severity.NOTE : Severity.WARNING,
            "the depth factor "
                + factor
                + " is on "
                + has.pattern()
                + " (std "
                + Wording.number(has.std())
                + ") and not on "
                + lacks.pattern()
                + " (std "
                + Wording.number(lacks.std())
                + "), which writes to the residual stream"
                + Wording.more(with.size() - 1, "group"))
        .at(has.first().place(), has.first().name())
        .predicts(
            "std of what ends the branch over that of the others", lacks.std() / has.std(), 0, 1)
        .formula("std/√(2L) with L = " + blocks.depth())
        .because(
            blocks.groups().stream()
                .map(g -> g.pattern() + " has std " + Wording.number(g.std()))
                .toArray(String[]::new))
        .fix(
            misplaced.isEmpty()
                ? "draw " + lacks.pattern() + " " + factor + " as wide too, or none of them"
                : "draw "
                    + lacks.pattern()
                    + " "
                    + factor
                    + " as wide, and "
                    + has.pattern()
                    + " with the std of the others")
        .add();
  }
}
