package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.SourceFact;
import dev.initlint.training.Training;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.List;

/** TRAIN003: an optimiser that scales its steps moves weights by more than they measure. */
final class StepExceedsWeights implements Rule {
  private static final Card CARD =
      Card.of(
              "TRAIN003",
              "step-exceeds-weights",
              Severity.WARNING,
              "the first steps of the optimiser are larger than the weights it starts from",
              """
          ## What it does
          For optimisers that divide each gradient by its size, compares the learning rate with the
          standard deviation of the weights as they are drawn, and reports a rate above the median of
          those, where no warm-up raises it from below.

          ## Why
          Adam, RMSprop and AdaGrad move each weight by about the learning rate in their first step,
          whatever the gradient. At 0.1 a layer of 784 inputs, drawn with a standard deviation of
          0.05, is lost in the first step and the choice of its initialiser with it. In
          Deeplearning4j 0.1 is the default of RmsProp and AdaGrad.

          ## Bad
          ```graph
          train optimizer=rmsprop lr=0.1 warmup=0
          x = input(8, 784)
          h = tanh(linear(x, 256, normal(0, 0.0357)))
          y = linear(h, 10, normal(0, 0.0625))
          ```

          ```java
          new NeuralNetConfiguration.Builder().updater(new RmsProp()).list()
              .layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.TANH).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```python
          optimizer = torch.optim.RMSprop(model.parameters(), lr=0.1)
          ```

          ```toml
          [training]
          optimizer = "rmsprop"
          lr = 0.1
          warmup-steps = 0
          ```

          ## Good
          ```graph
          train optimizer=rmsprop lr=3e-4 warmup=0
          x = input(8, 784)
          h = tanh(linear(x, 256, normal(0, 0.0357)))
          y = linear(h, 10, normal(0, 0.0625))
          ```

          ```java
          new NeuralNetConfiguration.Builder().updater(new RmsProp(1e-3)).list()
              .layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.TANH).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```python
          optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-4)
          ```

          ```toml
          [training]
          optimizer = "rmsprop"
          lr = 1e-4
          warmup-steps = 0
          ```

          ## Fix
          Give a learning rate of about a hundredth of the weights' standard deviation, or warm up.

          ## When to ignore it
          When gradients are smaller than the optimiser's ε, which then keeps the steps small.

          ## References
          - ND4J 1.0.0-M2.1, org.nd4j.linalg.learning.config.RmsProp: a default learning rate of 0.1
          """)
          .advises("it concerns the learning rate and no weight");

  /** An ε above may be what keeps steps small. */
  private static final double SMALL_EPSILON = 1e-5;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Training t = model.training();
    boolean bounded = t.epsilon() != null && !(t.epsilon() <= SMALL_EPSILON);
    boolean rises = t.warmupSteps() == null || t.warmsUp();
    if (t.scalesSteps() && !bounded && !rises && t.learningRate() != null) {
      double std = median(model);
      if (t.learningRate() > std) {
        report(model, report, t, std);
      }
    }
  }

  /** Median standard deviation of the weights that are drawn at random, or NaN. */
  private static double median(Model model) {
    List<Double> stds =
        model.parameters().stream()
            .filter(ParameterSite::isTrained)
            .map(ParameterSite::weight)
            .filter(w -> w.dims().length > 1)
            .map(model::std)
            .filter(s -> s > 0)
            .sorted()
            .toList();
    return stds.isEmpty() ? Double.NaN : stds.get(stds.size() / 2);
  }

  private static void report(Model model, Report report, Training training, double std) {
    double rate = training.learningRate();
    report
        .finding(
            Severity.WARNING,
            "the learning rate of "
                + training.optimizer()
                + ", "
                + Wording.number(rate)
                + (byDefault(model) ? " by default" : "")
                + ", moves each weight in the first step by "
                + Wording.number(rate / std)
                + " times the "
                + Wording.number(std)
                + " that weights measure")
        .at(training.range(), null)
        .predicts("learning rate over the weights' std", rate / std, 0, 1)
        .formula("|ΔW| = lr·g/√(g²)")
        .fix("give a learning rate near " + Wording.constant(std / 100))
        .add();
  }

  private static boolean byDefault(Model model) {
    return model.facts(SourceFact.Training.class).stream()
        .anyMatch(t -> t.rateByDefault() && model.training().range() == t.range());
  }
}
