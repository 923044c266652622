package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.propagate.Head;
import dev.initlint.unit.Model;

/** HEAD003: an embedding drawn large is used as the head without 1/√d_model. */
final class TiedHeadMissingRescale implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD003",
              "tied-head-missing-rescale",
              Severity.ERROR,
              "a tied head reuses a large embedding without 1/√d_model",
              """
          ## What it does
          Predicts the variance of the logits of a head that shares the embedding table. Reports one
          above 9 when the table's standard deviation is 5/√d_model or more.

          ## Why
          An embedding may be drawn from N(0, 1) because a norm follows; as a head the same entries
          give logits of variance d_model, and one of them, that of the own token, of size d_model.
          T5 multiplies the hidden state by 1/√d_model for this reason.

          ## Bad
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 5000, 64, normal(0, 0.7))
          h = layernorm(e)
          y = tied(h, e)
          ```

          ```python
          self.lm_head.weight = self.shared.weight  # N(0, 1)
          logits = self.lm_head(hidden)
          ```

          ```json
          {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"],
           "feed_forward_proj": "gated-gelu", "tie_word_embeddings": false}
          ```

          ## Good
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 5000, 64, normal(0, 0.7))
          h = layernorm(e)
          s = times(h, 0.125)
          y = tied(s, e)
          ```

          ```python
          self.lm_head.weight = self.shared.weight
          logits = self.lm_head(hidden * d_model**-0.5)
          ```

          ```json
          {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"]}
          ```

          ## Fix
          Multiply the hidden state by 1/√d_model before the head, or draw the table smaller.

          ## When to ignore it
          When pretrained weights are loaded over the ones in the file.

          ## References
          - https://github.com/ml-explore/mlx-examples/pull/591
          - https://github.com/huggingface/transformers/issues/5565
          """)
          .causedBy("HEAD001");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    if (model.mayBeTrained()) {
      return;
    }
    for (Head head : model.heads()) {
      ClassificationHead loss = model.figure(head.loss());
      if (loss != null && head.table() != null && LmHeadStdOne.isLarge(model, head, loss)) {
        report(model, report, head, loss);
      }
    }
  }

  private static void report(Model model, Report report, Head head, ClassificationHead loss) {
    double width = LmHeadStdOne.width(model, head);
    double factor = 1 / Math.sqrt(width);
    String own = loss.own() == null ? "" : ", own-token logit " + Wording.number(loss.own().mean());
    report
        .finding(
            Severity.ERROR,
            "the tied head gives logits of std "
                + Wording.number(loss.logitStd())
                + own
                + ": the initial cross-entropy is "
                + Wording.number(loss.crossEntropy())
                + " nats where ln V is "
                + Wording.number(Math.log(loss.classes())))
        .at(model.place(head.logits()), head.weight().name())
        .predicts(
            "variance of the logits",
            loss.logitStd() * loss.logitStd(),
            0,
            LmHeadStdOne.LARGEST_VARIANCE)
        .formula(Derivation.formula(model, head.logits()))
        .from(head.logits())
        .fix(Redraws.headText(head, factor, model.std(head.weight())))
        .cure(Redraws.ofAnyHead(head, factor, model.std(head.weight()), width))
        .orElse(Redraws.scaleText(factor), Redraws.scaled(model.linear(head.logits()), factor))
        .add();
  }
}
