package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.weight.MatrixFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** INIT003: all units of a layer start alike and stay alike. */
final class ConstantSymmetry implements Rule {
  private static final Card CARD =
      Card.of(
          "INIT003",
          "constant-symmetry",
          Severity.ERROR,
          "all units of a hidden layer have the same weights",
          """
          ## What it does
          Reports a weight of a linear map or convolution, with several inputs and several outputs,
          whose entries are all one number, or whose rows or columns are all equal; zeros only where
          two maps in a row are zero, of which neither lets a gradient reach the other.

          ## Why
          Units with equal weights compute the same and receive the same gradient: they can be
          exchanged, and training never tells them apart. The layer works as if it had one unit.

          ## Bad
          ```graph
          x = input(8, 64)
          h = relu(linear(x, 64, constant(0.015)))
          y = linear(h, 10, normal(0, 0.125))
          ```

          ## Good
          ```graph
          x = input(8, 64)
          h = relu(linear(x, 64, normal(0, 0.176)))
          y = linear(h, 10, normal(0, 0.125))
          ```

          ## Fix
          Draw the weight at random, with a standard deviation of √(2/fan_in) before a ReLU and
          1/√fan_in before a head.

          ## When to ignore it
          When the weight is no weight but a fixed filter, as an average over a window. A weight of
          zeros is only reported when the linear map before it is zero too: a single one at the end
          of a branch or in a head is a recipe.

          ## References
          - https://github.com/sugarme/gotch/issues/48
          """);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Set<LinearSite> found = new LinkedHashSet<>();
    for (LinearSite site : model.linears()) {
      if (isStuck(site)) {
        // Either alone would still keep the other from learning.
        found.add(site.before());
      }
      if (isSymmetric(site.weight()) || isStuck(site)) {
        found.add(site);
      }
    }
    if (found.isEmpty()) {
      return;
    }
    List<LinearSite> hits = List.copyOf(found);
    // A head of one output has no other unit to equal.
    LinearSite site =
        hits.stream().filter(s -> s.fans().fanOut() > 1).findFirst().orElse(hits.get(0));
    long units = site.fans().fanOut();
    double std = Math.sqrt(2.0 / site.fans().fanIn());
    report
        .finding(
            Severity.ERROR,
            "all "
                + units
                + " units of this layer start with the same weights: they stay equal and the layer"
                + " works as one unit"
                + Wording.more(hits.size() - 1, "layer"))
        .at(site.place(), site.weight().name())
        .predicts("different units of the layer", 1, 2, units)
        .formula(site.weight().law() == null ? "equal rows" : site.weight().law().name())
        .fix(
            "draw "
                + site.weight().name()
                + " at random, with std "
                + Wording.constant(std)
                + " = √(2/"
                + site.fans().fanIn()
                + ") before a ReLU")
        .cure(Redraws.before(model, hits))
        .add();
  }

  private static boolean isStuck(LinearSite site) {
    return site.weight().isZero() && site.before() != null && site.before().weight().isZero();
  }

  private static boolean isSymmetric(ParameterFacts w) {
    long[] dims = w.dims();
    if (w.isZero() || dims[0] < 2 || dims[1] < 2) {
      return false;
    }
    MatrixFacts m = w.facts() == null ? null : w.facts().matrix();
    return w.isConstant() || m != null && (m.rowsEqual() || m.columnsEqual());
  }
}
