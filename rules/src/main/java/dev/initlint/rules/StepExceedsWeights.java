package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.SourceFact.Training;
import dev.initlint.source.SourceParameter;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.Model;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
          ```java
          new NeuralNetConfiguration.Builder().updater(new RmsProp()).list()
              .layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.TANH).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ## Good
          ```java
          new NeuralNetConfiguration.Builder().updater(new RmsProp(1e-3)).list()
              .layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.TANH).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ## Fix
          Give a learning rate of about a hundredth of the weights' standard deviation, or warm up.

          ## When to ignore it
          When gradients are smaller than the optimiser's ε, which then keeps the steps small.

          ## References
          - ND4J 1.0.0-M2.1, org.nd4j.linalg.learning.config.RmsProp: a default learning rate of 0.1
          """);

  private static final Set<String> SCALING =
      Set.of("adam", "adamw", "amsgrad", "adamax", "nadam", "adabelief", "rmsprop", "adagrad");

  /** An ε above may be what keeps steps small. */
  private static final double SMALL_EPSILON = 1e-5;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Training t : model.facts(Training.class)) {
      boolean scaling = SCALING.contains(t.optimizer().toLowerCase(Locale.ROOT));
      boolean bounded =
          t.epsilon() != null
              && !(t.epsilon() instanceof Expr.Constant e && e.value() <= SMALL_EPSILON);
      double rate = t.learningRate() == null ? Double.NaN : model.number(t.learningRate());
      double std = median(model);
      if (scaling && !bounded && t.warmUpSteps() == null && rate > std) {
        report(report, t, rate, std);
        return;
      }
    }
  }

  /** Median standard deviation of the weights that are drawn at random, or NaN. */
  private static double median(Model model) {
    List<Double> stds =
        model.source().get().parameters().stream()
            .filter(p -> p.dims().size() > 1)
            .map(SourceParameter::variance)
            .map(v -> Math.sqrt(model.number(v)))
            .filter(s -> s > 0)
            .sorted()
            .toList();
    return stds.isEmpty() ? Double.NaN : stds.get(stds.size() / 2);
  }

  private static void report(Report report, Training training, double rate, double std) {
    report
        .finding(
            Severity.WARNING,
            "the learning rate of "
                + training.optimizer()
                + ", "
                + Wording.number(rate)
                + (training.rateByDefault() ? " by default" : "")
                + ", moves each weight in the first step by "
                + Wording.number(rate / std)
                + " times the "
                + Wording.number(std)
                + " that weights measure")
        .at(training.range())
        .predicts("learning rate over the weights' std", rate / std, 0, 1)
        .formula("|ΔW| = lr·g/√(g²)")
        .fix("give a learning rate near " + Wording.constant(std / 100))
        .add();
  }
}
