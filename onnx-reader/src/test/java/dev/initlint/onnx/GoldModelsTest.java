package dev.initlint.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.testkit.Gold;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GoldModelsTest {
  @TestFactory
  Stream<DynamicTest> keepsWhatTheFullParseSees() throws Exception {
    return Gold.models().stream()
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.getFileName().toString(), () -> check(m.resolve("model.onnx"))));
  }

  private static void check(Path file) throws Exception {
    Parsed parsed = OnnxReader.read(file);
    assertThat(parsed).isInstanceOf(Parsed.Model.class);
    Graph graph = ((Parsed.Model) parsed).graph();
    GraphProto proto;
    try (InputStream in = Files.newInputStream(file)) {
      proto = ModelProto.parseFrom(in).getGraph();
    }
    for (TensorProto t : proto.getInitializerList()) {
      Weight w = graph.weights().get(t.getName());
      assertThat(w.dims()).containsExactly(OracleTensor.dims(t));
      assertThat(Arrays.equals(w.data().toDoubles(1 << 24), OracleTensor.values(t))).isTrue();
      assertThat(StreamedSum.of(w.data()).sum())
          .isCloseTo(StreamedSum.of(OracleTensor.values(t)), within(1e-6 * w.count()));
    }
    Set<String> known = new HashSet<>(graph.weights().keySet());
    graph.inputs().forEach(v -> assertThat(known.add(v.name())).isTrue());
    for (Node n : graph.nodes()) {
      n.inputs().stream().filter(i -> !i.isEmpty()).forEach(i -> assertThat(known).contains(i));
      n.outputs().stream()
          .filter(o -> !o.isEmpty())
          .forEach(o -> assertThat(known.add(o)).isTrue());
    }
    assertThat(known)
        .containsAll(
            proto.getNodeList().stream()
                .flatMap(n -> n.getOutputList().stream())
                .filter(o -> !o.isEmpty())
                .collect(Collectors.toSet()));
    sameNodes(graph, proto);
    assertThat(known).containsAll(graph.outputs().stream().map(Value::name).toList());
    assertThat(graph.remarks()).isEmpty();
  }

  /** Every node is one of the file, with its inputs and attributes. */
  private static void sameNodes(Graph graph, GraphProto proto) {
    Map<String, NodeProto> byOutput =
        proto.getNodeList().stream().collect(Collectors.toMap(n -> n.getOutput(0), n -> n));
    for (Node n : graph.nodes()) {
      NodeProto p = byOutput.get(n.output());
      assertThat(n.op()).isEqualTo(p.getOpType());
      assertThat(n.name()).isEqualTo(p.getName());
      assertThat(n.inputs()).isEqualTo(p.getInputList());
      assertThat(n.outputs()).isEqualTo(p.getOutputList());
      for (AttributeProto a : p.getAttributeList()) {
        switch (a.getType()) {
          case INT -> assertThat(n.attributes().integer(a.getName(), -9)).isEqualTo(a.getI());
          case FLOAT ->
              assertThat((float) n.attributes().real(a.getName(), -9)).isEqualTo(a.getF());
          case STRING ->
              assertThat(n.attributes().text(a.getName(), null)).isEqualTo(a.getS().toStringUtf8());
          case INTS ->
              assertThat(n.attributes().integers(a.getName()))
                  .containsExactly(a.getIntsList().stream().mapToLong(i -> i).toArray());
          case TENSOR ->
              assertThat(n.attributes().tensor(a.getName()).toDoubles(1000))
                  .containsExactly(OracleTensor.values(a.getT()));
          default -> assertThat(n.attributes().has(a.getName())).isTrue();
        }
      }
    }
  }
}
