package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.graph;
import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.ints;
import static dev.initlint.onnx.Models.longs;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Node;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops and scans that say how often they run are written out. */
class UnrolledTest {
  /** h ← relu(h)·w, emitting h before. */
  private static GraphProto.Builder step() {
    return GraphProto.newBuilder()
        .addInput(value("i"))
        .addInput(value("go"))
        .addInput(value("h", 2))
        .addInitializer(counting("w", 2))
        .addNode(node("r = Relu(h)"))
        .addNode(node("next = Mul(r, w)"))
        .addNode(node("before = Identity(h)"))
        .addNode(node("on = Identity(go)"))
        .addOutput(value("on"))
        .addOutput(value("next", 2))
        .addOutput(value("before", 2));
  }

  private static Graph looped(String call, long times, GraphProto.Builder body) {
    return graph(
        GraphProto.newBuilder()
            .addInput(value("x", 2))
            .addInput(value("c"))
            .addInitializer(longs("n", new long[] {times}))
            .addInitializer(Models.raw("yes", ElementType.BOOL, new int[] {1}))
            .addNode(node(call, Models.graph("body", body)))
            .addNode(node("z = Neg(y)"))
            .addOutput(value("z", 2)));
  }

  private static List<String> ops(Graph graph) {
    return graph.nodes().stream().map(Node::op).filter(op -> !op.equals("Identity")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"y, all = Loop(n, _, x)", "y, all = Loop(n, yes, x)"})
  void aLoopOfAKnownCountIsItsBodyThatOften(String call) {
    Graph graph = looped(call, 3, step());

    assertThat(GraphVerifier.verify(graph)).isEmpty();
    assertThat(ops(graph))
        .containsExactly(
            "Relu",
            "Mul",
            "Relu",
            "Mul",
            "Relu",
            "Mul",
            "Unsqueeze",
            "Unsqueeze",
            "Unsqueeze",
            "Concat",
            "Neg");
    List<Node> products = graph.nodes().stream().filter(n -> n.op().equals("Mul")).toList();
    assertThat(products).extracting(n -> n.input(1)).containsOnly("w");
    assertThat(graph.weights().get("w").count()).isEqualTo(2);
    assertThat(chain(graph, "y")).containsExactly("Mul", "Relu", "Mul", "Relu", "Mul", "Relu");
  }

  /** Operators on the way from a value to the input, along first operands. */
  private static List<String> chain(Graph graph, String from) {
    List<String> ops = new ArrayList<>();
    String at = from;
    for (Node n = producer(graph, at); n != null; n = producer(graph, at)) {
      if (!n.op().equals("Identity")) {
        ops.add(n.op());
      }
      at = n.input(0);
    }
    return ops;
  }

  private static Node producer(Graph graph, String value) {
    return graph.nodes().stream().filter(n -> n.outputs().contains(value)).findAny().orElse(null);
  }

  @Test
  void whatMayEndEarlierStaysALoop() {
    GraphProto.Builder computed = step();
    computed.setOutput(0, value("other")).addNode(node("other = Not(go)"));
    assertThat(ops(looped("y, all = Loop(n, c, x)", 3, step()))).containsExactly("Loop", "Neg");
    assertThat(ops(looped("y, all = Loop(c, yes, x)", 3, step()))).containsExactly("Loop", "Neg");
    assertThat(ops(looped("y, all = Loop(_, yes, x)", 3, step()))).containsExactly("Loop", "Neg");
    assertThat(ops(looped("y, all = Loop(n, yes, x)", 3, computed))).containsExactly("Loop", "Neg");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
  void noneAndVeryManyIterationsStayALoop(long times) {
    assertThat(ops(looped("y, all = Loop(n, yes, x)", times, step())))
        .containsExactly("Loop", "Neg");
  }

  @Test
  void loopsInLoopsShareOneBudget() {
    GraphProto.Builder body = step();
    for (int depth = 0; depth < 6; depth++) {
      body =
          GraphProto.newBuilder()
              .addInput(value("i"))
              .addInput(value("go"))
              .addInput(value("h" + depth, 2))
              .addNode(node("a, b = Loop(n, _, h" + depth + ")", Models.graph("body", body)))
              .addOutput(value("go"))
              .addOutput(value("a", 2));
    }
    Graph graph = looped("y = Loop(n, _, x)", 100, body);
    assertThat(GraphVerifier.verify(graph)).isEmpty();
    assertThat(graph.nodes().size()).isLessThan(20_000);
  }

  /** A value that hides another of its body has no one place in what is written out. */
  @Test
  void aBodyThatDefinesAValueTwiceStaysALoop() {
    GraphProto.Builder twice = step().addNode(node("h = Abs(h)"));
    assertThat(ops(looped("y, all = Loop(n, yes, x)", 2, twice))).containsExactly("Loop", "Neg");
  }

  private static Graph scanned(AttributeProto... more) {
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .addInput(value("h", 2, 4))
            .addInput(value("part", 2, 4))
            .addNode(node("next = Add(h, part)"))
            .addNode(node("out = Abs(next)"))
            .addOutput(value("next", 2, 4))
            .addOutput(value("out", 2, 4));
    NodeProto.Builder scan = node("last, all = Scan(h0, xs)", Models.graph("body", body));
    return graph(
        GraphProto.newBuilder()
            .addInput(value("h0", 2, 4))
            .addInput(value("xs", 2, 3, 4))
            .addNode(
                scan.clone()
                    .addAttribute(integer("num_scan_inputs", 1))
                    .addAllAttribute(Arrays.asList(more)))
            .addOutput(value("last", 2, 4))
            .addOutput(value("all")));
  }

  @Test
  void aScanReadsAndWritesAlongItsAxes() {
    Graph graph = scanned(ints("scan_input_axes", 1), ints("scan_output_axes", -1));

    assertThat(GraphVerifier.verify(graph)).isEmpty();
    List<Node> read = graph.nodes().stream().filter(n -> n.op().equals("Gather")).toList();
    assertThat(read).extracting(n -> n.attributes().integer("axis", 0)).containsOnly(1L);
    assertThat(places(graph, read)).containsExactly(0L, 1L, 2L);
    Node all = producer(graph, "all");
    assertThat(all.op()).isEqualTo("Concat");
    assertThat(all.attributes().integer("axis", 0)).isEqualTo(-1);
    assertThat(all.inputs()).extracting(i -> order(graph, i)).containsExactly(0, 1, 2);
  }

  @Test
  void aScanMayRunBackwards() {
    Graph graph =
        scanned(
            ints("scan_input_axes", 1),
            ints("scan_input_directions", 1),
            ints("scan_output_directions", 1));

    List<Node> read = graph.nodes().stream().filter(n -> n.op().equals("Gather")).toList();
    assertThat(places(graph, read)).containsExactly(2L, 1L, 0L);
    assertThat(producer(graph, "all").inputs())
        .extracting(i -> order(graph, i))
        .containsExactly(2, 1, 0);
  }

  private static List<Long> places(Graph graph, List<Node> read) {
    return read.stream()
        .map(n -> (long) graph.weights().get(n.input(1)).data().toDoubles(1)[0])
        .toList();
  }

  /** Which iteration made the value behind a slice. */
  private static int order(Graph graph, String slice) {
    List<Node> sums = graph.nodes().stream().filter(n -> n.op().equals("Abs")).toList();
    return sums.indexOf(producer(graph, producer(graph, slice).input(0)));
  }

  @Test
  void aScanOfAnUnknownExtentStays() {
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .addInput(value("h", 4))
            .addInput(value("part", 4))
            .addNode(node("next = Add(h, part)"))
            .addOutput(value("next", 4));
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("h0", 4))
                .addInput(value("xs", "n", 4))
                .addNode(
                    node(
                        "last = Scan(h0, xs)",
                        Models.graph("body", body),
                        integer("num_scan_inputs", 1)))
                .addOutput(value("last", 4)));
    assertThat(ops(graph)).containsExactly("Scan");
  }
}
