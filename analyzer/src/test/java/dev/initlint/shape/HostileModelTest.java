package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a file states, inference ends soon, in little memory, and without an exception. */
@Timeout(120)
class HostileModelTest {
  private static final long BIG = 1L << 62;

  @Test
  void bombsHaveExtentsButNoElements() {
    for (NodeCase bomb :
        List.of(
            NodeCase.of("ConstantOfShape").integers(1 << 20, 1 << 20),
            NodeCase.of("Expand").real(1).integers(1 << 30, 1 << 20),
            NodeCase.of("Tile").constant(NodeCase.count(8)).integers(1L << 40),
            NodeCase.of("Range").integer(0).integer(1L << 50).integer(1),
            NodeCase.of("Pad").constant(NodeCase.count(2)).integers(0, 1L << 40),
            NodeCase.of("OneHot").integers(1, 2).integer(1L << 40).integers(0, 1))) {
      ShapeTable t = bomb.infer();
      assertThat(t.dims("y0")).as(bomb.node().op()).isNotNull();
      assertThat(t.constant("y0")).as(bomb.node().op()).isNull();
      assertThatThrownBy(() -> evaluate(bomb.node(), t))
          .as(bomb.node().op())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("too many to compute");
    }
  }

  private static void evaluate(Node node, ShapeTable t) {
    ConstantOps.evaluate(node, node.inputs().stream().map(t::constant).toList());
  }

  @Test
  void extentsThatOverflow() {
    assertThat(NodeCase.of("ConstantOfShape").integers(BIG, BIG).reason()).contains("overflows");
    assertThat(NodeCase.of("Tile").input(BIG).integers(4).reason()).isNotNull();
    assertThat(NodeCase.of("Concat").with("axis", 0).input(BIG).input(BIG).reason()).isNotNull();
    assertThat(NodeCase.of("MatMul").input(BIG, 1).input(1, BIG).reason()).contains("overflows");
    assertThat(
            NodeCase.of("Conv")
                .input(1, 1, Long.MAX_VALUE)
                .input(1, 1, 1)
                .with("pads", new int[] {9, 9})
                .reason())
        .isNotNull();
  }

  @Test
  void ranksBeyondReason() {
    long[] ones = Extents.ones(100_000);
    assertThat(NodeCase.of("Reshape").real(1).integers(ones).reason()).contains("axes");
    assertThat(NodeCase.of("Unsqueeze").real(1).integers(ones).reason()).contains("axes");
    assertThat(NodeCase.of("Expand").real(1).integers(ones).reason()).contains("axes");
  }

  @Test
  void constantsOfManyLargeNodesEndSoon() {
    GraphCase g = new GraphCase().weight("n", Array.vector(2048, 2048));
    g.node("ConstantOfShape", "n", "v0");
    for (int i = 0; i < 2000; i++) {
      g.node("Add", "v" + i + " v" + i, "v" + (i + 1));
    }
    ShapeTable t = g.infer();
    assertThat(t.dims("v2000")).containsExactly(2048, 2048);
    assertThat(t.constant("v2000")).isNull();
  }

  /** Every operator, with attributes and inputs drawn at random, a third of them absurd. */
  @Test
  void nothingEscapesFromAnyOperator() {
    Random random = new Random(7);
    List<String[]> ops = new ArrayList<>();
    Operators.names()
        .forEach((domain, names) -> names.forEach(op -> ops.add(new String[] {domain, op})));
    for (int i = 0; i < 60_000; i++) {
      String[] name = ops.get(i % ops.size());
      GraphOfOne g = GraphOfOne.draw(random, name[0], name[1]);
      ShapeTable t = Shapes.infer(g.graph(), DimBinding.defaults());
      for (String output : g.node().outputs()) {
        assertThat(t.of(output)).isNotNull();
        t.constant(output);
      }
      evaluateAnyway(g, t);
    }
  }

  private static void evaluateAnyway(GraphOfOne g, ShapeTable t) {
    try {
      List<Array> inputs = new ArrayList<>();
      g.node().inputs().forEach(n -> inputs.add(t.constant(n)));
      ConstantOps.evaluate(g.node(), inputs);
    } catch (IllegalArgumentException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  private record GraphOfOne(Graph graph, Node node) {

    private static final List<String> INTEGERS =
        List.of(
            "axis",
            "keepdims",
            "to",
            "group",
            "blocksize",
            "num_heads",
            "kv_num_heads",
            "k",
            "q_num_heads",
            "num_outputs",
            "batch_dims",
            "transA",
            "transB",
            "start",
            "end",
            "ceil_mode",
            "exclusive",
            "dtype",
            "allowzero",
            "layout",
            "N",
            "K",
            "upper",
            "broadcast",
            "fmod",
            "reverse",
            "training_mode",
            "noop_with_empty_axes");
    private static final List<String> LISTS =
        List.of(
            "axes",
            "perm",
            "pads",
            "strides",
            "dilations",
            "kernel_shape",
            "split",
            "shape",
            "output_shape",
            "output_padding",
            "starts",
            "ends",
            "qkv_hidden_sizes",
            "value_ints");
    private static final Map<String, List<String>> TEXTS =
        Map.of(
            "equation", List.of("ij,jk->ik", "...i,...i", "->", "a,", "....i->...", "ii->i"),
            "mode", List.of("reflect", "edge", "wrap", "linear"),
            "auto_pad", List.of("SAME_UPPER", "VALID", "?"),
            "reduction", List.of("add", "none", "odd"),
            "direction", List.of("bidirectional", "LEFT"));

    static GraphOfOne draw(Random random, String domain, String op) {
      Origin origin = Origin.node("test.onnx", "n");
      List<String> names = new ArrayList<>();
      List<Value> inputs = new ArrayList<>();
      Map<String, Weight> weights = new LinkedHashMap<>();
      int n = random.nextInt(6);
      for (int i = 0; i < n; i++) {
        String name = random.nextInt(8) == 0 ? "" : "x" + i;
        names.add(name);
        if (!name.isEmpty() && random.nextInt(3) == 0) {
          inputs.add(new Value(name, type(random), extents(random)));
        } else if (!name.isEmpty()) {
          weights.put(name, NodeCase.weight(name, array(random)));
        }
      }
      Attributes attributes = new Attributes(attributes(random));
      List<String> outputs = List.of("y0", "y1", "y2").subList(0, 1 + random.nextInt(3));
      int opset = random.nextInt(24);
      Node node = new Node(op, domain, opset, "n", names, outputs, attributes, origin);
      return new GraphOfOne(
          new Graph("g", origin, inputs, List.of(), List.of(node), weights, List.of()), node);
    }

    private static ElementType type(Random random) {
      return List.of(
              ElementType.FLOAT,
              ElementType.INT64,
              ElementType.BOOL,
              ElementType.UINT8,
              ElementType.STRING,
              ElementType.FLOAT8E5M2)
          .get(random.nextInt(6));
    }

    private static List<Dim> extents(Random random) {
      int rank = random.nextInt(6);
      return Arrays.stream(new long[rank]).mapToObj(z -> Dim.of(extent(random))).toList();
    }

    private static long extent(Random random) {
      return random.nextInt(12) == 0 ? BIG : random.nextInt(5);
    }

    private static Array array(Random random) {
      long[] dims = new long[random.nextInt(4)];
      Arrays.setAll(dims, i -> random.nextInt(4));
      double[] v = new double[(int) Extents.count(dims)];
      Arrays.setAll(v, i -> number(random));
      return Array.of(type(random), dims, v);
    }

    private static long number(Random random) {
      return random.nextInt(9) == 0
          ? List.of(Long.MAX_VALUE, Long.MIN_VALUE, BIG, -BIG, 1L << 33).get(random.nextInt(5))
          : random.nextInt(7) - 2;
    }

    private static Map<String, Object> attributes(Random random) {
      Map<String, Object> out = new LinkedHashMap<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        out.put(INTEGERS.get(random.nextInt(INTEGERS.size())), number(random));
        long[] list = new long[random.nextInt(5)];
        Arrays.setAll(list, k -> number(random));
        out.put(LISTS.get(random.nextInt(LISTS.size())), list);
      }
      TEXTS.forEach((name, all) -> out.put(name, all.get(random.nextInt(all.size()))));
      if (random.nextInt(4) == 0) {
        out.put("value", NodeCase.data(array(random)));
        out.put("scales", new double[] {1, Double.NaN});
      }
      return out;
    }
  }
}
