package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Value;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Signal;
import dev.initlint.op.Softmax;
import dev.initlint.source.SourceFact;
import dev.initlint.unit.Model;
import java.util.List;

/** HEAD004: the model ends in a softmax, which a loss over logits would apply again. */
final class DoubleSoftmax implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD004",
              "double-softmax",
              Severity.ERROR,
              "the model ends in a softmax that a loss over logits would repeat",
              """
              ## What it does
              Reports a softmax over classes that a loss follows which applies a softmax of its own:
              an error. A model file does not say which loss follows, nor does source that shows none;
              then it is a note. Where the loss takes probabilities, nothing is reported.

              ## Why
              A cross-entropy that expects logits and gets probabilities can reach ln(e + C − 1) − 1 at
              best: 2.43 nats for 29 classes. Its gradients shrink about C-fold.

              ## Bad
              ```graph
              x = input(8, 64)
              y = softmax(linear(x, 10, normal(0, 0.05)))
              ```

              ```java
              SequentialBlock net = new SequentialBlock();
              net.add(Linear.builder().setUnits(10).build());
              net.addSingleton(x -> x.softmax(-1));
              Model model = Model.newInstance("classifier");
              model.setBlock(net);
              Trainer trainer = model.newTrainer(
                  new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()));
              trainer.initialize(new Shape(1, 64));
              ```

              ```python
              return self.classify(x).softmax(dim=-1)
              ...
              loss = F.cross_entropy(model(x), y)
              ```

              ## Good
              ```graph
              x = input(8, 64)
              y = linear(x, 10, normal(0, 0.05))
              ```

              ```java
              new NeuralNetConfiguration.Builder().list()
                  .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                      .nIn(64).nOut(10).activation(Activation.SOFTMAX).build())
                  .build();
              ```

              ```python
              return self.classify(x)
              ...
              loss = F.cross_entropy(model(x), y)
              ```

              ## Fix
              Return the logits for training, or use a loss over probabilities.

              ## When to ignore it
              When the file was exported for inference, or the loss takes probabilities.

              ## References
              - https://github.com/tflearn/tflearn/pull/562
              - https://github.com/ariecattan/SciCo/issues/2
              """)
          .advises("the loss is outside of the model")
          .alsoOnTrained();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<SourceFact.Head> scored = model.facts(SourceFact.Head.class);
    for (SourceFact.Head head : scored) {
      Signal s = model.propagation().signal(head.output());
      if (head.lossTakesLogits() && s != null && s.unit() instanceof Softmax.Probabilities p) {
        report(model, report, s, p, head.loss());
      }
    }
    if (!scored.isEmpty()) {
      return;
    }
    for (Value output : model.propagation().graph().outputs()) {
      Signal s = model.propagation().signal(output.name());
      if (s != null && s.unit() instanceof Softmax.Probabilities p) {
        report(model, report, s, p, null);
      }
    }
  }

  /**
   * @param loss name of the loss that takes these for logits, or null when no loss is known
   */
  private static void report(
      Model model, Report report, Signal s, Softmax.Probabilities p, String loss) {
    double classes = p.logits().axes().size(Role.FEATURE);
    if (classes < 2) {
      return;
    }
    double least = Math.log(Math.E + classes - 1) - 1;
    String over = "a softmax over " + Wording.number(classes) + " classes";
    report
        .finding(
            loss == null ? Severity.NOTE : Severity.ERROR,
            loss == null
                ? "the output is "
                    + over
                    + ": a cross-entropy that applies its own cannot fall below "
                    + Wording.number(least)
                    + " nats"
                : "the loss "
                    + loss
                    + " applies a softmax to "
                    + over
                    + ": it cannot fall below "
                    + Wording.number(least)
                    + " nats")
        .at(model.place(s))
        .predicts("least attainable cross-entropy", least, 0, 0)
        .formula("ln(e + C − 1) − 1")
        .from(s)
        .fix(
            loss == null
                ? "return the logits in training, or use a loss that takes the logarithm of these "
                    + Wording.number(classes)
                    + " probabilities"
                : "give the loss the "
                    + Wording.number(classes)
                    + " logits, or tell it that it gets probabilities")
        .add();
  }
}
