package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.propagate.Head;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;

/** HEAD001: a head drawn so large that the logits decide before anything is learnt. */
final class LmHeadStdOne implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD001",
              "lm-head-std-one",
              Severity.ERROR,
              "the head is drawn so large that the initial loss is far above ln V",
              """
          ## What it does
          Predicts the variance of the logits of a head, fan_in·var(W)·E[h²], and the cross-entropy at
          step zero. Reports a variance above 9 when the weight's standard deviation is more than
          5/√d_model. HEAD003 adds what it means that a head is tied. In Java source it speaks where a
          loss, a softmax or as many outputs as tokens say that the outputs score classes.

          ## Why
          With a standard deviation of 1 the logits have variance d_model: 512 gives a loss of 94 nats
          where ln V is 10.4. The first steps only shrink the head, with gradients that are large
          everywhere below it.

          ## Bad
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 500, 64, normal(0, 0.02))
          h = layernorm(e)
          y = linear(h, 500, normal(0, 1))
          ```

          ```python
          nn.init.normal_(self.lm_head.weight, std=1.0)
          ```

          ```json
          {"model_type": "llama", "initializer_range": 0.5}
          ```

          ## Good
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 500, 64, normal(0, 0.02))
          h = layernorm(e)
          y = linear(h, 500, normal(0, 0.125))
          ```

          ```python
          nn.init.normal_(self.lm_head.weight, std=d_model**-0.5)
          ```

          ```json
          {"model_type": "llama", "initializer_range": 0.02}
          ```

          ## Fix
          Draw the head with a standard deviation of 1/√d_model or 0.02, or multiply the logits by
          1/√d_model.

          ## When to ignore it
          When pretrained weights are loaded over the ones in the file.

          ## References
          - https://github.com/huggingface/transformers/pull/26441
          - https://github.com/google-research/t5x/issues/1477
          - https://github.com/PiotrNawrot/nanoT5/issues/25
          """)
          .causedBy("EMB007");

  static final double LARGEST_VARIANCE = 9;
  static final double LARGEST_GAIN = 5;

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
      if (loss != null && !model.isUnscored(head) && isLarge(model, head, loss)) {
        report(model, report, head, loss);
      }
    }
  }

  /** Whether both the logits and the weight that makes them are far larger than usual. */
  static boolean isLarge(Model model, Head head, ClassificationHead loss) {
    double std = model.std(head.weight());
    double width = width(model, head);
    return loss.softCap() == Double.POSITIVE_INFINITY
        && loss.logitStd() * loss.logitStd() > LARGEST_VARIANCE
        && std > LARGEST_GAIN / Math.sqrt(width);
  }

  /** Fan-in of the head. */
  static double width(Model model, Head head) {
    for (LinearSite site : model.linears()) {
      if (site.weight() == head.weight() && site.input() == head.hidden()) {
        return site.fans().fanIn();
      }
    }
    return head.weight().dims()[0];
  }

  private static void report(Model model, Report report, Head head, ClassificationHead loss) {
    double variance = loss.logitStd() * loss.logitStd();
    double width = width(model, head);
    double std = model.std(head.weight());
    double right = 1 / Math.sqrt(width);
    LinearSite site = model.linear(head.logits());
    boolean folded = model.isBehindFoldedNorm(head.hidden());
    boolean unsure = folded || InitialLossExcess.isPassing(model, head);
    report
        .finding(
            unsure ? Severity.WARNING : Severity.ERROR,
            "logits have variance "
                + Wording.number(variance)
                + " (std "
                + Wording.number(loss.logitStd())
                + "): the initial cross-entropy is "
                + Wording.number(loss.crossEntropy())
                + " nats where ln V is "
                + Wording.number(Math.log(loss.classes()))
                + Wording.folded(folded))
        .at(model.place(site == null ? head.logits() : site.output()), head.weight().name())
        .predicts("variance of the logits", variance, 0, LARGEST_VARIANCE)
        .formula(Derivation.formula(model, site == null ? head.logits() : site.output()))
        .from(head.logits())
        .fix(Redraws.headText(head, right, std))
        .cure(Redraws.ofAnyHead(head, right, std, width))
        .orElse(Redraws.scaleText(right / std), Redraws.scaled(site, right / std))
        .add();
  }
}
