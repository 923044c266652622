package dev.initlint.rules;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ways that a factor takes through a graph and what each node makes of it, worked out once for
 * all weights of a model: values are numbers, and each node is one of few kinds.
 */
final class SurvivalPaths {
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

  /** What a node does with the factors on its inputs. */
  enum Kind {
    /** Leaves the share of its epsilon. */
    NORM,
    /** Saturates: a factor ends there. */
    BOUNDED,
    /** Adds branches, of which one may outweigh the others. */
    SUM,
    /** Multiplies, and so do the factors. */
    PRODUCT,
    OTHER
  }

  /**
   * A node.
   *
   * @param epsilonShare ε/(q + ε) of a norm whose input is known, otherwise 0
   */
  record Step(Kind kind, int[] inputs, int[] outputs, double epsilonShare) {}

  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final int[] inputs;
  private final int[] outputs;

  private SurvivalPaths(Model model) {
    Graph graph = model.propagation().graph();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      node.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
    }
    inputs = numbers(graph.inputs().stream().map(v -> v.name()).toList());
    outputs = numbers(graph.outputs().stream().map(v -> v.name()).toList());
    Map<String, Double> epsilonShares = epsilonShares(model);
    for (Node node : graph.nodes()) {
      Double share = epsilonShares.get(node.name());
      steps.add(
          new Step(
              share != null ? Kind.NORM : kind(node),
              numbers(node.inputs()),
              numbers(node.outputs()),
              share != null ? share : 0));
    }
  }

  /** The ways through a model, kept with its figures. */
  static SurvivalPaths of(Model model) {
    return model
        .propagation()
        .evaluation()
        .shared(SurvivalPaths.class, k -> new SurvivalPaths(model));
  }

  private static Map<String, Double> epsilonShares(Model model) {
    Map<String, Double> shares = new HashMap<>();
    for (NormSite norm : model.norms()) {
      double q = model.secondMoment(norm.input());
      double share = norm.epsilon() / (q + norm.epsilon());
      if (norm.place().node() != null) {
        shares.put(norm.place().node().name(), Double.isFinite(share) ? share : 0);
      }
    }
    return shares;
  }

  private int[] numbers(List<String> names) {
    return names.stream().mapToInt(n -> ids.computeIfAbsent(n, k -> ids.size())).toArray();
  }

  /** Number of values. */
  int values() {
    return ids.size();
  }

  /** The number of a value, or −1 where no node reads or makes it. */
  int id(String value) {
    return ids.getOrDefault(value, -1);
  }

  int[] inputs() {
    return inputs;
  }

  int[] outputs() {
    return outputs;
  }

  /** The nodes in order. */
  List<Step> steps() {
    return steps;
  }

  private Kind kind(Node node) {
    if (OpKind.NORM.has(node.op())) {
      return Kind.NORM;
    }
    if (BOUNDED.contains(node.op()) && !isGate(node)) {
      return Kind.BOUNDED;
    }
    return switch (node.op()) {
      case "Add", "Sub", "Sum" -> Kind.SUM;
      case "MatMul", "Mul" -> isGated(node) ? Kind.OTHER : Kind.PRODUCT;
      default -> Kind.OTHER;
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
