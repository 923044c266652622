package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.ArrayList;
import java.util.List;

/** RES001: post-norm stacks need a learning rate that warms up. */
final class PostNormDepth implements Rule {
  private static final Card CARD =
      Card.of(
          "RES001",
          "post-ln-depth-without-warmup",
          Severity.NOTE,
          "a post-norm stack needs warm-up, the more the deeper it is",
          """
          ## What it does
          Finds streams in which every residual sum is normalised before it goes on, and predicts the
          weight that what entered keeps at the end: the product of 1/√(1 + b/q) over the sums, with b
          the second moment of a branch and q that of its skip. Reports stacks of two or more layers.

          A model file does not say how it will be trained, so this is a note.

          ## Why
          In a post-norm stack the gradient of the last layers does not shrink with depth, as it does
          in a pre-norm one (Xiong et al. 2020): the first steps at full learning rate are too large,
          and training diverges or stalls at the unigram loss.

          ## Bad
          ```graph
          x = input(4, 16, 64)
          repeat 6
            h = linear(x, 256, normal(0, 0.125))
            f = linear(relu(h), 64, normal(0, 0.088))
            x = layernorm(add(x, f))
          ```

          ## Good
          ```graph
          x = input(4, 16, 64)
          repeat 6
            h = linear(layernorm(x), 256, normal(0, 0.125))
            f = linear(relu(h), 64, normal(0, 0.02))
            x = add(x, f)
          y = layernorm(x)
          ```

          ## Fix
          Warm the learning rate up over 4000 steps or more, or normalise before each branch
          (norm_first), or scale the skip and the branch as DeepNorm and Admin do.

          ## When to ignore it
          When the training schedule warms up: BERT, BART and DETR are post-norm and train.

          ## References
          - https://arxiv.org/abs/2002.04745
          - https://arxiv.org/abs/2004.08249
          - https://github.com/pytorch/pytorch/issues/55270
          - https://discuss.pytorch.org/t/transformer-translation-task-interaction-between-norm-bias-and-attention-bias-causing-divergence/142900
          """);

  private static final int SHALLOWEST = 2;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Stream> hits = new ArrayList<>();
    for (Stream stream : model.streams()) {
      if (stream.form() == Sublayer.Form.POST_NORM && stream.depth() >= SHALLOWEST) {
        hits.add(stream);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    Stream deepest = hits.get(0);
    for (Stream stream : hits) {
      deepest = stream.depth() > deepest.depth() ? stream : deepest;
    }
    double kept = kept(model, deepest);
    if (Double.isFinite(kept)) {
      report(model, report, deepest, kept, hits.size() - 1);
    }
  }

  private static void report(Model model, Report report, Stream stream, double kept, int others) {
    int depth = stream.depth();
    report
        .finding(
            Severity.NOTE,
            "a post-norm stack of "
                + depth
                + " layers keeps "
                + Wording.number(kept)
                + " of the weight of what entered it and needs warm-up"
                + Wording.more(others, "stack"))
        .at(stream.first().place())
        .predicts("layers of a post-norm stack", depth, 0, SHALLOWEST - 1)
        .formula("Π 1/√(1 + q(branch)/q(skip)) over " + stream.sublayers().size() + " sums")
        .from(stream.first().sum())
        .because(
            "first sum: branch "
                + Wording.number(model.secondMoment(stream.first().branch()))
                + " on a stream of "
                + Wording.number(model.secondMoment(stream.first().skip())),
            "last sum: branch "
                + Wording.number(model.secondMoment(stream.last().branch()))
                + " on a stream of "
                + Wording.number(model.secondMoment(stream.last().skip())))
        .fix("warm the learning rate up over at least 4000 steps, or use pre-norm blocks")
        .add();
  }

  /** Weight of what entered a stream in what leaves it. */
  static double kept(Model model, Stream stream) {
    double kept = 1;
    for (Sublayer layer : stream.sublayers()) {
      double skip = model.secondMoment(layer.skip());
      double branch = model.secondMoment(layer.branch());
      kept /= skip > 0 ? Math.sqrt(1 + branch / skip) : 1;
    }
    return kept;
  }
}
