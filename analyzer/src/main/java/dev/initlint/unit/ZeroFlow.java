package dev.initlint.unit;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is exactly zero at the start and what no gradient ever reaches because of it, by the rules
 * of calculus alone: a product is zero where a factor is, and the gradient of a factor is the other
 * times what comes from above. A zero that receives a gradient is taken for something else from
 * then on, until nothing changes any more; what has no gradient then never gets one. Operators that
 * are not known here pass everything on, so that nothing is said of what stands behind them.
 */
public final class ZeroFlow {
  private static final Set<String> PRODUCTS =
      Set.of("MatMul", "Mul", "Gemm", "Conv", "ConvTranspose", "FusedMatMul", "Einsum");

  private static final Set<String> SUMS =
      Set.of("Add", "Sub", "Sum", "Concat", "BiasGelu", "Mean", "Max");

  /** Hands entries on, or means of them: of zeros, zeros. */
  private static final Set<OpKind> CARRIES =
      EnumSet.of(
          OpKind.MOVE,
          OpKind.COPY,
          OpKind.PART,
          OpKind.LOOKUP,
          OpKind.FILL,
          OpKind.DROPOUT,
          OpKind.RESIZE,
          OpKind.AVERAGE_POOL,
          OpKind.MAX_POOL,
          OpKind.EXTREME);

  /** f(0) = 0, with a slope there that is not 0. */
  private static final Set<String> THROUGH_ZERO =
      Set.of(
          "Tanh",
          "Erf",
          "Gelu",
          "FastGelu",
          "QuickGelu",
          "Swish",
          "Mish",
          "Elu",
          "Selu",
          "Celu",
          "LeakyRelu",
          "PRelu",
          "HardSwish",
          "Softsign",
          "Sin",
          "Neg",
          "ReduceMean",
          "ReduceSum",
          "GlobalAveragePool");

  /** f(0) = 0 with slope 0 there. */
  private static final Set<String> FLAT_AT_ZERO = Set.of("Relu", "ThresholdedRelu", "Abs", "Sign");

  private final Graph graph;
  private final Set<String> zeroWeights = new LinkedHashSet<>();
  private final Set<String> zero = new HashSet<>();
  private final Set<String> reached = new HashSet<>();
  private final Set<String> onTheWay = new HashSet<>();

  private ZeroFlow(Graph graph, Map<Weight, ParameterFacts> facts) {
    this.graph = graph;
    graph
        .weights()
        .forEach(
            (name, w) -> {
              ParameterFacts f = facts.get(w);
              if (f != null && (f.isZero() || f.facts() != null && f.facts().allZero())) {
                zeroWeights.add(name);
              }
            });
  }

  /**
   * Weights that are zero and that no gradient ever reaches because of zeros, in the order of the
   * graph. Weights that nothing leads from to an output are not among them.
   */
  public static List<String> dead(Graph graph, Map<Weight, ParameterFacts> facts) {
    ZeroFlow flow = new ZeroFlow(graph, facts);
    if (flow.zeroWeights.isEmpty()) {
      return List.of();
    }
    flow.findOnTheWay();
    List<String> awake;
    do {
      flow.forward();
      flow.backward();
      awake = flow.zeroWeights.stream().filter(flow.reached::contains).toList();
      awake.forEach(flow.zeroWeights::remove);
    } while (!awake.isEmpty() && !flow.zeroWeights.isEmpty());
    return flow.zeroWeights.stream().filter(flow.onTheWay::contains).toList();
  }

  /** Values that something leads from to an output. */
  private void findOnTheWay() {
    graph.outputs().stream().map(Value::name).forEach(onTheWay::add);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().anyMatch(onTheWay::contains)) {
        onTheWay.addAll(node.inputs());
      }
    }
  }

  private void forward() {
    zero.clear();
    zero.addAll(zeroWeights);
    for (Node node : graph.nodes()) {
      if (isZero(node)) {
        zero.addAll(node.outputs());
      }
    }
  }

  private boolean isZero(Node node) {
    String op = node.op();
    if (PRODUCTS.contains(op)) {
      boolean biased = !op.equals("Mul") && !op.equals("Einsum") && node.hasInput(2);
      boolean product =
          op.equals("Einsum")
              ? node.inputs().stream().anyMatch(zero::contains)
              : zero.contains(node.input(0)) || zero.contains(node.input(1));
      return product && (!biased || zero.contains(node.input(2)));
    }
    if (SUMS.contains(op)) {
      return node.inputs().stream().allMatch(zero::contains);
    }
    if (OpKind.NORM.has(op)) {
      boolean nothing = zero.contains(node.input(0)) && !op.equals("BatchNormalization");
      return (nothing || zero.contains(node.input(1)))
          && (!node.hasInput(2) || zero.contains(node.input(2)));
    }
    boolean division = op.equals("Div") || op.equals("Pow") || op.equals("Sqrt");
    return (division
            || OpKind.isOneOf(CARRIES, op)
            || THROUGH_ZERO.contains(op)
            || FLAT_AT_ZERO.contains(op))
        && zero.contains(node.input(0));
  }

  private void backward() {
    reached.clear();
    graph.outputs().stream().map(Value::name).forEach(reached::add);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (node.outputs().stream().anyMatch(reached::contains)) {
        for (int j = 0; j < node.inputs().size(); j++) {
          if (passes(node, j)) {
            reached.add(node.input(j));
          }
        }
      }
    }
  }

  /** Whether a gradient at the output of a node reaches one of its inputs. */
  private boolean passes(Node node, int input) {
    String op = node.op();
    if (PRODUCTS.contains(op)) {
      return isEveryOtherFactorAlive(node, input);
    }
    if (OpKind.NORM.has(op)) {
      boolean nothing = zero.contains(node.input(0)) && !op.equals("BatchNormalization");
      return input == 0 ? !zero.contains(node.input(1)) : input != 1 || !nothing;
    }
    if (op.equals("Div")) {
      return input == 0 || !zero.contains(node.input(0));
    }
    boolean flat = FLAT_AT_ZERO.contains(op) || op.equals("Pow");
    return !flat || !zero.contains(node.input(0));
  }

  private boolean isEveryOtherFactorAlive(Node node, int input) {
    boolean sum = !node.op().equals("Mul") && !node.op().equals("Einsum");
    if (sum && input > 1) {
      return true;
    }
    List<String> others = new ArrayList<>(node.inputs());
    others.remove(input);
    int factors = sum ? 1 : others.size();
    return others.stream().limit(factors).noneMatch(zero::contains);
  }
}
