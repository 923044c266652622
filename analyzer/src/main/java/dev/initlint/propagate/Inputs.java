package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Dims;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What graph inputs hold: which axis counts what, and the law of the entries. */
final class Inputs {
  private static final Set<String> MAPS =
      Set.of("Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool");

  /** An image has at most red, green, blue and opacity. */
  private static final long COLOURS = 4;

  private Inputs() {}

  static Belief belief(Graph graph, Value input, long[] dims, Dims names, Assumptions given) {
    InputLaw law = given.inputs().get(input.name());
    if (dims == null) {
      return Belief.unknown("the shape of input " + input.name() + " is not known");
    }
    if (!input.type().isReal()) {
      double vocabulary = law instanceof InputLaw.Tokens t ? t.vocabulary() : Double.NaN;
      return new Belief.Tokens(tokens(dims, names), vocabulary);
    }
    boolean image = dims.length == 4 && dims[1] <= COLOURS;
    boolean map = image || feedsMap(graph, input.name());
    Axes axes = axes(dims, map, names);
    double mean = law instanceof InputLaw.Normal n ? n.mean() : 0;
    double std = law instanceof InputLaw.Normal n ? n.std() : 1;
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Layout layout = layout(axes, map, e.number(axes.symbol(Role.POSITION)));
              double d = e.number(axes.symbol(Role.FEATURE));
              double own = 2 / (d * layout.positions() * e.number(Expr.symbol("batch")));
              return Stat.independent(layout, mean, mean * mean + std * std, d).withSpread(own);
            });
    return new Belief.Known(
        Signal.of(axes, stat)
            .formula(Expr.of(mean * mean + std * std))
            .step("input: assumed normal(" + mean + ", " + std + "), independent entries")
            .sources(Set.of("input " + input.name()))
            .relation(new Relation.Drawn())
            .zero(mean == 0 && std == 0)
            .build());
  }

  static Layout layout(Axes axes, boolean map, double positions) {
    if (!map) {
      return Layout.exchangeable(Math.round(positions));
    }
    int rank = axes.rank();
    return Layout.grid(rank == 4 ? (int) axes.size(2) : 1, (int) axes.size(rank - 1));
  }

  private static Axes tokens(long[] dims, Dims names) {
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      boolean sample = i == 0 && dims.length > 1;
      axes.add(
          dims[i] == 1
              ? List.of()
              : List.of(sample ? names.sample(dims[i]) : names.position(dims[i])));
    }
    return new Axes(axes);
  }

  /** Axes of an activation: sample first; features last, or second on a map. */
  static Axes axes(long[] dims, boolean map, Dims names) {
    List<List<Factor>> axes = new ArrayList<>();
    int feature = map && dims.length > 2 ? 1 : dims.length - 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        axes.add(List.of());
      } else if (i == feature) {
        axes.add(List.of(names.feature(dims[i], "d_in")));
      } else {
        axes.add(List.of(i == 0 ? names.sample(dims[i]) : names.position(dims[i])));
      }
    }
    return new Axes(axes);
  }

  /** Whether an input reaches a convolution or a pooling through moves alone. */
  private static boolean feedsMap(Graph graph, String input) {
    Set<String> carried = new java.util.HashSet<>(Set.of(input));
    Map<String, Boolean> moves =
        Map.of("Identity", true, "Cast", true, "Add", true, "Sub", true, "Mul", true, "Div", true);
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().noneMatch(carried::contains)) {
        continue;
      }
      if (MAPS.contains(node.op())) {
        return true;
      }
      if (moves.containsKey(node.op())) {
        carried.addAll(node.outputs());
      }
    }
    return false;
  }
}
