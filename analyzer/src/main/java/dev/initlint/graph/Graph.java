package dev.initlint.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as data flow, in topological order and in single assignment: every value is a graph
 * input, a weight, or an output of exactly one earlier node.
 *
 * <p>An {@code If} whose condition is computed has no bodies: the nodes of both branches stand
 * before it, and its inputs are the condition, the results of the one branch, and those of the
 * other.
 *
 * @param name what the file or the source calls the model
 * @param origin the file
 * @param inputs run-time inputs only; weights that old files list among the inputs are not here
 * @param weights by the value name that nodes use; aliases share one {@link Weight}
 * @param remarks what the reader had to repair or could not follow, one sentence each
 * @param sizeNames names of the sizes that had to be assumed
 */
public record Graph(
    String name,
    Origin origin,
    List<Value> inputs,
    List<Value> outputs,
    List<Node> nodes,
    Map<String, Weight> weights,
    List<String> remarks,
    SizeNames sizeNames) {
  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    nodes = List.copyOf(nodes);
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    remarks = List.copyOf(remarks);
  }

  /** A network that names no size which had to be assumed. */
  public Graph(
      String name,
      Origin origin,
      List<Value> inputs,
      List<Value> outputs,
      List<Node> nodes,
      Map<String, Weight> weights,
      List<String> remarks) {
    this(name, origin, inputs, outputs, nodes, weights, remarks, SizeNames.NONE);
  }

  /** The same model with other nodes and weights. */
  public Graph with(List<Node> others, Map<String, Weight> drawn) {
    return with(outputs, others, drawn);
  }

  /** The same model with other nodes, weights and outputs. */
  public Graph with(List<Value> results, List<Node> others, Map<String, Weight> drawn) {
    return new Graph(name, origin, inputs, results, others, drawn, remarks, sizeNames);
  }
}
