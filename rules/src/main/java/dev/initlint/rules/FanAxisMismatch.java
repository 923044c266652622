package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceFact.HandTypedFan;
import dev.initlint.unit.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** INIT006: a weight is drawn for another number of inputs than its operation sums over. */
final class FanAxisMismatch implements Rule {
  private static final Card CARD =
      Card.of(
          "INIT006",
          "fan-axis-mismatch",
          Severity.WARNING,
          "a weight is drawn for another number of inputs than it has",
          """
          ## What it does
          Compares the fans that source gives an initialisation scheme by hand with those of the
          operation that uses the weight, and prints the variance with either. A warning where it is
          off more than twofold and no norm takes that out, else a note.

          ## Why
          SameDiff's schemes do not look at the shape of a variable: XavierInitScheme('c', in, out)
          draws for the numbers it is given. Those go stale when a layer changes, or count the wrong
          axes, and the layer passes the ratio of the fans too much or too little.

          ## Bad
          ```java
          SameDiff sd = SameDiff.create();
          SDVariable in = sd.placeHolder("in", DataType.FLOAT, -1, 784);
          SDVariable w = sd.var(
              "w", new ReluInitScheme('c', 28 * 28 * 28), DataType.FLOAT, 784, 256);
          SDVariable h = sd.nn().relu(in.mmul(w), 0);
          ```

          ```python
          w = nn.Parameter(torch.empty(64, 1024))  # used as x @ w
          nn.init.kaiming_normal_(w)  # takes the last axis for the fan-in
          ```

          ## Good
          ```java
          SameDiff sd = SameDiff.create();
          SDVariable in = sd.placeHolder("in", DataType.FLOAT, -1, 784);
          SDVariable w = sd.var("w", new ReluInitScheme('c', 784), DataType.FLOAT, 784, 256);
          SDVariable h = sd.nn().relu(in.mmul(w), 0);
          ```

          ```python
          w = nn.Parameter(torch.empty(64, 1024))
          nn.init.kaiming_normal_(w, mode="fan_out")
          ```

          ## Fix
          Give the scheme the fans of the operation: channels times taps for a convolution.

          ## When to ignore it
          When the variable is transposed before use, so that its other axis is summed over.

          ## References
          - https://github.com/pytorch/pytorch/issues/23854
          """);

  private static final double TOLERATED = 2;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<HandTypedFan, Double> hits = new LinkedHashMap<>();
    for (HandTypedFan fact : model.facts(HandTypedFan.class)) {
      double factor = model.number(fact.realised()) / model.number(fact.variance());
      if (factor > 0 && Double.isFinite(factor) && Double.isFinite(model.number(fact.stated()))) {
        hits.put(fact, factor);
      }
    }
    hits.forEach((fact, factor) -> report(model, report, fact, factor));
  }

  private static void report(Model model, Report report, HandTypedFan fact, double factor) {
    double realised = model.number(fact.realised());
    double right = model.number(fact.variance());
    boolean near = factor < TOLERATED && factor > 1 / TOLERATED;
    boolean normed = Survival.isNormalised(model, fact.parameter(), factor);
    report
        .finding(
            near || normed ? Severity.NOTE : Severity.WARNING,
            "weight "
                + fact.parameter()
                + " is drawn for "
                + Wording.number(model.number(fact.stated()))
                + " inputs and has "
                + Wording.number(model.number(fact.actual()))
                + ": variance "
                + Wording.number(realised)
                + " in place of "
                + Wording.number(right)
                + " gives "
                + Wording.number(factor)
                + " of the second moment that is meant"
                + (normed ? ", which a norm makes up for" : ""))
        .at(fact.range())
        .predicts("variance over that for the right fans", factor, 1 / TOLERATED, TOLERATED)
        .formula("var(W) with the fans typed over var(W) with those of the operation")
        .fix(
            "give the scheme a fan-in of "
                + Wording.constant(model.number(fact.actual()))
                + " for a std of "
                + Wording.constant(Math.sqrt(right)))
        .cure(
            List.of(
                new Remedy.RetypeFan(
                    fact.range(), model.number(fact.stated()), model.number(fact.actual()))))
        .add();
  }
}
