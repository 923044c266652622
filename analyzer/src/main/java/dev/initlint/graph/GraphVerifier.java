package dev.initlint.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what every later stage relies on: each value is defined exactly once and before it is
 * used, subgraphs included.
 */
public final class GraphVerifier {
  private static final int MAX_DEPTH = 64;

  private final Set<String> defined = new HashSet<>();
  private final GraphVerifier outer;
  private final int depth;

  private GraphVerifier(GraphVerifier outer) {
    this.outer = outer;
    this.depth = outer == null ? 0 : outer.depth + 1;
  }

  /** What is wrong with a graph: one sentence with the cure, or nothing. */
  public static Optional<String> verify(Graph graph) {
    return new GraphVerifier(null).check(graph);
  }

  private Optional<String> check(Graph graph) {
    if (depth > MAX_DEPTH) {
      return Optional.of(
          "Subgraphs are nested more than " + MAX_DEPTH + " deep; export the model without them.");
    }
    for (Value input : graph.inputs()) {
      if (!define(input.name())) {
        return twice(input.name(), "an input of the graph");
      }
    }
    for (String weight : graph.weights().keySet()) {
      if (!define(weight)) {
        return twice(weight, "a weight");
      }
    }
    Map<String, Node> producers = producers(graph);
    for (Node node : graph.nodes()) {
      Optional<String> fault = check(node, producers);
      if (fault.isPresent()) {
        return fault;
      }
    }
    for (Value output : graph.outputs()) {
      if (!isDefined(output.name())) {
        return Optional.of(
            "Nothing defines the graph's output " + output.name() + "; export the model again.");
      }
    }
    return Optional.empty();
  }

  private boolean isDefined(String value) {
    for (GraphVerifier scope = this; scope != null; scope = scope.outer) {
      if (scope.defined.contains(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the value was not defined before in this graph. It may hide one of the graphs around
   * it: exporters write such bodies, though the standard forbids them.
   */
  private boolean define(String value) {
    return defined.add(value);
  }

  private static Map<String, Node> producers(Graph graph) {
    Map<String, Node> producers = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (String output : node.outputs()) {
        producers.putIfAbsent(output, node);
      }
    }
    return producers;
  }

  private Optional<String> check(Node node, Map<String, Node> producers) {
    for (String input : node.inputs()) {
      if (!input.isEmpty() && !isDefined(input)) {
        return Optional.of(undefined(node, input, producers.get(input)));
      }
    }
    for (Object attribute : node.attributes().byName().values()) {
      if (attribute instanceof Graph body) {
        Optional<String> fault = new GraphVerifier(this).check(body);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    if (node.outputs().stream().allMatch(String::isEmpty)) {
      return Optional.of("Node " + node.name() + " has no output; remove it from the model.");
    }
    for (String output : node.outputs()) {
      if (!output.isEmpty() && !define(output)) {
        return twice(output, "an output of node " + node.name());
      }
    }
    return Optional.empty();
  }

  private static String undefined(Node node, String input, Node producer) {
    String reads = "Node " + node.name() + " reads " + input;
    if (producer == null) {
      return reads + ", which nothing defines; export the model again with all of its values.";
    }
    if (producer == node) {
      return reads + ", which is its own output; a network must be free of cycles.";
    }
    return reads
        + ", which node "
        + producer.name()
        + " defines only later; sort the nodes, or break the cycle between the two.";
  }

  private static Optional<String> twice(String value, String second) {
    return Optional.of(
        "The value "
            + value
            + " is defined a second time as "
            + second
            + "; give each value a name of its own.");
  }
}
