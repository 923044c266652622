package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Value;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Signal;
import dev.initlint.op.Softmax;
import dev.initlint.source.SourceFact;
import dev.initlint.unit.Model;

/** HEAD004: the model ends in a softmax, which a loss over logits would apply again. */
final class DoubleSoftmax implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD004",
              "double-softmax",
              Severity.NOTE,
              "the model ends in a softmax that a loss over logits would repeat",
              """
              ## What it does
              Reports a graph output that is a softmax over classes. A model file does not say which
              loss follows, so this is a note.

              ## Why
              A cross-entropy that expects logits and gets probabilities can reach ln(e + C − 1) − 1 at
              best: 2.43 nats for 29 classes. Its gradients shrink about C-fold.

              ## Bad
              ```graph
              x = input(8, 64)
              y = softmax(linear(x, 10, normal(0, 0.05)))
              ```

              ## Good
              ```graph
              x = input(8, 64)
              y = linear(x, 10, normal(0, 0.05))
              ```

              ## Fix
              Return the logits for training, or use a loss over probabilities.

              ## When to ignore it
              When the file was exported for inference, or the loss takes probabilities.

              ## References
              - https://github.com/tflearn/tflearn/pull/562
              - https://github.com/ariecattan/SciCo/issues/2
              """)
          .alsoOnTrained();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Value output : model.propagation().graph().outputs()) {
      Signal s = model.propagation().signal(output.name());
      if (s != null
          && s.unit() instanceof Softmax.Probabilities p
          && !scoredAsProbabilities(model)) {
        double classes = p.logits().axes().size(Role.FEATURE);
        double least = Math.log(Math.E + classes - 1) - 1;
        report
            .finding(
                Severity.NOTE,
                "the output is a softmax over "
                    + Wording.number(classes)
                    + " classes: a cross-entropy that applies its own cannot fall below "
                    + Wording.number(least)
                    + " nats")
            .at(model.place(s))
            .predicts("least attainable cross-entropy", least, 0, 0)
            .formula("ln(e + C − 1) − 1")
            .from(s)
            .fix(
                "return the logits in training, or use a loss that takes the logarithm of these "
                    + Wording.number(classes)
                    + " probabilities")
            .add();
      }
    }
  }

  /** Whether the source shows a loss that is meant to follow a softmax, as Deeplearning4j's are. */
  private static boolean scoredAsProbabilities(Model model) {
    return model.facts(SourceFact.Head.class).stream().anyMatch(h -> !h.lossTakesLogits());
  }
}
