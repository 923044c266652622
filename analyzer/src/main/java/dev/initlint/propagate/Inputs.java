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
import java.util.Set;

/** What graph inputs hold: which axis counts what, and the law of the entries. */
final class Inputs {
  private static final Set<String> MAPS =
      Set.of(
          "Conv",
          "ConvInteger",
          "ConvTranspose",
          "QLinearConv",
          "LRN",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool");

  /** Layers that walk along the first axis of their input. */
  private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

  private static final Set<String> MOVES =
      Set.of(
          "Identity",
          "Cast",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Pad",
          "Dropout",
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear");

  /** An image has at most red, green, blue and opacity. */
  private static final long COLOURS = 4;

  private Inputs() {}

  static Belief belief(Graph graph, Value input, long[] dims, Dims names, Assumptions given) {
    InputLaw law = given.inputs().get(input.name());
    if (dims == null) {
      return Belief.unknown("the shape of input " + input.name() + " is not known");
    }
    boolean timeFirst = reaches(graph, input.name(), RECURRENT);
    if (!input.type().isReal()) {
      double vocabulary = law instanceof InputLaw.Tokens t ? t.vocabulary() : Double.NaN;
      return new Belief.Tokens(tokens(dims, timeFirst, names), vocabulary);
    }
    boolean image = dims.length == 4 && dims[1] <= COLOURS;
    boolean map = image || reaches(graph, input.name(), MAPS);
    Axes axes = axes(dims, map, timeFirst, names);
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

  private static Axes tokens(long[] dims, boolean timeFirst, Dims names) {
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      boolean sample = i == (timeFirst ? 1 : 0) && dims.length > 1;
      axes.add(
          dims[i] == 1
              ? List.of()
              : List.of(sample ? names.sample(dims[i]) : names.position(dims[i])));
    }
    return new Axes(axes);
  }

  /**
   * Axes of an activation: sample first; features last, or second on a map.
   *
   * @param timeFirst whether positions come before samples, as a recurrent layer takes them
   */
  static Axes axes(long[] dims, boolean map, boolean timeFirst, Dims names) {
    List<List<Factor>> axes = new ArrayList<>();
    int feature = map && dims.length > 2 ? 1 : dims.length - 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        axes.add(List.of());
      } else if (i == feature) {
        axes.add(List.of(names.feature(dims[i], "d_in")));
      } else {
        boolean sample = i == (timeFirst && dims.length > 2 ? 1 : 0);
        axes.add(List.of(sample ? names.sample(dims[i]) : names.position(dims[i])));
      }
    }
    return new Axes(axes);
  }

  /** Whether an input reaches one of some operators through moves and element by element alone. */
  private static boolean reaches(Graph graph, String input, Set<String> goals) {
    Set<String> carried = new java.util.HashSet<>(Set.of(input));
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().noneMatch(carried::contains)) {
        continue;
      }
      if (goals.contains(node.op())) {
        // A recurrent layer of layout 1 takes samples first, as every other operator does.
        return goals != RECURRENT || node.attributes().integer("layout", 0) == 0;
      }
      if (MOVES.contains(node.op()) || goals == RECURRENT && node.op().equals("Gather")) {
        carried.addAll(node.outputs());
      }
    }
    return false;
  }
}
