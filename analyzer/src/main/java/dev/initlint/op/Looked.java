package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;

/**
 * {@code Gather} from a weight that is no table of rows: biases by head and distance, [heads,
 * distances] looked up along the second axis, or one of a stack of parameters.
 */
final class Looked {
  private Looked() {}

  static List<Belief> up(Site site, ParameterFacts table, int axisAttribute) {
    int axis = Site.axis(axisAttribute, table.dims().length);
    Array index = site.constant(1);
    if (index == null) {
      return List.of(new Belief.Parameter(table.part(site.outputDims(), 1)));
    }
    long[] dims = index.dims();
    boolean square = dims.length == 2 && dims[0] > 1 && dims[1] > 1;
    if (table.dims().length == 2 && axis == 1 && square) {
      return distances(site, table, index);
    }
    double share = Math.min(1, index.size() / (double) table.dims()[axis]);
    return List.of(new Belief.Parameter(table.part(site.outputDims(), share)));
  }

  /** [heads, n, n] of a table [heads, distances]. */
  private static List<Belief> distances(Site site, ParameterFacts table, Array index) {
    long[] dims = index.dims();
    Factor heads = site.dims().feature(table.dims()[0], "heads");
    Factor query = site.dims().position(dims[0]);
    Factor key = new Factor(Role.KEY, dims[1], site.dims().position(dims[1]).symbol());
    Axes axes = new Axes(List.of(List.of(heads), List.of(query), List.of(key)));
    RelativeBias bias = RelativeBias.byDistance(table, index, (int) table.dims()[1]);
    double m2 = table.mean() * table.mean();
    Quantity<Stat> stat =
        bias.variance()
            .then(
                v ->
                    Stat.independent(
                        Layout.exchangeable(dims[0]), table.mean(), v + m2, table.dims()[0]));
    return Site.known(
        Signal.of(axes, stat)
            .formula(table.variance().plus(Expr.of(m2)))
            .step("entries of a table by distance: E[x²] = var(E)")
            .zero(table.isZero())
            .unit(bias)
            .weight(table, g -> g.then(Stat::coherence))
            .sources(Set.of(table.name() + "@" + site.node().name())));
  }
}
