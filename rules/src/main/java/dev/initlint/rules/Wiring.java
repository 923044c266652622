package dev.initlint.rules;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Belief;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which node makes a value and which read it, and the scalars among them. */
final class Wiring {
  private static final int LARGEST = 1 << 24;

  private final Model model;
  private final Graph graph;
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();

  private Wiring(Model model) {
    this.model = model;
    graph = model.propagation().graph();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      node.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
    }
  }

  static Wiring of(Model model) {
    return new Wiring(model);
  }

  /** The node that makes a value, or null for inputs and weights. */
  Node producer(String value) {
    return producers.get(value);
  }

  /** The nodes that read a value. */
  List<Node> readers(String value) {
    return readers.getOrDefault(value, List.of());
  }

  /** The weight of this name, or null. */
  Weight weight(String value) {
    return graph.weights().get(value);
  }

  /** The number that a value is, or NaN where it is none. */
  double scalar(String value) {
    double[] all = entries(value, 1);
    return all == null || all.length != 1 ? Double.NaN : all[0];
  }

  /** The entries of a constant or a stored weight of at most so many, or null. */
  double[] entries(String value, long most) {
    Weight w = weight(value);
    if (w != null) {
      return entries(w, most);
    }
    Belief b = model.propagation().beliefs().get(value);
    return b instanceof Belief.Fixed f && f.array().size() <= most ? f.array().toDoubles() : null;
  }

  /** The entries of a stored weight of at most so many, or null. */
  static double[] entries(Weight w, long most) {
    boolean held = w.data() != null && w.type().isReal() && w.count() <= Math.min(most, LARGEST);
    return held ? w.data().toDoubles((int) w.count()) : null;
  }

  /** The input of a product with a scalar that is none, or null. */
  String factorOf(Node product) {
    for (int i = 0; product.op().equals("Mul") && i < product.inputs().size(); i++) {
      if (Double.isFinite(scalar(product.input(1 - i)))) {
        return product.input(i);
      }
    }
    return null;
  }
}
