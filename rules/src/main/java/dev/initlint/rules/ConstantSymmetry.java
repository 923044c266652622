package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.source.Remedy;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.weight.MatrixFacts;
import java.util.List;

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
          whose entries are all one number other than 0, or whose rows or columns are all equal.

          ## Why
          Units with equal weights compute the same and receive the same gradient: they can be
          exchanged, and training never tells them apart. The layer works as if it had one unit.

          ## Bad
          ```graph
          x = input(8, 64)
          h = relu(linear(x, 64, constant(0.015)))
          y = linear(h, 10, normal(0, 0.125))
          ```

          ```python
          nn.init.constant_(layer.weight, 0.01)
          ```

          ## Good
          ```graph
          x = input(8, 64)
          h = relu(linear(x, 64, normal(0, 0.176)))
          y = linear(h, 10, normal(0, 0.125))
          ```

          ```python
          nn.init.normal_(layer.weight, std=0.01)
          ```

          ## Fix
          Draw the weight at random, with a standard deviation of √(2/fan_in) before a ReLU and
          1/√fan_in before a head.

          ## When to ignore it
          When the weight is no weight but a fixed filter, as an average over a window. Weights of
          zeros are the matter of INIT013 and INIT009: a single one at the end of a branch or in a
          head is a recipe.

          ## References
          - https://github.com/sugarme/gotch/issues/48
          """);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<LinearSite> hits =
        model.linears().stream().filter(site -> isSymmetric(site.weight())).toList();
    if (hits.isEmpty()) {
      return;
    }
    // A head of one output has no other unit to equal.
    LinearSite site = hits.stream().filter(s -> units(s) > 1).findFirst().orElse(hits.get(0));
    long units = units(site);
    List<Remedy.Redraw> redraws = Redraws.before(model, hits);
    Remedy.Redraw redraw = redraws.get(hits.indexOf(site));
    report
        .finding(
            Severity.ERROR,
            "all "
                + units
                + " units of this layer start with the same weights: they stay equal and the layer"
                + " works as one unit"
                + Wording.more(hits.size() - 1, "layer"))
        .at(site.place(), site.weight().name())
        .andOf(hits)
        .predicts("different units of the layer", 1, 2, units)
        .formula(site.weight().law() == null ? "equal rows" : site.weight().law().name())
        .fix(
            "draw "
                + site.weight().name()
                + " at random, with std "
                + Wording.constant(redraw.std()))
        .cure(redraws)
        .add();
  }

  /** Outputs: those of a convolution are its channels, whatever the number of taps. */
  private static long units(LinearSite site) {
    long[] dims = site.weight().dims();
    boolean kernel = site.place().node() != null && site.place().node().op().equals("Conv");
    return kernel ? dims[0] : site.fans().fanOut();
  }

  private static boolean isSymmetric(ParameterFacts w) {
    long[] dims = w.dims();
    boolean numbers = w.facts() == null || w.facts().finite() == w.count();
    if (w.isZero() || dims[0] < 2 || dims[1] < 2 || !numbers) {
      return false;
    }
    MatrixFacts m = w.facts() == null ? null : w.facts().matrix();
    return w.isConstant() || m != null && (m.rowsEqual() || m.columnsEqual());
  }
}
