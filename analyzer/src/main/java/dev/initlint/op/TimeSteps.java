package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;

/**
 * Integers that are counted with instead of looked up: the time steps of a diffusion model. Unless
 * {@code --input} says how many there are, they are taken for uniform over the 1000 of Ho et al.
 * 2020, section 4.
 */
final class TimeSteps {
  private static final double USUAL = 1000;

  private TimeSteps() {}

  /** The integers as real numbers. */
  static List<Belief> real(Site site, Belief.Tokens tokens) {
    double n = Double.isNaN(tokens.vocabulary()) ? USUAL : tokens.vocabulary();
    double mean = (n - 1) / 2;
    double square = (n - 1) * (2 * n - 1) / 6;
    Axes axes = tokens.axes();
    if (!axes.has(Role.SAMPLE) && axes.rank() > 0 && axes.size(0) > 1) {
      Factor sample = site.dims().sample(axes.size(0));
      axes = axes.withDim(0, List.of(sample));
    }
    Layout layout = Layout.exchangeable(axes.size(Role.POSITION));
    Quantity<Stat> stat = Quantity.fixed(Stat.independent(layout, mean, square, 1));
    return Site.known(
        Signal.of(axes, stat)
            .formula(Expr.of(square))
            .step("integers, uniform below " + (long) n + ": (n − 1)(2n − 1)/6")
            .sources(Set.of("input " + site.node().input(0))));
  }
}
