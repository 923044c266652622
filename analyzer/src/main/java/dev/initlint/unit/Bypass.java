package dev.initlint.unit;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import java.util.HashSet;
import java.util.Set;

/** Which ways lead around a node of a graph. */
public final class Bypass {

  private final Graph graph;

  /** Ways through a graph. */
  public Bypass(Graph graph) {
    this.graph = graph;
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

  /** What becomes of what a node makes before any linear map reads it. */
  public enum End {
    /** It is added to something that does not come from the node: the node ends a branch. */
    BRANCH,
    /**
     * It is added to what a map makes of it, as behind a norm that follows each sum: a branch
     * starts and ends at it.
     */
    STREAM,
    /** It is read by maps alone. */
    MAP
  }

  /**
   * What becomes of what a node makes. A sum of two values that both come from the node without a
   * map, as an activation or a rotation written out makes, adds nothing else.
   */
  public End end(Node node) {
    Set<String> after = after(node);
    Set<String> own = new HashSet<>(node.outputs());
    for (Node n : graph.nodes()) {
      boolean reads = n != node && n.inputs().stream().anyMatch(own::contains);
      if (!reads || OpKind.isOneOf(OpKind.LINEAR, n.op()) || OpKind.NORM.has(n.op())) {
        continue;
      }
      boolean adds = n.op().equals("Add") || n.op().equals("Sum");
      boolean other = adds && n.inputs().stream().noneMatch(graph.weights()::containsKey);
      if (other && !own.containsAll(n.inputs())) {
        return after.containsAll(n.inputs()) ? End.STREAM : End.BRANCH;
      }
      own.addAll(n.outputs());
    }
    return End.MAP;
  }

  /** All that depends on a node. */
  private Set<String> after(Node node) {
    Set<String> reached = new HashSet<>(node.outputs());
    for (Node n : graph.nodes()) {
      if (n.inputs().stream().anyMatch(reached::contains)) {
        reached.addAll(n.outputs());
      }
    }
    return reached;
  }
}
