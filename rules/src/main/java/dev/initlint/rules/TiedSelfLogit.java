package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.propagate.Head;
import dev.initlint.unit.Model;

/** EMB006: under a tied head the input token predicts itself. */
final class TiedSelfLogit implements Rule {
  private static final Card CARD =
      Card.of(
              "EMB006",
              "tied-self-logit",
              Severity.WARNING,
              "a tied head scores the input's own token above all others",
              """
              ## What it does
              Predicts the logit that a tied head gives to the token at the input: d_model times the
              table's standard deviation times the share of the embedding that is left in the stream.
              Reports one above 1 nat that stands out from the others; a warning when the initial
              cross-entropy is more than 1 nat above ln V because of it.

              ## Why
              The stream still points along the embedding of its own token, so the model starts out
              predicting that every token repeats. It is taken back within the first steps.

              ## Bad
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 5000, 64, normal(0, 0.03))
              h = layernorm(e)
              y = tied(h, e)
              ```

              ```python
              x = self.embed(ids) * d_model**0.5
              logits = self.norm(self.blocks(x)) @ self.embed.weight.T
              ```

              ```json
              {"model_type": "gemma", "tie_word_embeddings": true}
              ```

              ## Good
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 5000, 64, normal(0, 0.03))
              h = layernorm(e)
              s = times(h, 0.125)
              y = tied(s, e)
              ```

              ```python
              x = self.embed(ids) * d_model**0.5
              logits = self.norm(self.blocks(x)) @ self.embed.weight.T * d_model**-0.5
              ```

              ```json
              {"model_type": "gemma", "tie_word_embeddings": false}
              ```

              ## Fix
              Scale the hidden state by 1/√d_model before the head, untie the head, or draw the table
              smaller.

              ## When to ignore it
              Gemma, BLOOM and BART start this way and train well.

              ## References
              - https://github.com/jsboige/CoursIA/issues/13279
              """)
          .causedBy("HEAD001", "HEAD003", "EMB007");

  private static final double NOTABLE = 1;

  /** Own logits within this many deviations of the others do not stand out. */
  private static final double DEVIATIONS = 3;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Head head : model.heads()) {
      ClassificationHead loss = model.figure(head.loss());
      if (loss == null || loss.own() == null) {
        continue;
      }
      double own = loss.own().mean() - loss.logitMean();
      if (own > NOTABLE && own > DEVIATIONS * loss.logitStd()) {
        report(model, report, head, loss, own);
      }
    }
  }

  private static void report(
      Model model, Report report, Head head, ClassificationHead loss, double own) {
    double without = ClassificationHead.of(loss.classes(), loss.logitStd()).excess();
    boolean costly = loss.excess() - without > 1;
    double factor = 1 / Math.sqrt(LmHeadStdOne.width(model, head));
    double less = NOTABLE / 2 / own;
    report
        .finding(
            costly ? Severity.WARNING : Severity.NOTE,
            "the tied head scores the input's own token "
                + Wording.number(own)
                + " above the others, which have std "
                + Wording.number(loss.logitStd())
                + ": the initial cross-entropy is "
                + Wording.number(loss.excess())
                + " nats above ln V")
        .at(model.place(head.logits()), head.weight().name())
        .predicts("own-token logit", own, -NOTABLE, NOTABLE)
        .formula("d_model·std(E)·√(q(token)/q(hidden))")
        .from(head.hidden())
        .fix(Redraws.headText(head, factor, model.std(head.weight())))
        .cure(Redraws.ofAnyHead(head, factor, model.std(head.weight()), 1 / (factor * factor)))
        .orElse(Redraws.scaleText(factor), Redraws.scaled(model.linear(head.logits()), factor))
        .orElse(Redraws.scaleText(less), Redraws.scaled(model.linear(head.logits()), less))
        .add();
  }
}
