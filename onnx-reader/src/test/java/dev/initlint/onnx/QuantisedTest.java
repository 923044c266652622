package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.floats;
import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.raw;
import static dev.initlint.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.TensorProto;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantisedTest {
  private static final int[] CODES = {0, 1, 2, 253, 254, 255, 7, 8, 9, 10, 11, 12};

  @Test
  void oneScaleForAll() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(raw("q", ElementType.UINT8, CODES, 3, 4))
                .addInitializer(floats("s", new float[] {0.5f}))
                .addInitializer(raw("z", ElementType.UINT8, new int[] {10}))
                .addNode(node("w = DequantizeLinear(q, s, z)")));
    assertThat(graph.nodes()).isEmpty();
    assertThat(graph.weights().get("w").type()).isEqualTo(ElementType.FLOAT);
    assertThat(values(graph, "w"))
        .containsExactly(-5, -4.5, -4, 121.5, 122, 122.5, -1.5, -1, -.5, 0, .5, 1);
    assertThat(((DerivedData) graph.weights().get("w").data()).bases())
        .containsExactly("q", "s", "z");
  }

  @Test
  void oneScaleForEachRowOrColumn() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(raw("q", ElementType.INT8, CODES, 3, 4))
                .addInitializer(floats("row", new float[] {1, 10, 100}, 3))
                .addInitializer(floats("column", new float[] {1, 10, 100, 1000}, 4))
                .addNode(node("r = DequantizeLinear(q, row)", integer("axis", 0)))
                .addNode(node("c = DequantizeLinear(q, column)")));
    assertThat(values(graph, "r"))
        .containsExactly(0, 1, 2, -3, -20, -10, 70, 80, 900, 1000, 1100, 1200);
    assertThat(values(graph, "c"))
        .containsExactly(0, 10, 200, -3000, -2, -10, 700, 8000, 9, 100, 1100, 12000);
  }

  @Test
  void oneScaleForEachBlock() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(raw("q", ElementType.INT8, CODES, 3, 4))
                .addInitializer(floats("along", new float[] {1, 10, 2, 20, 3, 30}, 3, 2))
                .addInitializer(counting("across", 2, 4))
                .addNode(block("a = DequantizeLinear(q, along)", 1, 3))
                .addNode(block("b = DequantizeLinear(q, across)", 0, 2)));
    assertThat(values(graph, "a")).containsExactly(0, 1, 2, -30, -4, -2, 14, 160, 27, 30, 33, 360);
    assertThat(values(graph, "b")).containsExactly(0, 1, 4, -9, -0.0, -1, 14, 24, 36, 50, 66, 84);
  }

  private static dev.initlint.onnx.schema.NodeProto.Builder block(String text, long axis, long n) {
    return node(text, integer("axis", axis), integer("block_size", n));
  }

  @Test
  void scalesThatDoNotFitAreLeftToTheNode() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(raw("q", ElementType.INT8, CODES, 3, 4))
                .addInitializer(floats("s", new float[] {1, 10}, 2))
                .addNode(node("w = DequantizeLinear(q, s)")));
    assertThat(graph.nodes()).hasSize(1);
  }

  @Test
  void activationsStayQuantised() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("x", "n", 4))
                .addInitializer(floats("s", new float[] {1}))
                .addInitializer(raw("w", ElementType.INT8, CODES, 4, 3))
                .addNode(node("q, t, z = DynamicQuantizeLinear(x)"))
                .addNode(node("i = MatMulInteger(q, w, z)"))
                .addNode(node("f = Cast(i)", integer("to", 1)))
                .addNode(node("y = Mul(f, t)"))
                .addOutput(value("y", "n", 3)));
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly("DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul");
  }

  /** The embedding of a model that ONNX Runtime quantised. */
  @Test
  void rowsOfAQuantisedTableAreRowsOfTheFloatTable() {
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("ids", "n"))
                .addInitializer(raw("table", ElementType.UINT8, CODES, 3, 4))
                .addInitializer(floats("s", new float[] {0.5f}))
                .addInitializer(raw("z", ElementType.UINT8, new int[] {10}))
                .addNode(node("rows = Gather(table, ids)", integer("axis", 0)))
                .addNode(node("y = DequantizeLinear(rows, s, z)"))
                .addOutput(value("y", "n", 4)));
    Node lookup = graph.nodes().get(1);
    assertThat(lookup.op()).isEqualTo("Gather");
    assertThat(lookup.output()).isEqualTo("y");
    assertThat(lookup.input(1)).isEqualTo("ids");
    assertThat(values(graph, lookup.input(0)))
        .containsExactly(-5, -4.5, -4, 121.5, 122, 122.5, -1.5, -1, -.5, 0, .5, 1);
  }

  /** com.microsoft.MatMulNBits against the sum that its documentation gives. */
  @Test
  void fourBitProductsBecomeAMatMulWithAFloatWeight() {
    int n = 3;
    int k = 40;
    int blocks = 3;
    Random random = new Random(5);
    int[] b = random.ints(n * blocks * 8, 0, 256).toArray();
    int[] zeros = random.ints(n * 2, 0, 256).toArray();
    float[] scales = new float[n * blocks];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = 1 + random.nextInt(8);
    }
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("x", "n", k))
                .addInitializer(raw("b", ElementType.UINT8, b, n, blocks, 8))
                .addInitializer(floats("s", scales, (long) n * blocks))
                .addInitializer(raw("z", ElementType.UINT8, zeros, n * 2L))
                .addInitializer(counting("bias", n))
                .addNode(nBits("y = MatMulNBits(x, b, s, z)", n, k))
                .addNode(nBits("u = MatMulNBits(x, b, s, _, _, bias)", n, k).setName("fc"))
                .addOutput(value("y", "n", n)));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("MatMul", "MatMul", "Add");
    double[] w = values(graph, graph.nodes().get(0).input(1));
    double[] unshifted = values(graph, graph.nodes().get(1).input(1));
    for (int row = 0; row < k; row++) {
      for (int column = 0; column < n; column++) {
        int block = row / 16;
        int packed = b[(column * blocks + block) * 8 + row % 16 / 2];
        int code = row % 2 == 0 ? packed & 15 : packed >> 4;
        int zero = zeros[column * 2 + block / 2] >> block % 2 * 4 & 15;
        float scale = scales[column * blocks + block];
        assertThat(w[row * n + column]).isEqualTo((code - zero) * scale);
        assertThat(unshifted[row * n + column]).isEqualTo((code - 8) * scale);
      }
    }
    assertThat(graph.nodes().get(2).outputs()).containsExactly("u");
    assertThat(graph.nodes().get(2).input(1)).isEqualTo("bias");
    String key = graph.nodes().get(0).input(1);
    assertThat(graph.weights().get(key).dims()).containsExactly(k, n);
    assertThat(((DerivedData) graph.weights().get(key).data()).bases())
        .containsExactly("b", "s", "z");
  }

  private static dev.initlint.onnx.schema.NodeProto.Builder nBits(String text, int n, int k) {
    return node(text, integer("N", n), integer("K", k), integer("block_size", 16))
        .addAttribute(integer("bits", 4))
        .setDomain("com.microsoft");
  }

  @Test
  void aProductThatIsNotLaidOutAsDocumentedStaysAsItIs() {
    TensorProto b = raw("b", ElementType.UINT8, CODES, 3, 1, 4);
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInput(value("x", "n", 40))
                .addInitializer(b)
                .addInitializer(counting("s", 9))
                .addNode(nBits("y = MatMulNBits(x, b, s)", 3, 40)));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("MatMulNBits");
  }

  private static double[] values(Graph graph, String name) {
    return graph.weights().get(name).data().toDoubles(1000);
  }
}
