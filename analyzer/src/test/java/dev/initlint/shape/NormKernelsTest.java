package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Norms and quantisation of constants, as of kernels that are made before they are used. */
class NormKernelsTest {

  private static Node node(String op, Map<String, Object> attributes, int inputs, int outputs) {
    List<String> in = List.of("a", "b", "c", "d", "e").subList(0, inputs);
    List<String> out = List.of("y", "m", "v").subList(0, outputs);
    return new Node(
        op, "", 21, op, in, out, new Attributes(attributes), Origin.node("test.onnx", null));
  }

  private static Array floats(long[] dims, double... values) {
    return Array.of(ElementType.FLOAT, dims, values);
  }

  @Test
  void aBatchNormInTrainingStandardisesEachChannel() {
    Node norm = node("BatchNormalization", Map.of("training_mode", 1L, "epsilon", 0.0), 5, 1);
    Array x = floats(new long[] {1, 2, 3}, 1, 2, 3, 10, 30, 50);
    Array two = floats(new long[] {2}, 2, 1);
    Array zero = floats(new long[] {2}, 0, 5);
    Array any = floats(new long[] {2}, 7, 7);
    double[] y = ConstantOps.evaluate(norm, List.of(x, two, zero, any, any)).get(0).toDoubles();
    double side = Math.sqrt(1.5);
    assertThat(y)
        .containsExactly(
            new double[] {-2 * side, 0, 2 * side, 5 - side, 5, 5 + side}, within(1e-6));
  }

  @Test
  void aBatchNormElsewhereUsesItsStatistics() {
    Node norm = node("BatchNormalization", Map.of("epsilon", 0.0), 5, 1);
    Array x = floats(new long[] {1, 1, 2}, 1, 3);
    Array one = floats(new long[] {1}, 1);
    Array zero = floats(new long[] {1}, 0);
    Array four = floats(new long[] {1}, 4);
    double[] y = ConstantOps.evaluate(norm, List.of(x, one, zero, one, four)).get(0).toDoubles();
    assertThat(y).containsExactly(new double[] {0, 1}, within(1e-9));
  }

  @Test
  void scalesOfAnAxisAndOfBlocksAreMet() {
    Array q = Array.of(ElementType.INT8, new long[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    Array perRow = floats(new long[] {2}, 1, 10);
    Array zero = Array.of(ElementType.INT8, new long[] {2}, 0, 5);
    Node rows = node("DequantizeLinear", Map.of("axis", 0L), 3, 1);
    assertThat(ConstantOps.evaluate(rows, List.of(q, perRow, zero)).get(0).toDoubles())
        .containsExactly(1, 2, 3, 4, 0, 10, 20, 30);
    Array perBlock = floats(new long[] {2, 2}, 1, 2, 3, 4);
    Node blocks = node("DequantizeLinear", Map.of("axis", 1L, "block_size", 2L), 2, 1);
    assertThat(ConstantOps.evaluate(blocks, List.of(q, perBlock)).get(0).toDoubles())
        .containsExactly(1, 2, 6, 8, 15, 18, 28, 32);
  }

  @Test
  void quantisedEntriesAreRoundedAndCut() {
    Array x = floats(new long[] {4}, -1, 0.24, 0.26, 99);
    Array scale = floats(new long[0], 0.5);
    Array zero = Array.of(ElementType.UINT8, new long[0], 1);
    Node node = node("QuantizeLinear", Map.of(), 3, 1);
    assertThat(ConstantOps.evaluate(node, List.of(x, scale, zero)).get(0).toDoubles())
        .containsExactly(0, 1, 2, 199);
  }
}
