package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import java.util.Comparator;
import java.util.List;

/** INIT015: a parameter grows with the width otherwise than µP says. */
final class MupViolation implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT015",
              "mup-violation",
              Severity.WARNING,
              "a parameter grows with the width otherwise than the maximal update says",
              """
              ## What it does
              Compares a model with the same one at a lesser width, which `--mup-base` names, and
              finds the exponent e with which each figure grows, ln(a/b)/ln(width ratio). By µP the
              variance of a map between two widths that grow has e = −1; of one that grows in its
              outputs alone, as an embedding, 0; of the scores that a head makes, over the second
              moment of what it reads and all multipliers in them, E[y²]/E[x²], −1, where the standard
              parameterisation has 0; of the attention's scale, where d_k grows, −1 and not −½.
              Reports what is off by more than .3.

              Without a second width it reads exponents off the formulas, d ln f/d ln width: of laws
              over fans, as 1/fan_in, and of factors that are known powers, as 1/d_k. It speaks where
              something is as in µP alone, a factor below 1 on the scores or attention scaled by
              1/d_k, and something else has another exponent: a head drawn by its fan-in beside
              1/d_k, or with that factor too; rows of an embedding drawn by their width; one head
              scaled by 1/√d_k. A std that is a number tells no exponent from one model. Where only
              1/d_k tells of µP it is a note, since at the base width both kinds are the same.

              ## Why
              Rates found at one width hold at another only if each layer's update moves its output
              by as much at both. One parameter left in the standard parameterisation, most often the
              head, the scale of the attention or an embedding, and the best rate moves with the
              width again. The usual slip divides a standard deviation by the ratio of widths where
              its root is meant.

              ## Bad
              ```graph
              x = input(8, 16)
              h = relu(linear(x, 256, normal(0, 0.25)))
              h = relu(linear(h, 256, normal(0, 0.0884)))
              y = linear(h, 10, normal(0, 0.0625))
              beside
              x = input(8, 16)
              h = relu(linear(x, 64, normal(0, 0.25)))
              h = relu(linear(h, 64, normal(0, 0.1768)))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(self.head.weight, std=d_model**-0.5)  # as in the standard parameterisation
              ```

              ## Good
              ```graph
              x = input(8, 16)
              h = relu(linear(x, 256, normal(0, 0.25)))
              h = relu(linear(h, 256, normal(0, 0.0884)))
              y = linear(h, 10, normal(0, 0.03125))
              beside
              x = input(8, 16)
              h = relu(linear(x, 64, normal(0, 0.25)))
              h = relu(linear(h, 64, normal(0, 0.1768)))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(self.head.weight, std=base_width**0.5 / d_model)
              ```

              ## Fix
              Give the parameter the exponent of its kind, by its law or by a multiplier.

              ## When to ignore it
              When the head starts at 0, as µP allows; when the model is not meant for µP, and the
              width was only changed; when it is the one whose width the others are multiples of.

              ## References
              - https://arxiv.org/abs/2203.03466
              - https://github.com/EleutherAI/gpt-neox/pull/1087
              - https://github.com/microsoft/mup/issues/55
              """)
          .advises("which of the two widths is drawn right is not in either")
          .preview();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Model narrow = model.narrower().orElse(null);
    if (narrow == null) {
      one(model, report);
      return;
    }
    List<WidthGrowth> wrong = wrong(new TwoWidths(model, narrow).growths());
    if (!wrong.isEmpty()) {
      draft(report, Severity.WARNING, wrong, "")
          .formula("ln(a/b)/ln(width ratio)")
          .fix(cure(wrong.get(0)))
          .add();
    }
  }

  /** Of one width: what is not as the parts of the model that are as in µP alone. */
  private static void one(Model model, Report report) {
    OneWidth width = new OneWidth(model);
    List<WidthGrowth> wrong = wrong(width.growths());
    if (wrong.isEmpty()) {
      return;
    }
    boolean factor = width.hasReadoutFactor();
    String sign = factor ? "a factor below 1 on the scores" : "attention scaled by 1/d_k";
    String base = factor ? "" : "; at the base width both are the same";
    draft(report, factor ? Severity.WARNING : Severity.NOTE, wrong, ", as " + sign + " says" + base)
        .formula("d ln f/d ln width")
        .fix(cure(wrong.get(0)))
        .add();
  }

  /** Those off, the farthest first. */
  private static List<WidthGrowth> wrong(List<WidthGrowth> all) {
    return all.stream()
        .filter(WidthGrowth::isWrong)
        .sorted(Comparator.comparingDouble(WidthGrowth::off).reversed())
        .toList();
  }

  private static Report.Draft draft(
      Report report, Severity severity, List<WidthGrowth> wrong, String because) {
    WidthGrowth worst = wrong.get(0);
    return report
        .finding(
            severity,
            worst.what()
                + " grows as width^"
                + Wording.number(rounded(worst.found()))
                + " where µP has width^"
                + Wording.number(worst.right())
                + because
                + Wording.more(wrong.size() - 1, "figure"))
        .at(worst.place())
        .predicts(
            "exponent of the width",
            rounded(worst.found()),
            worst.right() - WidthGrowth.TOLERANCE,
            worst.right() + WidthGrowth.TOLERANCE);
  }

  private static String cure(WidthGrowth worst) {
    return "make it width^" + Wording.number(worst.right()) + ", by the law or by a multiplier";
  }

  private static double rounded(double e) {
    return Math.abs(e) < 5e-3 ? 0 : Math.rint(100 * e) / 100;
  }
}
