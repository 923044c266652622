package dev.initlint.unit;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which ways lead around a node of a graph. */
public final class Bypass {

  private final Graph graph;
  private final Map<String, List<Node>> readers = new HashMap<>();

  /** Ways through a graph. */
  public Bypass(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      node.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
    }
  }

  /** Whether some way leads from a graph input to an output without passing the node. */
  public boolean isAround(Node node) {
    Set<String> reached = new HashSet<>();
    graph.inputs().stream().map(Value::name).forEach(reached::add);
    for (Node n : graph.nodes()) {
      if (n != node && n.inputs().stream().anyMatch(reached::contains)) {
        reached.addAll(n.outputs());
      }
    }
    return graph.outputs().stream().map(Value::name).anyMatch(reached::contains);
  }

  /**
   * Whether what a node makes is added to something else before any linear map reads it: the node
   * ends a branch. A sum of two values that both come from the node, as an activation or a rotation
   * written out makes, adds nothing else.
   */
  public boolean endsBranch(Node node) {
    Set<String> own = new LinkedHashSet<>(node.outputs());
    List<Node> sums = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(own);
    while (!open.isEmpty()) {
      for (Node reader : readers.getOrDefault(open.remove(), List.of())) {
        if (reader.op().equals("Add") || reader.op().equals("Sum")) {
          sums.add(reader);
        }
        if (!OpKind.isOneOf(OpKind.LINEAR, reader.op()) && !OpKind.NORM.has(reader.op())) {
          reader.outputs().stream().filter(own::add).forEach(open::add);
        }
      }
    }
    return sums.stream().anyMatch(sum -> addsAnother(sum, own));
  }

  private boolean addsAnother(Node sum, Set<String> own) {
    return sum.inputs().stream().noneMatch(graph.weights()::containsKey)
        && !own.containsAll(sum.inputs());
  }
}
