package dev.initlint.engine;

import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The constants by which attentions multiply their scores. A file holds 1/√d_k as a number; where
 * heads become wider, the number that its author meant goes with them.
 */
final class ScoreScale {
  /** How far a number may be from 1/√d_k to be that. */
  private static final double EQUAL = 0.01;

  private static final Set<String> PASSED =
      Set.of("Add", "Where", "Cast", "Reshape", "Transpose", "Mul", "Div", "Identity", "Expand");

  private final Graph graph;
  private final Map<String, Node> producer = new HashMap<>();

  /** Nodes with such a constant, with the share of the factor that each has. */
  private final Map<Node, Double> shares = new LinkedHashMap<>();

  private int scaled;

  private ScoreScale(Propagation p) {
    graph = p.graph();
    graph.nodes().forEach(n -> n.outputs().forEach(o -> producer.put(o, n)));
    for (AttentionSite site : Model.of(p).attentions()) {
      double width = p.evaluation().number(site.unit().logits().headDim());
      if (Math.abs(site.scale() * Math.sqrt(width) - 1) < EQUAL && site.place().node() != null) {
        Set<Node> nodes = new LinkedHashSet<>();
        back(site.place().node().input(0), true, nodes);
        if (!nodes.isEmpty()) {
          scaled++;
          nodes.forEach(n -> shares.putIfAbsent(n, 1.0 / nodes.size()));
        }
      }
    }
  }

  static ScoreScale of(Propagation p) {
    return new ScoreScale(p);
  }

  /** Number of attentions whose scores have such a constant. */
  int attentions() {
    return scaled;
  }

  /** Collects scalings from a value back to the product of queries and keys, and past it. */
  private void back(String value, boolean beforeProduct, Set<Node> found) {
    Node n = producer.get(value);
    if (n == null) {
      return;
    }
    if (n.op().equals("MatMul") && beforeProduct) {
      boolean weights = n.inputs().stream().anyMatch(graph.weights()::containsKey);
      if (!weights) {
        n.inputs().forEach(i -> back(i, false, found));
      }
      return;
    }
    if (!PASSED.contains(n.op()) || n.op().equals("Add") && !beforeProduct) {
      return;
    }
    boolean scales = n.op().equals("Mul") || n.op().equals("Div");
    for (String input : n.inputs()) {
      if (!graph.weights().containsKey(input)) {
        back(input, beforeProduct, found);
      } else if (scales && isNumber(graph.weights().get(input))) {
        found.add(n);
      }
    }
  }

  private static boolean isNumber(Weight w) {
    return w.count() == 1 && w.data() != null && w.type().isReal();
  }

  /** The graph with these constants times a number. */
  Graph times(double factor) {
    Map<String, Weight> weights = new LinkedHashMap<>(graph.weights());
    List<Node> nodes = new ArrayList<>();
    for (Node n : graph.nodes()) {
      Double share = shares.get(n);
      nodes.add(share == null ? n : scaled(n, Math.pow(factor, share), weights));
    }
    return graph.with(nodes, weights);
  }

  private Node scaled(Node n, double factor, Map<String, Weight> weights) {
    List<String> inputs = new ArrayList<>();
    for (String input : n.inputs()) {
      Weight w = graph.weights().get(input);
      if (w == null || !isNumber(w)) {
        inputs.add(input);
        continue;
      }
      String name = input + " at " + n.output();
      double v = w.data().toDoubles(1)[0] * (n.op().equals("Mul") ? factor : 1 / factor);
      TensorData data = new Elements(w.type(), w.dims(), new double[] {v});
      weights.put(name, new Weight(name, w.type(), w.dims(), new Weight.Stored(data), w.origin()));
      inputs.add(name);
    }
    return new Node(
        n.op(), n.domain(), n.opset(), n.name(), inputs, n.outputs(), n.attributes(), n.origin());
  }
}
