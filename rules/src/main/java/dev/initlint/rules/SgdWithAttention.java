package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.training.Training;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;

/** TRAIN001: plain gradient descent on attention whose queries get small gradients. */
final class SgdWithAttention implements Rule {
  private static final Card CARD =
      Card.of(
              "TRAIN001",
              "sgd-with-attention",
              Severity.WARNING,
              "plain gradient descent trains queries and keys far more slowly than values",
              """
          ## What it does
          Where the model is trained by plain gradient descent, with momentum or without, as the
          source or `--optimizer` says, compares the predicted gradients of the query and of the value
          weights of each attention and reports a ratio below 0.1.

          ## Why
          The step of gradient descent is the gradient itself: at a ratio of 0.02 the queries move
          fifty times less than the values, and the attention stays where it was drawn. Adam divides
          that out.

          ## Bad
          ```graph
          train optimizer=sgd lr=0.1
          x = input(4, 16, 64)
          q = linear(x, 64, normal(0, 0.02))
          k = linear(x, 64, normal(0, 0.02))
          v = linear(x, 64, normal(0, 0.02))
          y = linear(attention(q, k, v, heads=4, scale=0.25), 64, normal(0, 0.125))
          ```

          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(ScaledDotProductAttentionBlock.builder().setEmbeddingSize(64).setHeadCount(4)
              .optAttentionProbsDropoutProb(0f).build());
          net.setInitializer(new NormalInitializer(0.02f), Parameter.Type.WEIGHT);
          Model model = Model.newInstance("attention");
          model.setBlock(net);
          Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
              .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build()));
          trainer.initialize(new Shape(4, 16, 64));
          ```

          ```python
          optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
          ```

          ```toml
          [training]
          optimizer = "sgd"
          lr = 0.1
          ```

          ## Good
          ```graph
          train optimizer=adamw lr=1e-3
          x = input(4, 16, 64)
          q = linear(x, 64, normal(0, 0.02))
          k = linear(x, 64, normal(0, 0.02))
          v = linear(x, 64, normal(0, 0.02))
          y = linear(attention(q, k, v, heads=4, scale=0.25), 64, normal(0, 0.125))
          ```

          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(ScaledDotProductAttentionBlock.builder().setEmbeddingSize(64).setHeadCount(4)
              .optAttentionProbsDropoutProb(0f).build());
          net.setInitializer(new NormalInitializer(0.02f), Parameter.Type.WEIGHT);
          Model model = Model.newInstance("attention");
          model.setBlock(net);
          Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
              .optOptimizer(Optimizer.adam().build()));
          trainer.initialize(new Shape(4, 16, 64));
          ```

          ```python
          optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
          ```

          ```toml
          [training]
          optimizer = "adamw"
          lr = 3e-4
          ```

          ## Fix
          Use Adam or another optimiser that scales the step of each parameter.

          ## When to ignore it
          When a trained model is tuned further, or on toy problems.

          ## References
          - https://arxiv.org/abs/2004.08249
          - https://github.com/ooples/AiDotNet/pull/1265
          """)
          .advises("it concerns the optimiser and no weight");

  private static final double SMALL = 0.1;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    if (model.training().isPlain()) {
      check(model, report, model.training());
    }
  }

  private static void check(Model model, Report report, Training training) {
    AttentionSite worst = null;
    double least = SMALL;
    int small = 0;
    for (AttentionSite site : model.attentions()) {
      double ratio = QkGradientImbalance.ratio(model, site);
      small += ratio < SMALL ? 1 : 0;
      if (ratio < least) {
        least = ratio;
        worst = site;
      }
    }
    if (worst != null) {
      report(report, training, worst, least, small - 1);
    }
  }

  private static void report(
      Report report, Training training, AttentionSite site, double ratio, int others) {
    report
        .finding(
            Severity.WARNING,
            "the optimiser "
                + training.optimizer()
                + " moves the query weights "
                + Wording.number(1 / ratio)
                + " times less than the value weights"
                + Wording.more(others, "attention")
                + ": the attention hardly learns")
        .at(training.range(), site.place())
        .predicts("|∂W_q|/|∂W_v|", ratio, SMALL, 1 / SMALL)
        .formula("√(E[(∂W_q)²]/E[(∂W_v)²])")
        .from(site.unit().logits().query())
        .fix(
            "use Adam, or a learning rate "
                + Wording.number(1 / ratio)
                + " times as large for queries and keys")
        .add();
  }
}
