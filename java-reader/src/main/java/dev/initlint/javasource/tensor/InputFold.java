package dev.initlint.javasource.tensor;

import dev.initlint.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Inputs that the model only reads as maps, as images that come flattened, are declared as maps:
 * their entries are independent either way.
 */
final class InputFold {
  private final Map<String, Tensor> maps = new HashMap<>();
  private final Map<String, String> renamed = new HashMap<>();

  private InputFold(List<Node> nodes, Map<String, Tensor> inputs, List<Tensor> written) {
    Map<String, Tensor> values = new HashMap<>();
    written.forEach(t -> values.put(t.value(), t));
    Map<String, Integer> uses = new HashMap<>();
    nodes.forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    for (Node n : nodes) {
      Tensor to = n.op().equals("Reshape") ? values.get(n.output()) : null;
      boolean only = inputs.containsKey(n.input(0)) && uses.get(n.input(0)) == 1;
      if (only && to != null && to.rank() == 4) {
        maps.put(n.input(0), to);
        renamed.put(n.output(), n.input(0));
      }
    }
  }

  static InputFold of(List<Node> nodes, Map<String, Tensor> inputs, List<Tensor> written) {
    return new InputFold(nodes, inputs, written);
  }

  /** The shape an input is declared with. */
  Tensor declared(Tensor input) {
    Tensor map = maps.get(input.value());
    return map == null
        ? input
        : new Tensor(input.writer(), input.value(), map.dims(), input.type(), input.site());
  }

  /** The nodes that are left. */
  List<Node> nodes(List<Node> nodes) {
    List<Node> left = new ArrayList<>();
    for (Node n : nodes) {
      if (!renamed.containsKey(n.output())) {
        left.add(
            n.inputs().stream().noneMatch(renamed::containsKey)
                ? n
                : new Node(
                    n.op(),
                    n.domain(),
                    n.opset(),
                    n.name(),
                    n.inputs().stream().map(i -> renamed.getOrDefault(i, i)).toList(),
                    n.outputs(),
                    n.attributes(),
                    n.origin()));
      }
    }
    return left;
  }
}
