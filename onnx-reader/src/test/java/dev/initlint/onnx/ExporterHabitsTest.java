package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.floats;
import static dev.initlint.onnx.Models.graph;
import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.ints;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.opset;
import static dev.initlint.onnx.Models.real;
import static dev.initlint.onnx.Models.tensor;
import static dev.initlint.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.SparseTensorProto;
import dev.initlint.stored.Elements;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What real exporters write, and what the reader makes of it. */
class ExporterHabitsTest {
  @Test
  void nodesOutOfOrderAreSorted() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addNode(node("c = Relu(b)"))
                .addNode(node("b = Relu(a)"))
                .addNode(node("d = Relu(x)"))
                .addNode(node("a = Relu(x)"))
                .addOutput(value("c", 2)));
    assertThat(graph.nodes()).extracting(Node::output).containsExactly("d", "a", "b", "c");
    assertThat(graph.remarks()).anyMatch(r -> r.contains("topological order"));
  }

  @Test
  void aLongChainInReverseIsSortedWithoutRecursion() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("v0", 2));
    for (int i = 50_000; i > 0; i--) {
      graph.addNode(node("v" + i + " = Relu(v" + (i - 1) + ")"));
    }
    assertThat(graph(graph).nodes())
        .hasSize(50_000)
        .first()
        .extracting(Node::output)
        .isEqualTo("v1");
  }

  @Test
  void aValueDefinedTwiceMeansTheDefinitionBeforeEachUse() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addNode(node("h = Relu(x)"))
                .addNode(node("a = Abs(h)"))
                .addNode(node("h = Tanh(h)"))
                .addNode(node("b = Exp(h)"))
                .addOutput(value("h", 2)));
    assertThat(graph.nodes())
        .extracting(n -> n.inputs() + "->" + n.outputs())
        .containsExactly("[x]->[h]", "[h]->[a]", "[h]->[h#2]", "[h#2]->[b]");
    assertThat(graph.outputs()).extracting(Value::name).containsExactly("h#2");
    assertThat(graph.remarks()).anyMatch(r -> r.contains("'h' is defined more than once"));
  }

  /** ONNX Runtime's gpt2_past breaks both rules. */
  @Test
  void aFileMayBeNeitherSortedNorSingleAssignment() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addNode(node("a = Abs(late)"))
                .addNode(node("h = Relu(x)"))
                .addNode(node("b = Exp(h)"))
                .addNode(node("h = Tanh(x)"))
                .addNode(node("c = Neg(h)"))
                .addNode(node("late = Add(b, c)"))
                .addOutput(value("a", 2)));
    assertThat(graph.nodes())
        .extracting(n -> n.op() + n.inputs() + n.outputs())
        .containsExactly(
            "Relu[x][h]",
            "Exp[h][b]",
            "Tanh[x][h#2]",
            "Neg[h#2][c]",
            "Add[b, c][late]",
            "Abs[late][a]");
    assertThat(graph.remarks()).hasSize(2);
  }

  @Test
  void unnamedNodesGetUniqueNames() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addNode(node("a = Relu(x)"))
                .addNode(node("b = Relu(a)"))
                .addNode(node("c = Relu(b)").setName("same"))
                .addNode(node("d = Relu(c)").setName("same")));
    assertThat(graph.nodes())
        .extracting(Node::name)
        .containsExactly("Relu:a", "Relu:b", "same", "same#2");
    assertThat(graph.nodes()).allMatch(n -> n.origin().node().equals(n.name()));
  }

  @Test
  void weightsListedAmongTheInputsAreNoInputs() {
    Graph graph =
        graph(
            model(
                    GraphProto.newBuilder()
                        .addInput(value("x", "n", 2))
                        .addInput(value("w", 2, 2))
                        .addInitializer(counting("w", 2, 2))
                        .addNode(node("y = MatMul(x, w)"))
                        .addOutput(value("y", "n", 2)))
                .setIrVersion(3));
    assertThat(graph.inputs()).extracting(Value::name).containsExactly("x");
    assertThat(graph.weights()).containsOnlyKeys("w");
  }

  @Test
  void constantNodesAreWeightsInAllTheirSpellings() {
    AttributeProto strings =
        AttributeProto.newBuilder()
            .setName("value_string")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8("text"))
            .build();
    AttributeProto reals =
        AttributeProto.newBuilder()
            .setName("value_floats")
            .setType(AttributeProto.AttributeType.FLOATS)
            .addFloats(1.5f)
            .addFloats(0.1f)
            .build();
    SparseTensorProto.Builder sparse =
        SparseTensorProto.newBuilder()
            .setValues(floats("", new float[] {7}, 1))
            .setIndices(Models.vector("", 2))
            .addDims(4);
    AttributeProto.Builder sparseValue =
        AttributeProto.newBuilder()
            .setName("sparse_value")
            .setType(AttributeProto.AttributeType.SPARSE_TENSOR)
            .setSparseTensor(sparse);
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addNode(node("t = Constant()", tensor("value", counting("", 2, 2))))
                .addNode(node("f = Constant()", real("value_float", 0.1f)))
                .addNode(node("fs = Constant()", reals))
                .addNode(node("i = Constant()", integer("value_int", -3)))
                .addNode(node("is = Constant()", ints("value_ints", 1, 2)))
                .addNode(node("s = Constant()", strings))
                .addNode(node("sp = Constant()", sparseValue.build()).setName("/c")));
    assertThat(graph.nodes()).isEmpty();
    assertThat(values(graph, "t")).containsExactly(0, 1, 2, 3);
    assertThat(values(graph, "f")).containsExactly(0.1f);
    assertThat(values(graph, "fs")).containsExactly(1.5, 0.1f);
    assertThat(values(graph, "i")).containsExactly(-3);
    assertThat(graph.weights().get("i").dims()).isEmpty();
    assertThat(values(graph, "is")).containsExactly(1, 2);
    assertThat(graph.weights().get("s").data()).isNull();
    assertThat(values(graph, "sp")).containsExactly(0, 0, 7, 0);
    assertThat(graph.weights().get("sp").origin().node()).isEqualTo("/c");
  }

  @Test
  void sparseInitializersAreWeights() {
    SparseTensorProto linear =
        SparseTensorProto.newBuilder()
            .setValues(floats("a", new float[] {5, 6, 7}, 3))
            .setIndices(Models.vector("", 0, 3, 11))
            .addDims(3)
            .addDims(4)
            .build();
    SparseTensorProto rows =
        linear.toBuilder()
            .setValues(floats("b", new float[] {5, 6, 7}, 3))
            .setIndices(Models.longs("", new long[] {0, 0, 1, 2, 2, 3}, 3, 2))
            .build();
    Graph graph =
        graph(GraphProto.newBuilder().addSparseInitializer(linear).addSparseInitializer(rows));
    assertThat(values(graph, "a")).containsExactly(5, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 7);
    assertThat(values(graph, "b")).containsExactly(5, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 7);
    double[] part = new double[3];
    ((Elements) graph.weights().get("a").data()).open().read(2, part, 0, 3);
    assertThat(part).containsExactly(0, 6, 0);
  }

  @Test
  void operatorSetsMayBeMissingOrStrange() {
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .addInput(value("x", 2))
            .addNode(node("a = LayerNormalization(x)"))
            .addNode(node("b = Gelu(a)").setDomain("com.microsoft"))
            .addNode(node("c = SimplifiedLayerNormalization(b)").setDomain("ai.onnx"));
    Graph none = graph(ModelProto.newBuilder().setGraph(body));
    assertThat(none.nodes()).extracting(Node::opset).containsExactly(0, 0, 0);
    assertThat(none.nodes()).extracting(Node::domain).containsExactly("", "com.microsoft", "");
    Graph strange =
        graph(
            ModelProto.newBuilder()
                .setGraph(body)
                .addOpsetImport(opset("ai.onnx", 314159))
                .addOpsetImport(opset("com.microsoft", 1)));
    assertThat(strange.nodes()).extracting(Node::opset).containsExactly(314159, 1, 314159);
  }

  @Test
  void anOldLayerNormalizationWithAMisspeltEpsilonKeepsIt() {
    Graph graph =
        graph(
            ModelProto.newBuilder()
                .addOpsetImport(opset("", 11))
                .setGraph(
                    GraphProto.newBuilder()
                        .addInput(value("x", 2))
                        .addNode(node("y = LayerNormalization(x)", real("epsion", 1e-12f)))));
    Node norm = graph.nodes().get(0);
    assertThat(norm.op()).isEqualTo("LayerNormalization");
    assertThat(norm.opset()).isEqualTo(11);
    assertThat(norm.attributes().real("epsilon", 0)).isEqualTo(1e-12);
  }

  @Test
  void attributesWithoutATypeOrWithoutAValueAreRead() {
    AttributeProto untyped = AttributeProto.newBuilder().setName("axis").setI(-1).build();
    AttributeProto zero =
        AttributeProto.newBuilder()
            .setName("alpha")
            .setType(AttributeProto.AttributeType.FLOAT)
            .build();
    AttributeProto empty =
        AttributeProto.newBuilder()
            .setName("axes")
            .setType(AttributeProto.AttributeType.INTS)
            .build();
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addNode(node("y = Strange(x)", untyped, zero, empty)));
    Node strange = graph.nodes().get(0);
    assertThat(strange.attributes().integer("axis", 0)).isEqualTo(-1);
    assertThat(strange.attributes().real("alpha", 1)).isZero();
    assertThat(strange.attributes().integers("axes")).isEmpty();
  }

  @Test
  void contribOperatorsKeepAllOutputsAndAbsentInputs() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInitializer(counting("g", 2))
                .addNode(
                    node("y, _, _, sum = SkipLayerNormalization(x, x, g, _, g)")
                        .setDomain("com.microsoft"))
                .addOutput(value("sum", 2)));
    Node skip = graph.nodes().get(0);
    assertThat(skip.outputs()).containsExactly("y", "", "", "sum");
    assertThat(skip.hasInput(3)).isFalse();
    assertThat(skip.input(4)).isEqualTo("g");
  }

  @Test
  void trainingDropoutStaysANode() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInitializer(floats("ratio", new float[] {0.1f}))
                .addInitializer(Models.raw("training", ElementType.BOOL, new int[] {1}))
                .addNode(node("y, mask = Dropout(x, ratio, training)")));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("Dropout");
    assertThat(values(graph, "training")).containsExactly(1);
  }

  @Test
  void declaredShapesKeepNamesAndGaps() {
    GraphProto.Builder body = GraphProto.newBuilder().addInput(value("x", "batch", 7, -1, ""));
    body.addInputBuilder().setName("bare");
    Graph graph = graph(body);
    assertThat(graph.inputs().get(0).shape())
        .isEqualTo(List.of(Dim.of("batch"), Dim.of(7), new Dim.Unstated(), new Dim.Unstated()));
    assertThat(graph.inputs().get(0).type()).isEqualTo(ElementType.FLOAT);
    assertThat(graph.inputs().get(1).shape()).isNull();
    assertThat(graph.inputs().get(1).type()).isEqualTo(ElementType.UNDEFINED);
  }

  @Test
  void aModelWithoutWeightsIsRead() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInput(value("w", 2, 2))
                .addNode(node("y = MatMul(x, w)")));
    assertThat(graph.weights()).isEmpty();
    assertThat(graph.inputs()).hasSize(2);
  }

  @Test
  void namesWithControlCharactersAreKept() {
    Graph graph =
        graph(GraphProto.newBuilder().addInput(value("x\u001b[31m", 2)).setName("\u0000g"));
    assertThat(graph.inputs().get(0).name()).isEqualTo("x\u001b[31m");
    assertThat(graph.name()).isEqualTo("\u0000g");
  }

  private static double[] values(Graph graph, String name) {
    return graph.weights().get(name).data().toDoubles(100);
  }
}
