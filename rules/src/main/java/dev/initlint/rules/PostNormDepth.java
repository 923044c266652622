package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.training.Training;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
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
              Severity.ERROR,
              "a post-norm stack needs warm-up, the more the deeper it is",
              """
          ## What it does
          Finds streams in which every residual sum is normalised before it goes on, and predicts the
          weight that what entered keeps at the end: the product of 1/√(1 + b/q) over the sums, with b
          the second moment of a branch and q that of its skip. Reports stacks of two or more layers.

          A model file does not say how it will be trained, so this is a note; likewise source that
          shows no trainer. Where the source, or `--lr` and `--warmup-steps`, say how the learning rate
          goes, a stack whose rate warms up is not reported; without warm-up, and at a rate of 1e-4 or
          more, six layers are a warning and twelve an error.

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

          ```java
          class Block extends AbstractBlock {
            Block inner = addChildBlock("inner", Linear.builder().setUnits(64).build());
            Block norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());

            protected NDList forwardInternal(
                ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
              NDArray x = in.head();
              NDArray y = inner.forward(ps, new NDList(x), training).head();
              return norm.forward(ps, new NDList(x.add(y)), training);
            }
          }

          class Net {
            void build() {
              SequentialBlock net = new SequentialBlock();
              for (int i = 0; i < 6; i++) {
                net.add(new Block());
              }
              Model model = Model.newInstance("stack");
              model.setBlock(net);
              Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                  .optOptimizer(Optimizer.adam().build()));
              trainer.initialize(new Shape(4, 16, 64));
            }
          }
          ```

          ```python
          encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(512, 8), 12)  # norm_first=False
          optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
          ```

          ```toml
          [training]
          optimizer = "adam"
          lr = 1e-3
          warmup-steps = 0
          ```

          ```json
          {"model_type": "bert", "num_hidden_layers": 24}
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

          ```java
          class Block extends AbstractBlock {
            Block inner = addChildBlock("inner", Linear.builder().setUnits(64).build());
            Block norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());

            protected NDList forwardInternal(
                ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
              NDArray x = in.head();
              NDArray y = inner.forward(ps, new NDList(x), training).head();
              return norm.forward(ps, new NDList(x.add(y)), training);
            }
          }

          class Net {
            void build() {
              SequentialBlock net = new SequentialBlock();
              for (int i = 0; i < 6; i++) {
                net.add(new Block());
              }
              Model model = Model.newInstance("stack");
              model.setBlock(net);
              Tracker rate = Tracker.warmUp().optWarmUpSteps(4000)
                  .setMainTracker(Tracker.fixed(1e-3f)).build();
              Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                  .optOptimizer(Optimizer.adam().optLearningRateTracker(rate).build()));
              trainer.initialize(new Shape(4, 16, 64));
            }
          }
          ```

          ```python
          optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
          warmup = torch.optim.lr_scheduler.LinearLR(optimizer, 1e-3, total_iters=4000)
          ```

          ```toml
          [training]
          optimizer = "adam"
          lr = 1e-3
          warmup-steps = 4000
          ```

          ```json
          {"model_type": "gpt2", "n_layer": 24}
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
          """)
          .advises("it concerns the schedule of the learning rate and no weight");

  private static final int SHALLOWEST = 2;
  private static final int DEEP = 6;
  private static final int DEEPEST = 12;

  /** Learning rates below are those of fine-tuning, at which post-norm stacks need no warm-up. */
  private static final double SMALL_RATE = 1e-4;

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
    if (hits.isEmpty() || model.training().warmsUp()) {
      return;
    }
    Stream deepest = hits.get(0);
    for (Stream stream : hits) {
      deepest = stream.depth() > deepest.depth() ? stream : deepest;
    }
    double kept = kept(model, deepest);
    if (Double.isFinite(kept)) {
      report(model, report, deepest, kept, hits.stream().map(s -> s.first().place()).toList());
    }
  }

  private static void report(
      Model model, Report report, Stream stream, double kept, List<Place> places) {
    int depth = stream.depth();
    report
        .finding(
            severity(depth, model.training()),
            "a post-norm stack of "
                + depth
                + " layers keeps "
                + Wording.number(kept)
                + " of the weight of what entered it and "
                + training(model)
                + Wording.more(places.size() - 1, "stack"))
        .at(stream.first().place())
        .andAt(places)
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

  /** Whether it is said that the rate starts at its peak, which is none of fine-tuning. */
  private static boolean isPlain(Training t) {
    return t.learningRate() != null
        && t.learningRate() >= SMALL_RATE
        && t.warmupSteps() != null
        && t.warmupSteps() == 0;
  }

  private static Severity severity(int depth, Training t) {
    if (!isPlain(t) || depth < DEEP) {
      return Severity.NOTE;
    }
    return depth < DEEPEST ? Severity.WARNING : Severity.ERROR;
  }

  private static String training(Model model) {
    Training t = model.training();
    if (isPlain(t)) {
      return "is trained without warm-up, "
          + (t.optimizer() == null ? "" : "by " + t.optimizer() + " ")
          + "at a rate of "
          + Wording.number(t.learningRate());
    }
    boolean unseen = model.source().isPresent() && !t.isStated();
    return unseen ? "needs warm-up; the source shows no trainer" : "needs warm-up";
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
