package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.List;

/** HEAD005: the bias of the scores does nothing, decides them, or ignores how rare a hit is. */
final class HeadBiasPrior implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD005",
              "head-bias-prior",
              Severity.WARNING,
              "the bias of the output scores does nothing, or decides them",
              """
              ## What it does
              Looks at the bias of the scores of a head. Reports a constant bias before a softmax,
              which changes nothing; a random bias that is wider than the scores themselves and than
              0.5; and a
              sigmoid over a thousand scores or more of each sample whose bias is 0, as a note with
              the bias that a rare class needs.

              ## Why
              A softmax does not see what all scores have in common: log(1/V) on every class is no
              prior. A bias drawn wider than the scores makes the first predictions the same for
              every input. And a detector that scores thousands of places, few of which hold
              anything, starts with a loss of ln 2 at each unless its bias says that hits are rare:
              b = −ln((1 − π)/π) for a share π, −4.6 for one in a hundred.

              ## Bad
              ```graph
              x = input(8, 64)
              y = bias(linear(layernorm(x), 1000, normal(0, 0.02)), normal(0, 1.2))
              ```

              ```graph
              x = input(8, 64)
              y = softmax(bias(linear(layernorm(x), 1000, normal(0, 0.02)), constant(-6.9)))
              ```

              ```python
              nn.init.constant_(self.cls_logits.bias, 0.0)  # a detector of rare hits
              loss = sigmoid_focal_loss(self.cls_logits(features), targets)
              ```

              ## Good
              ```graph
              x = input(8, 64)
              y = bias(linear(layernorm(x), 1000, normal(0, 0.02)), zeros)
              ```

              ```python
              nn.init.constant_(self.cls_logits.bias, -math.log((1 - 0.01) / 0.01))
              loss = sigmoid_focal_loss(self.cls_logits(features), targets)
              ```

              ## Fix
              Start the bias at 0 before a softmax, and at −ln((1 − π)/π) before a sigmoid over rare
              hits.

              ## When to ignore it
              When the bias holds the log-frequencies of the classes, which differ from each other;
              when a sigmoid's loss is balanced by other means. A fitted regression has a wide bias by
              right: where a file holds too few weights to tell a fit from a draw, nothing is said of
              it; a larger one that votes for a draw by chance is why the rule is in preview.

              ## References
              - https://github.com/kuangliu/pytorch-retinanet/issues/10
              - https://arxiv.org/abs/1708.02002
              """)
          .causedBy("HEAD004", "ACT001", "ACT002")
          .preview();

  private static final double PLACES = 1000;

  /** A narrower bias changes the loss by less than an eighth of a nat. */
  private static final double WIDE = 0.5;

  private static final double PRIOR = 0.01;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Wiring wiring = Wiring.of(model);
    for (Value output : model.propagation().graph().outputs()) {
      Node node = wiring.producer(output.name());
      String end = node == null ? "" : node.op();
      boolean squashed = end.equals("Softmax") || end.equals("LogSoftmax") || end.equals("Sigmoid");
      Node scores = squashed ? wiring.producer(node.input(0)) : node;
      if (scores != null && model.propagation().signal(scores.output()) != null) {
        check(model, report, wiring, scores, end);
      }
    }
  }

  private static void check(
      Model model, Report report, Wiring wiring, Node scores, String squashing) {
    Weight bias = bias(wiring, scores);
    ParameterFacts facts = bias == null ? null : model.propagation().weights().get(bias);
    double mean = facts == null ? 0 : facts.mean();
    double std = facts == null ? 0 : model.std(facts);
    double all = Math.sqrt(model.secondMoment(model.propagation().signal(scores.output())));
    double own = Math.sqrt(Math.max(0, all * all - std * std - mean * mean));
    boolean head = model.heads().stream().anyMatch(h -> isOf(model, h.logits(), scores));
    Place place = new Place(scores, scores.output());
    if (facts != null
        && head
        && !model.mayBeTrained()
        && std > Math.max(own, WIDE)
        && own > 0
        && !squashing.equals("Sigmoid")) {
      wide(report, place, facts, std, own);
    } else if (facts != null && squashing.endsWith("Softmax") && facts.isConstant() && mean != 0) {
      idle(report, place, facts, mean, bias.count());
    } else if (squashing.equals("Sigmoid") && mean == 0 && std < 1) {
      places(model, report, place, scores);
    }
  }

  private static boolean isOf(Model model, Signal logits, Node scores) {
    return model.propagation().signal(scores.output()) == logits;
  }

  /** The bias that a node adds, or that its product has, or null. */
  private static Weight bias(Wiring wiring, Node scores) {
    boolean fused = scores.op().equals("Gemm") || scores.op().equals("Conv");
    if (fused) {
      return scores.hasInput(2) ? wiring.weight(scores.input(2)) : null;
    }
    for (int i = 0; scores.op().equals("Add") && i < 2; i++) {
      Weight w = wiring.weight(scores.input(i));
      if (w != null && w.count() > 1) {
        return w;
      }
    }
    return null;
  }

  private static void wide(Report report, Place at, ParameterFacts bias, double std, double own) {
    report
        .finding(
            Severity.WARNING,
            "the bias of the scores has std "
                + Wording.number(std)
                + " where the scores have "
                + Wording.number(own)
                + ": it decides what is predicted first, whatever the input")
        .at(at, bias.name())
        .predicts("std of the bias over that of the scores", std / own, 0, 1)
        .formula("√(var(b)/q(W·x))")
        .fix("start the bias at 0")
        .cure(List.of(new Remedy.StartAt(bias.name(), 0)))
        .add();
  }

  private static void idle(
      Report report, Place at, ParameterFacts bias, double mean, double classes) {
    report
        .finding(
            Severity.NOTE,
            "a bias of "
                + Wording.number(mean)
                + " on all "
                + Wording.number(classes)
                + " classes changes nothing: a softmax does not see what all scores have in common")
        .at(at, bias.name())
        .predicts("bias of every class", mean, 0, 0)
        .formula("softmax(x + c) = softmax(x)")
        .fix("start it at 0, or give each class its own, as the logarithm of its frequency")
        .cure(List.of(new Remedy.StartAt(bias.name(), 0)))
        .add();
  }

  private static void places(Model model, Report report, Place at, Node scores) {
    long[] dims = model.propagation().shapes().dims(scores.output());
    double n = 1;
    for (int i = 1; dims != null && i < dims.length; i++) {
      n *= Math.max(1, dims[i]);
    }
    if (n < PLACES) {
      return;
    }
    double rare = -Math.log((1 - PRIOR) / PRIOR);
    report
        .finding(
            Severity.NOTE,
            "the bias of this sigmoid is 0 over "
                + Wording.number(n)
                + " scores a sample: where hits are rare its loss begins at "
                + Wording.number(n * Math.log(2))
                + " in all, 0.693 each")
        .at(at)
        .predicts("initial loss of all scores", n * Math.log(2), 0, PLACES * Math.log(2))
        .formula("n·ln 2")
        .fix("start the bias at −ln((1 − π)/π), " + Wording.number(rare) + " for one in a hundred")
        .add();
  }
}
