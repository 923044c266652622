package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import dev.initlint.graph.Attributes;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A place keeps its anchor however an exporter writes the network down. */
class AnchorsTest {
  private static final Path MODELS = Path.of("../fixtures/models");

  @ParameterizedTest
  @ValueSource(strings = {"sound.onnx", "std-one-head.onnx"})
  void namesDoNotMatter(String file) {
    Graph graph = graph(file);
    Graph renamed = renamed(graph);
    for (int i = 0; i < graph.nodes().size(); i++) {
      assertThat(anchor(renamed, renamed.nodes().get(i)))
          .isEqualTo(anchor(graph, graph.nodes().get(i)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOrderInTheFileDoesNotMatter(long seed) {
    Graph graph = graph("sound.onnx");
    Graph shuffled = with(graph, shuffled(graph, new Random(seed)));
    Map<String, Node> byName =
        shuffled.nodes().stream().collect(Collectors.toMap(Node::name, n -> n));
    int same = 0;
    for (Node node : graph.nodes()) {
      same += anchor(shuffled, byName.get(node.name())).equals(anchor(graph, node)) ? 1 : 0;
    }
    // Nodes that nothing tells apart but their order may change places with each other.
    assertThat(anchors(shuffled)).isEqualTo(anchors(graph));
    assertThat(same).isGreaterThan(graph.nodes().size() * 3 / 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Identity", "Cast", "Reshape", "Transpose"})
  void whatOnlyArrangesDoesNotMatter(String op) {
    Graph graph = graph("sound.onnx");
    Graph carried = withCarriers(graph, op);
    Map<String, Node> byName =
        carried.nodes().stream().collect(Collectors.toMap(Node::name, n -> n));
    for (Node node : graph.nodes()) {
      assertThat(anchor(carried, byName.get(node.name()))).isEqualTo(anchor(graph, node));
    }
  }

  @Test
  void aProductWithItsBiasIsAProductHoweverItIsWritten() {
    Graph graph = graph("sound.onnx");
    Graph added = withBiases(graph);
    Graph merged = withGemms(added);
    assertThat(added.nodes()).hasSizeGreaterThan(graph.nodes().size());
    assertThat(merged.nodes()).hasSameSizeAs(graph.nodes());
    for (Graph other : List.of(added, merged)) {
      Map<String, Node> byName =
          other.nodes().stream().collect(Collectors.toMap(Node::name, n -> n));
      for (Node node : graph.nodes()) {
        assertThat(anchor(other, byName.get(node.name()))).isEqualTo(anchor(graph, node));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sound.onnx", "std-one-head.onnx"})
  void placesAreToldApart(String file) {
    Graph graph = graph(file);
    List<String> working =
        graph.nodes().stream()
            .filter(n -> n.op().equals("MatMul") || n.op().equals("Softmax"))
            .map(n -> anchor(graph, n))
            .toList();
    assertThat(working).doesNotHaveDuplicates().hasSizeGreaterThan(2);
  }

  private static Graph graph(String file) {
    return ((Parsed.Model) OnnxReader.read(MODELS.resolve(file))).graph();
  }

  private static String anchor(Graph graph, Node node) {
    Finding f =
        new Finding(
            "R",
            "r",
            Severity.NOTE,
            "",
            null,
            Location.ofValue("m.onnx", node.name(), node.output()),
            null,
            null,
            List.of(),
            null,
            List.of());
    return new Anchors(graph, "").of(f).anchors().get(0);
  }

  private static Set<String> anchors(Graph graph) {
    return graph.nodes().stream().map(n -> anchor(graph, n)).collect(Collectors.toSet());
  }

  private static Graph with(Graph g, List<Node> nodes) {
    return new Graph(
        g.name(), g.origin(), g.inputs(), g.outputs(), nodes, g.weights(), g.remarks());
  }

  private static Node with(Node n, String op, String name, List<String> in, List<String> out) {
    return new Node(op, n.domain(), n.opset(), name, in, out, n.attributes(), n.origin());
  }

  private static Graph renamed(Graph g) {
    Map<String, String> names = new HashMap<>();
    names.put("", "");
    List<Node> nodes = new ArrayList<>();
    for (Node n : g.nodes()) {
      nodes.add(
          with(
              n,
              n.op(),
              "node_" + nodes.size(),
              n.inputs().stream().map(v -> other(names, v)).toList(),
              n.outputs().stream().map(v -> other(names, v)).toList()));
    }
    Map<String, Weight> weights = new LinkedHashMap<>();
    g.weights().forEach((name, w) -> weights.put(other(names, name), w));
    List<Value> inputs =
        g.inputs().stream()
            .map(v -> new Value(other(names, v.name()), v.type(), v.shape()))
            .toList();
    List<Value> outputs =
        g.outputs().stream()
            .map(v -> new Value(other(names, v.name()), v.type(), v.shape()))
            .toList();
    return new Graph("other", g.origin(), inputs, outputs, nodes, weights, g.remarks());
  }

  private static String other(Map<String, String> names, String name) {
    return names.computeIfAbsent(name, n -> "val_" + names.size());
  }

  /** Another order in which every value still stands before its readers. */
  private static List<Node> shuffled(Graph g, Random random) {
    Set<String> made = new HashSet<>();
    Set<String> all = new HashSet<>();
    g.nodes().forEach(n -> all.addAll(n.outputs()));
    List<Node> left = new ArrayList<>(g.nodes());
    List<Node> order = new ArrayList<>();
    while (!left.isEmpty()) {
      List<Node> ready =
          left.stream()
              .filter(n -> n.inputs().stream().noneMatch(v -> all.contains(v) && !made.contains(v)))
              .toList();
      Node next = ready.get(random.nextInt(ready.size()));
      left.remove(next);
      order.add(next);
      made.addAll(next.outputs());
    }
    return order;
  }

  private static Graph withCarriers(Graph g, String op) {
    List<Node> nodes = new ArrayList<>();
    Map<String, String> carried = new HashMap<>();
    for (Node n : g.nodes()) {
      nodes.add(
          with(
              n,
              n.op(),
              n.name(),
              n.inputs().stream().map(v -> carried.getOrDefault(v, v)).toList(),
              n.outputs()));
      if (n.op().equals("MatMul")) {
        String to = n.output() + "_carried";
        nodes.add(
            new Node(
                op,
                "",
                n.opset(),
                n.name() + "_" + op,
                List.of(n.output()),
                List.of(to),
                Attributes.NONE,
                n.origin()));
        carried.put(n.output(), to);
      }
    }
    return with(g, nodes);
  }

  /** A bias behind every product of a value and a weight. */
  private static Graph withBiases(Graph g) {
    List<Node> nodes = new ArrayList<>();
    Map<String, String> biased = new HashMap<>();
    for (Node n : g.nodes()) {
      nodes.add(
          with(
              n,
              n.op(),
              n.name(),
              n.inputs().stream().map(v -> biased.getOrDefault(v, v)).toList(),
              n.outputs()));
      if (n.op().equals("MatMul") && g.weights().containsKey(n.input(1))) {
        String to = n.output() + "_biased";
        List<String> in = List.of(n.output(), "norm.bias");
        nodes.add(with(n, "Add", n.name() + "_Add", in, List.of(to)));
        biased.put(n.output(), to);
      }
    }
    return with(g, nodes);
  }

  private static Graph withGemms(Graph g) {
    List<Node> nodes = new ArrayList<>(g.nodes());
    for (Node add : g.nodes()) {
      for (int i = 0; i < 2 && add.op().equals("Add"); i++) {
        String product = add.input(1 - i);
        Node matMul =
            nodes.stream()
                .filter(n -> n.op().equals("MatMul") && n.output().equals(product))
                .findFirst()
                .orElse(null);
        long readers = nodes.stream().filter(n -> n.inputs().contains(product)).count();
        if (matMul != null && readers == 1 && g.weights().containsKey(add.input(i))) {
          List<String> inputs = new ArrayList<>(matMul.inputs());
          inputs.add(add.input(i));
          nodes.set(
              nodes.indexOf(matMul), with(matMul, "Gemm", matMul.name(), inputs, add.outputs()));
          nodes.remove(add);
          break;
        }
      }
    }
    return with(g, nodes);
  }
}
