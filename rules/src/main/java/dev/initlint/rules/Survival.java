package dev.initlint.rules;

import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How much of a wrong second moment is left where it matters: at an activation that saturates, a
 * residual sum, or an output. A factor on a weight's variance passes linear maps, ReLUs and
 * rearrangements unchanged; a norm takes out all of it but the share ε/(q + ε), which is d ln
 * q_out/d ln q of q/(q + ε).
 */
final class Survival {

  private static final Set<String> BOUNDED =
      Set.of(
          "Sigmoid",
          "HardSigmoid",
          "Tanh",
          "Softsign",
          "Erf",
          "Softmax",
          "LogSoftmax",
          "LSTM",
          "GRU",
          "RNN");

  private static final double HALF = 0.5;

  private final Map<String, Double> factors;
  private final Map<String, Double> epsilonShares = new HashMap<>();
  private final Map<String, Double> carried = new HashMap<>();
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final boolean atSums;
  private double worst;

  private Survival(Model model, Map<String, Double> factors, boolean atSums) {
    this.factors = factors;
    this.atSums = atSums;
    for (NormSite norm : model.norms()) {
      double q = model.secondMoment(norm.input());
      double share = norm.epsilon() / (q + norm.epsilon());
      if (norm.place().node() != null) {
        epsilonShares.put(norm.place().node().name(), Double.isFinite(share) ? share : 0);
      }
    }
    model.propagation().graph().inputs().forEach(v -> carried.put(v.name(), 0.0));
    for (Node node : model.propagation().graph().nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      node.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
    }
    model.propagation().graph().nodes().forEach(this::pass);
    for (Value output : model.propagation().graph().outputs()) {
      record(carried.getOrDefault(output.name(), 0.0));
    }
  }

  /**
   * The factor on the second moment, farthest from 1, that is left of factors on the variances of
   * weights; 1 when norms take out all of it.
   *
   * @param factors by the weight's name; above 0
   */
  static double of(Model model, Map<String, Double> factors) {
    return Math.exp(new Survival(model, factors, true).worst);
  }

  /** Whether norms take out more than half of a factor on one weight's variance, in logarithm. */
  static boolean isNormalised(Model model, String weight, double factor) {
    return isMostlyGone(new Survival(model, Map.of(weight, factor), true), factor);
  }

  /**
   * Whether all that is left of a factor on one weight's variance is how much a branch weighs in
   * sums that norms read later, as in a pre-norm stack.
   */
  static boolean isOnlySummed(Model model, String weight, double factor) {
    return isMostlyGone(new Survival(model, Map.of(weight, factor), false), factor);
  }

  /** Whether factors on the variances of other weights undo more than half of one weight's. */
  static boolean isUndone(Model model, String weight, Map<String, Double> factors) {
    return isMostlyGone(new Survival(model, factors, true), factors.get(weight));
  }

  private static boolean isMostlyGone(Survival survival, double factor) {
    return Math.abs(survival.worst) < HALF * Math.abs(Math.log(factor));
  }

  private void record(double logarithm) {
    worst = Math.abs(logarithm) > Math.abs(worst) ? logarithm : worst;
  }

  private void pass(Node node) {
    List<Double> in =
        node.inputs().stream().filter(carried::containsKey).map(carried::get).toList();
    if (in.isEmpty()) {
      double drawn = drawn(node);
      if (drawn != 0) {
        node.outputs().forEach(o -> carried.put(o, drawn));
      }
      return;
    }
    double out = through(node, in);
    node.outputs().forEach(o -> carried.put(o, out));
  }

  private double drawn(Node node) {
    return node.inputs().stream()
        .filter(factors::containsKey)
        .mapToDouble(i -> Math.log(factors.get(i)))
        .sum();
  }

  private double through(Node node, List<Double> in) {
    double largest = in.stream().reduce(0.0, (a, b) -> Math.abs(b) > Math.abs(a) ? b : a);
    if (epsilonShares.containsKey(node.name())) {
      return largest * epsilonShares.get(node.name());
    }
    if (OpKind.NORM.has(node.op())) {
      return 0;
    }
    double own = largest + drawn(node);
    if (BOUNDED.contains(node.op()) && !isGate(node)) {
      record(own);
      return 0;
    }
    return switch (node.op()) {
      case "Add", "Sub", "Sum" -> {
        if (atSums && in.size() > 1) {
          double others = in.stream().mapToDouble(d -> d).sum() - largest;
          record(largest - others / (in.size() - 1));
        }
        yield own;
      }
      case "MatMul", "Mul" ->
          isGated(node) ? own : in.stream().mapToDouble(d -> d).sum() + drawn(node);
      default -> own;
    };
  }

  /** Whether a bounded function is but a factor on what it was computed from, as in SiLU. */
  private boolean isGate(Node node) {
    return readers.getOrDefault(node.outputs().get(0), List.of()).stream()
        .anyMatch(r -> r.op().equals("Mul") && isGated(r));
  }

  /** Whether one factor of a product is a function of the other. */
  private boolean isGated(Node product) {
    if (!product.op().equals("Mul") || product.inputs().size() != 2) {
      return false;
    }
    String a = product.inputs().get(0);
    String b = product.inputs().get(1);
    return comesFrom(a, b) || comesFrom(b, a);
  }

  private boolean comesFrom(String value, String from) {
    String at = value;
    for (int i = 0; i < 4; i++) {
      Node node = producers.get(at);
      if (node == null || node.inputs().isEmpty()) {
        return false;
      }
      at = node.inputs().get(0);
      if (at.equals(from)) {
        return true;
      }
    }
    return false;
  }
}
