package dev.initlint.shape;

import dev.initlint.graph.Cancelled;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Infers extents, element types and constants, one pass in topological order. What a file states
 * wrongly, or an operator that is not modelled, makes values unknown; nothing is thrown.
 */
public final class Shapes {
  /** Weights with more elements than this are not loaded as constants. */
  public static final int MAX_WEIGHT = ConstantOps.MAX_ELEMENTS;

  /** Nodes of subgraphs that are visited; a nested one is visited with each of those around it. */
  private static final int MAX_NESTED_VISITS = 1 << 18;

  private int nestedVisits;
  private final Fold.Budget budget = new Fold.Budget();

  private final Map<String, Double> premises;

  private final Expectation expectation;

  private Shapes(Map<String, Double> premises, Expectation expectation) {
    this.premises = premises;
    this.expectation = expectation;
  }

  /** Infers every value of a graph. */
  public static ShapeTable infer(Graph graph, DimBinding binding) {
    return infer(graph, binding, Map.of(), Expectation.NONE);
  }

  /**
   * Infers every value of a graph.
   *
   * @param premises values that are taken for constants, by name, with the number that all of their
   *     entries are
   * @param expectation of extents that only the data decide
   */
  public static ShapeTable infer(
      Graph graph, DimBinding binding, Map<String, Double> premises, Expectation expectation) {
    Shapes shapes = new Shapes(premises, expectation);
    DimBinding.Bound bound = binding.bind(graph.inputs());
    Scope scope = new Scope(null);
    for (Value v : graph.inputs()) {
      Inferred input = input(v, bound.shapes().get(v.name()));
      scope.define(v.name(), shapes.premised(v.name(), input));
    }
    shapes.run(graph, scope, 0);
    return new ShapeTable(scope.own(), bound.sizes(), bound.remarks());
  }

  private static Inferred input(Value v, long[] dims) {
    if (dims == null) {
      return Inferred.Unknown.because("input " + v.name() + " declares no shape");
    }
    return guarded("input " + v.name(), () -> Inferred.Known.of(v.type(), dims));
  }

  /** Infers the weights and nodes of a graph whose inputs are in the scope. */
  void run(Graph graph, Scope scope, int depth) {
    // Aliases share one weight, and so its elements.
    Map<Weight, Inferred> weights = new IdentityHashMap<>();
    graph
        .weights()
        .forEach((name, w) -> scope.define(name, weights.computeIfAbsent(w, Shapes::weight)));
    nestedVisits += depth == 0 ? 0 : graph.nodes().size();
    if (nestedVisits > MAX_NESTED_VISITS) {
      throw new IllegalArgumentException("the subgraphs are too many to follow");
    }
    for (Node node : graph.nodes()) {
      Cancelled.check();
      List<Inferred> outputs = expected(node, scope, infer(node, scope, depth));
      for (int i = 0; i < node.outputs().size(); i++) {
        String name = node.outputs().get(i);
        scope.define(name, i < outputs.size() ? premised(name, outputs.get(i)) : more(node, i));
      }
    }
  }

  /** The expected number of entries that are not zero, where the data decide it. */
  private List<Inferred> expected(Node node, Scope scope, List<Inferred> outputs) {
    boolean open = node.op().equals("NonZero") && outputs.get(0) instanceof Inferred.Unknown;
    if (!open || !(scope.find(node.input(0)) instanceof Inferred.Known x)) {
      return outputs;
    }
    double share =
        expectation.nonZero(
            node, name -> scope.find(name) instanceof Inferred.Known k ? k.dims() : null);
    return Double.isNaN(share)
        ? outputs
        : List.of(
            Inferred.Known.of(
                ElementType.INT64, x.rank(), Math.max(1, Math.round(share * x.count()))));
  }

  private Inferred premised(String name, Inferred value) {
    Double all = premises.get(name);
    boolean holds = all != null && value instanceof Inferred.Known k && k.fold() == null;
    if (!holds || ((Inferred.Known) value).count() > ConstantOps.MAX_ELEMENTS) {
      return value;
    }
    Inferred.Known known = (Inferred.Known) value;
    return known.foldedBy(
        Fold.of(
            () -> {
              double[] entries = new double[(int) known.count()];
              java.util.Arrays.fill(entries, all);
              return Array.adopt(known.type(), known.dims(), entries);
            }),
        0);
  }

  private static Inferred more(Node node, int output) {
    return Inferred.Unknown.because(
        "output " + output + " of operator " + node.op() + " is not modelled");
  }

  private static Inferred weight(Weight w) {
    return guarded(
        "weight " + w.name(),
        () -> {
          Inferred.Known known = Inferred.Known.of(w.type(), w.dims());
          TensorData data = w.data();
          boolean numeric =
              w.type().isReal() || w.type().isInteger() || w.type() == ElementType.BOOL;
          if (data == null || !numeric || known.count() > MAX_WEIGHT) {
            return known;
          }
          return known.foldedBy(
              Fold.of(() -> Array.adopt(w.type(), w.dims().clone(), data.toDoubles(MAX_WEIGHT))),
              0);
        });
  }

  private static Inferred guarded(String what, Supplier<Inferred> inference) {
    try {
      return inference.get();
    } catch (IllegalArgumentException e) {
      return Inferred.Unknown.because(what + ": " + e.getMessage());
    }
  }

  static Operands operands(Node node, Scope scope) {
    List<Inferred> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      inputs.add(name.isEmpty() ? null : scope.find(name));
    }
    return new Operands(node, inputs);
  }

  private List<Inferred> infer(Node node, Scope scope, int depth) {
    Operator operator = Operators.of(node);
    boolean control = ControlFlow.handles(node);
    if (operator == null && !control) {
      return all(node, Inferred.Unknown.because("operator " + name(node) + " is not modelled"));
    }
    try {
      return control
          ? new ControlFlow(this, scope, depth).infer(node)
          : folded(node, operator, operands(node, scope));
    } catch (NotInferable e) {
      return all(node, e.unknown());
    } catch (IllegalArgumentException e) {
      return all(node, Inferred.Unknown.because(e.getMessage()));
    } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      return all(
          node, Inferred.Unknown.because("operator " + node.op() + " does not fit its inputs"));
    }
  }

  private static String name(Node node) {
    return node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op();
  }

  private static List<Inferred> all(Node node, Inferred same) {
    return node.outputs().stream().map(o -> same).toList();
  }

  /** The outputs, those marked constant whose elements follow from constants alone. */
  private List<Inferred> folded(Node node, Operator operator, Operands operands) {
    List<Inferred> outputs = operator.rule().infer(operands);
    if (operator.kernel() == null || !operands.allFoldable()) {
      return outputs;
    }
    Fold fold = Fold.of(node, operands, budget);
    List<Inferred> out = new ArrayList<>(outputs);
    for (int i = 0; i < out.size(); i++) {
      if (out.get(i) instanceof Inferred.Known k
          && k.fold() == null
          && k.count() <= ConstantOps.MAX_ELEMENTS) {
        out.set(i, k.foldedBy(fold, i));
      }
    }
    return out;
  }
}
