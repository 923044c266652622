package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.BatchNorm;
import dev.initlint.op.Norm;
import dev.initlint.propagate.Head;
import dev.initlint.unit.Model;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** HEAD002: the loss at step zero is above that of equal logits. */
final class InitialLossExcess implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD002",
              "initial-loss-excess",
              Severity.ERROR,
              "the cross-entropy at step zero is far above ln V",
              """
              ## What it does
              Predicts the mean cross-entropy against random labels at step zero, by the law of the
              logits, with the logit of the own token under a tied head. Reports more than 1 nat above
              ln V, an error above 5 nats; only a note where batch norms with running statistics lead to
              the head, since training uses those of the batch, and where the output is a sum of what
              linear maps make of an input, which hardly scores classes. Silent where Java source states
              a loss of values, and a note where it states none and no softmax.

              ## Why
              Logits of equal size give ln V, the best that can be said before anything is learnt.
              What lies above it is confidence in nothing: for small logits half their variance.
              Training spends its first steps on taking it back.

              ## Bad
              ```graph
              x = input(8, 64)
              y = linear(x, 500, normal(0, 0.25))
              ```

              ```python
              nn.init.normal_(self.lm_head.weight, std=0.1)  # d_model = 4096
              ```

              ```json
              {"model_type": "gpt2",
               "architectures": ["GPT2LMHeadModel"],
               "initializer_range": 0.2, "tie_word_embeddings": false}
              ```

              ## Good
              ```graph
              x = input(8, 64)
              y = linear(x, 500, normal(0, 0.05))
              ```

              ```python
              nn.init.normal_(self.lm_head.weight, std=0.4 * d_model**-0.5)
              ```

              ```json
              {"model_type": "gpt2",
               "architectures": ["GPT2LMHeadModel"],
               "initializer_range": 0.02}
              ```

              ## Fix
              Draw the head smaller, or scale the logits, until their standard deviation is below 1.

              ## When to ignore it
              When the output is no set of class scores. Wide models drawn from N(0, 0.02) start up to
              1 nat high and train well; that is not reported.

              ## References
              - https://stats.stackexchange.com/questions/606359
              """)
          .causedBy(
              "HEAD001", "HEAD003", "NORM002", "RES006", "ACT002", "ACT003", "ACT001", "EMB006",
              "NORM001", "EMB007");

  private static final double SMALL = 1;
  private static final double LARGE = 5;

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
      if (loss != null && loss.excess() > SMALL) {
        report(model, report, head, loss);
      }
    }
  }

  /**
   * Whether the head reads what batch norms with running statistics made: at the start these are
   * those of no batch, and in training others are used.
   */
  private static boolean isBehindBatchNorm(Model model, Head head) {
    return norms(model, head).findAny().isPresent();
  }

  /** Whether such a norm takes its input as it is; those in training divide it by its size. */
  static boolean isPassing(Model model, Head head) {
    return norms(model, head)
        .anyMatch(
            s -> s.edges().stream().noneMatch(e -> e.input().unit() instanceof Norm.Normalised));
  }

  /** Whether the scores are summed from linear maps of an input: no body, and no map at the end. */
  private static boolean isSumOverInput(Model model, Head head) {
    Node last = model.place(head.logits()).node();
    return head.hidden().edges().isEmpty()
        && last != null
        && Set.of("Add", "Sub", "Sum", "Mean").contains(last.op())
        && last.inputs().stream()
            .allMatch(i -> model.propagation().beliefs().get(i) instanceof Belief.Known);
  }

  private static Stream<Signal> norms(Model model, Head head) {
    return model.propagation().beliefs().values().stream()
        .filter(b -> b instanceof Belief.Known)
        .map(b -> ((Belief.Known) b).signal())
        .filter(s -> s.unit() instanceof BatchNorm.Running && model.dependsOn(head.hidden(), s));
  }

  private static void report(Model model, Report report, Head head, ClassificationHead loss) {
    double excess = loss.excess();
    double std = model.std(head.weight());
    double factor = SMALL / Math.max(SMALL, loss.logitStd());
    double width = 1 / Math.sqrt(LmHeadStdOne.width(model, head));
    double small = SMALL / 2 / loss.logitStd();
    boolean folded = model.isBehindFoldedNorm(head.hidden());
    boolean unsure =
        folded
            || isBehindBatchNorm(model, head)
            || isSumOverInput(model, head)
            || model.isUnscored(head);
    report
        .finding(
            unsure ? Severity.NOTE : excess > LARGE ? Severity.ERROR : Severity.WARNING,
            "the initial cross-entropy is "
                + Wording.number(loss.crossEntropy())
                + " nats, "
                + Wording.number(excess)
                + " above ln V: logits have std "
                + Wording.number(loss.logitStd())
                + (isPassing(model, head)
                    ? ", as long as batch norms pass their input on as it is"
                    : "")
                + Wording.unscored(model.isUnscored(head))
                + Wording.folded(folded))
        .at(model.place(head.logits()), head.weight().name())
        .predicts("initial cross-entropy above ln V", excess, 0, SMALL)
        .formula("E ln Σe^x − E x_label − ln V, x ~ N(0, s²): s²/2 for small s")
        .from(head.logits())
        .fix(
            loss.own() != null && factor == 1
                ? "scale the logits down by "
                    + Wording.constant(1 / Math.sqrt(LmHeadStdOne.width(model, head)))
                    + " or untie the head"
                : Redraws.headText(head, std * factor, std))
        .cure(
            loss.own() != null && factor == 1
                ? List.of()
                : Redraws.ofAnyHead(head, std * factor, std, LmHeadStdOne.width(model, head)))
        .orElse(Redraws.scaleText(width), Redraws.scaled(model.linear(head.logits()), width))
        .orElse(Redraws.scaleText(small), Redraws.scaled(model.linear(head.logits()), small))
        .add();
  }
}
