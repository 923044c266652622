package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.graph.CodePlace;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Equal weights under names that an exporter made up: only the modules tell layers from calls. */
class CopiedLayersTest {
  private static final String TEXT =
      """
      x = input(8, 64)
      h = relu(linear(x, 64, normal(0, 0.177) seed 7))
      h = relu(linear(h, 64, normal(0, 0.177) seed 7))
      y = linear(h, 10, normal(0, 0.125))
      """;

  private static List<String> found(String... modules) {
    Graph g = GraphNotation.parse(TEXT);
    Map<String, String> names = new HashMap<>();
    Map<String, Weight> weights = new LinkedHashMap<>();
    g.weights()
        .forEach(
            (name, w) -> {
              String made = "val_" + names.size();
              names.put(name, made);
              weights.put(made, new Weight(made, w.type(), w.dims(), w.source(), w.origin()));
            });
    List<Node> nodes = new ArrayList<>();
    int products = 0;
    for (Node n : g.nodes()) {
      String module = modules[Math.min(products, modules.length - 1)];
      products += n.op().equals("MatMul") ? 1 : 0;
      CodePlace code = new CodePlace(module, "Linear", null, null, Map.of());
      List<String> inputs = n.inputs().stream().map(i -> names.getOrDefault(i, i)).toList();
      nodes.add(
          new Node(
              n.op(),
              n.domain(),
              n.opset(),
              "node_" + nodes.size(),
              inputs,
              n.outputs(),
              n.attributes(),
              n.origin().tracedFrom(code)));
    }
    Graph made =
        new Graph(g.name(), g.origin(), g.inputs(), g.outputs(), nodes, weights, g.remarks());
    return RuleCheck.run(Propagation.of(made, Assumptions.NONE), "model.onnx", Set.of("INIT008"))
        .stream()
        .map(Finding::rule)
        .toList();
  }

  @Test
  void modulesOfTwoNamesThatHoldOneDrawAreCopies() {
    assertThat(found("blocks.0.fc", "blocks.1.fc", "head")).containsExactly("INIT008");
  }

  @Test
  void oneModuleThatIsCalledTwiceIsShared() {
    assertThat(found("fc", "fc", "head")).isEmpty();
  }
}
