package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.ints;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.value;
import static dev.initlint.onnx.Models.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.schema.GraphProto;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightFlowTest {
  @Test
  void aTransposedWeightReachesItsMatMul() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("x", "n", 3))
                .addInitializer(counting("fc.weight", 2, 3))
                .addNode(node("w = Transpose(fc.weight)", ints("perm", 1, 0)))
                .addNode(node("y = MatMul(x, w)"))
                .addOutput(value("y", "n", 2)));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("MatMul");
    Weight w = graph.weights().get("w");
    assertThat(w.dims()).containsExactly(3, 2);
    assertThat(w.data().toDoubles(6)).containsExactly(0, 3, 1, 4, 2, 5);
    DerivedData derived = (DerivedData) w.data();
    assertThat(derived.bases()).containsExactly("fc.weight");
    assertThat(derived.steps()).containsExactly("Transpose [1, 0]");
    assertThat(derived.transposeOf()).isSameAs(graph.weights().get("fc.weight").data());
  }

  /** nn.MultiheadAttention with different keys takes its projections out of one matrix. */
  @Test
  void aSliceWithBoundsFromADeclaredShapeIsFollowed() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("x", "time", "batch", 2))
                .addInitializer(counting("in_proj_weight", 6, 2))
                .addInitializer(Models.longs("last", new long[] {-1}))
                .addInitializer(vector("zero", 0))
                .addInitializer(vector("two", 2))
                .addNode(node("shape = Shape(x)"))
                .addNode(node("d = Gather(shape, last)", integer("axis", 0)))
                .addNode(node("from = Unsqueeze(d)", ints("axes", 0)))
                .addNode(node("to = Mul(from, two)"))
                .addNode(node("k = Slice(in_proj_weight, from, to, zero)"))
                .addNode(node("kt = Transpose(k)", ints("perm", 1, 0)))
                .addNode(node("y = MatMul(x, kt)"))
                .addOutput(value("y")));
    assertThat(graph.weights().get("kt").data().toDoubles(4)).containsExactly(4, 6, 5, 7);
    assertThat(graph.nodes()).extracting(Node::op).doesNotContain("Slice", "Transpose");
  }

  /** The query has been through a norm and a residual sum, and nothing declares its shape there. */
  @Test
  void aSliceWithBoundsFromAShapeThatFollowsIsFollowed() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("ids", "time", "batch"))
                .addInitializer(counting("table", 9, 2))
                .addInitializer(counting("fc", 2, 2))
                .addInitializer(counting("in_proj_weight", 6, 2))
                .addInitializer(Models.longs("last", new long[] {-1}))
                .addInitializer(vector("zero", 0))
                .addNode(node("e = Gather(table, ids)"))
                .addNode(node("m = ReduceMean(e)", ints("axes", -1)))
                .addNode(node("c = Sub(e, m)"))
                .addNode(node("f = MatMul(c, fc)"))
                .addNode(node("r = Add(e, f)"))
                .addNode(node("shape = Shape(r)"))
                .addNode(node("d = Gather(shape, last)"))
                .addNode(node("to = Unsqueeze(d)", ints("axes", 0)))
                .addNode(node("q = Slice(in_proj_weight, zero, to, zero)"))
                .addNode(node("kv = Slice(in_proj_weight, to, end, zero)"))
                .addInitializer(vector("end", Long.MAX_VALUE)));
    assertThat(values(graph, "q")).containsExactly(0, 1, 2, 3);
    assertThat(values(graph, "kv")).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Test
  void aConstantThatIsExpandedToAKnownShapeIsAWeight() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(Models.floats("one", new float[] {3}))
                .addInitializer(counting("row", 2, 1))
                .addInitializer(vector("to", 2, 3))
                .addNode(node("ones = Expand(one, to)"))
                .addNode(node("rows = Expand(row, to)"))
                .addNode(node("turned = Transpose(rows)", ints("perm", 1, 0))));
    assertThat(values(graph, "ones")).containsExactly(3, 3, 3, 3, 3, 3);
    assertThat(values(graph, "rows")).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(values(graph, "turned")).containsExactly(0, 1, 0, 1, 0, 1);
  }

  /** A transposition that is reshaped and transposed again is not read tile by tile. */
  @Test
  void nestedTranspositionsTakeNoQuadraticTime() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(counting("w", 1024, 1024))
                .addInitializer(vector("to", 64, 16, 1024))
                .addNode(node("a = Transpose(w)", ints("perm", 1, 0)))
                .addNode(node("b = Reshape(a, to)"))
                .addNode(node("c = Transpose(b)", ints("perm", 2, 1, 0))));
    DenseArray expected =
        DenseArray.counting(1024, 1024)
            .transpose(new long[] {1, 0})
            .reshape(64, 16, 1024)
            .transpose(new long[] {2, 1, 0});
    double[] read = graph.weights().get("c").data().toDoubles(1 << 20);
    assertThat(java.util.Arrays.equals(read, expected.values())).isTrue();
    assertThat(StreamedSum.of(graph.weights().get("c").data()).count()).isEqualTo(1 << 20);
  }

  @Test
  void aSliceWithUnknownBoundsStaysANode() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("to", 1))
                .addInitializer(counting("w", 6, 2))
                .addInitializer(vector("zero", 0))
                .addNode(node("y = Slice(w, zero, to, zero)"))
                .addOutput(value("y")));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("Slice");
    assertThat(graph.weights()).doesNotContainKey("y");
  }

  @Test
  void splitInAllItsSpellings() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(counting("w", 5, 2))
                .addInitializer(vector("sizes", 1, 4))
                .addNode(node("a, b = Split(w)", ints("split", 2, 3)))
                .addNode(node("c, d = Split(w, sizes)", integer("axis", 0)))
                .addNode(node("e, f = Split(w)", integer("num_outputs", 2)))
                .addNode(node("g, h = Split(w)", integer("axis", -1))));
    assertThat(graph.nodes()).isEmpty();
    assertThat(values(graph, "b")).containsExactly(4, 5, 6, 7, 8, 9);
    assertThat(values(graph, "c")).containsExactly(0, 1);
    assertThat(graph.weights().get("e").dims()).containsExactly(3, 2);
    assertThat(values(graph, "f")).containsExactly(6, 7, 8, 9);
    assertThat(values(graph, "h")).containsExactly(1, 3, 5, 7, 9);
  }

  @Test
  void oldSliceAndReshapeKeepTheirSettingsInAttributes() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(counting("w", 4, 3))
                .addNode(node("a = Slice(w)", ints("starts", 1), ints("ends", -1)))
                .addNode(node("b = Reshape(a)", ints("shape", 3, -1)))
                .addNode(node("c = Flatten(b)", integer("axis", 0)))
                .addNode(node("d = Squeeze(c)"))
                .addNode(node("e = Unsqueeze(d)", ints("axes", 0, 2))));
    assertThat(graph.nodes()).isEmpty();
    assertThat(graph.weights().get("b").dims()).containsExactly(3, 2);
    assertThat(graph.weights().get("e").dims()).containsExactly(1, 6, 1);
    assertThat(values(graph, "e")).containsExactly(3, 4, 5, 6, 7, 8);
  }

  @Test
  void castRoundsAsTheOperatorDoes() {
    float[] values = {1.0005f, 70000, -3.7f, 0x1p-25f};
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(Models.floats("w", values, 4))
                .addNode(cast("half", ElementType.FLOAT16))
                .addNode(cast("brain", ElementType.BFLOAT16))
                .addNode(cast("int", ElementType.INT32))
                .addNode(cast("bool", ElementType.BOOL)));
    assertThat(values(graph, "half"))
        .containsExactly(1.0009765625, Double.POSITIVE_INFINITY, -3.69921875, 0);
    assertThat(values(graph, "brain")).containsExactly(1, 70144, -3.703125, 0x1p-25);
    assertThat(values(graph, "int")).containsExactly(1, 70000, -3, 0);
    assertThat(values(graph, "bool")).containsExactly(1, 1, 1, 1);
    assertThat(graph.weights().get("half").type()).isEqualTo(ElementType.FLOAT16);
  }

  private static dev.initlint.onnx.schema.NodeProto.Builder cast(String to, ElementType type) {
    return node(to + " = Cast(w)", integer("to", type.ordinal()));
  }

  @Test
  void weightsWithoutElementsAreFollowedToo() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(counting("w", 3, 0, 2))
                .addInitializer(counting("some", 3, 1, 2))
                .addNode(node("t = Transpose(w)"))
                .addNode(node("half = Cast(t)", integer("to", 10)))
                .addNode(node("both = Concat(w, some)", integer("axis", 1)))
                .addNode(node("none = Slice(some)", ints("starts", 5), ints("ends", 9)))
                .addNode(node("turned = Transpose(none)")));
    for (String name : new String[] {"t", "half", "none", "turned"}) {
      assertThat(values(graph, name)).isEmpty();
      assertThat(StreamedSum.of(graph.weights().get(name).data()).count()).isZero();
    }
    assertThat(values(graph, "both")).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void identityGivesTheSameWeightAnotherName() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInitializer(counting("w", 2))
                .addNode(node("alias = Identity(w)"))
                .addNode(node("again = Identity(alias)"))
                .addNode(node("kept = Identity(x)"))
                .addNode(node("y = Add(kept, again)"))
                .addOutput(value("y", 2)));
    assertThat(graph.weights().get("alias")).isSameAs(graph.weights().get("w"));
    assertThat(graph.weights().get("again")).isSameAs(graph.weights().get("w"));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("Identity", "Add");
  }

  @Test
  void viewsOfAWeightWithoutDataHaveExtentsAndNoData() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(counting("w", 2, 3).toBuilder().clearRawData())
                .addNode(node("t = Transpose(w)", ints("perm", 1, 0))));
    assertThat(graph.weights().get("t").dims()).containsExactly(3, 2);
    assertThat(graph.weights().get("t").source()).isInstanceOf(Weight.Missing.class);
  }

  @Test
  void weightsThatGrowOutOfAllProportionAreNotFollowed() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInitializer(counting("v0", 1024));
    for (int i = 1; i < 40; i++) {
      String from = "v" + (i - 1);
      String call = "v" + i + " = Concat(" + from + ", " + from + ")";
      graph.addNode(node(call, integer("axis", 0)));
    }
    Graph read = Models.graph(graph);
    assertThat(read.nodes()).isNotEmpty();
    assertThat(read.remarks()).anyMatch(r -> r.contains("too large for its file"));
    assertThat(read.weights().values().stream().mapToLong(Weight::count).sum()).isLessThan(1 << 22);
  }

  @Test
  void longChainsOfViewsEndInANode() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInitializer(counting("v0", 2, 2));
    for (int i = 1; i < 5000; i++) {
      graph.addNode(node("v" + i + " = Transpose(v" + (i - 1) + ")"));
    }
    Graph read = Models.graph(graph);
    assertThat(read.nodes()).hasSize(4999 - Limits.standard().depth());
  }

  private static double[] values(Graph graph, String name) {
    return graph.weights().get(name).data().toDoubles(1000);
  }

  @Test
  void aShapeOfAWeightIsKnown() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(counting("w", 4, 3))
                .addNode(node("s = Shape(w)", integer("start", 1)))
                .addNode(node("minus = Neg(s)"))
                .addNode(node("back = Neg(minus)"))
                .addInitializer(vector("rest", -1))
                .addNode(node("to = Concat(back, rest)", integer("axis", 0)))
                .addNode(node("r = Reshape(w, to)")));
    assertThat(graph.weights().get("r").dims()).containsExactly(3, 4);
    assertThat(graph.nodes())
        .extracting(Node::op)
        .isEqualTo(List.of("Shape", "Neg", "Neg", "Concat"));
  }
}
