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
  private final int depth;

  private GraphVerifier(Set<String> outer, int depth) {
    this.defined.addAll(outer);
    this.depth = depth;
  }

  /** What is wrong with a graph: one sentence with the cure, or nothing. */
  public static Optional<String> verify(Graph graph) {
    return new GraphVerifier(Set.of(), 0).check(graph);
  }

  private Optional<String> check(Graph graph) {
    if (depth > MAX_DEPTH) {
      return Optional.of(
          "Subgraphs are nested more than " + MAX_DEPTH + " deep; export the model without them.");
    }
    for (Value input : graph.inputs()) {
      if (!defined.add(input.name())) {
        return twice(input.name(), "an input of the graph");
      }
    }
    for (String weight : graph.weights().keySet()) {
      if (!defined.add(weight)) {
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
      if (!defined.contains(output.name())) {
        return Optional.of(
            "Nothing defines the graph's output " + output.name() + "; export the model again.");
      }
    }
    return Optional.empty();
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
      if (!input.isEmpty() && !defined.contains(input)) {
        return Optional.of(undefined(node, input, producers.get(input)));
      }
    }
    for (Object attribute : node.attributes().byName().values()) {
      if (attribute instanceof Graph body) {
        Optional<String> fault = new GraphVerifier(defined, depth + 1).check(body);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    if (node.outputs().stream().allMatch(String::isEmpty)) {
      return Optional.of("Node " + node.name() + " has no output; remove it from the model.");
    }
    for (String output : node.outputs()) {
      if (!output.isEmpty() && !defined.add(output)) {
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
