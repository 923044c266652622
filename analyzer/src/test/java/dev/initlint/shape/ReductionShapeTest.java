package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.count;
import static dev.initlint.shape.NodeCase.reals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

class ReductionTest {

  @Test
  void axesComeFromAttributeOrInput() {
    assertThat(
            NodeCase.of("ReduceMean").opset(17).with("axes", new int[] {-1}).input(4, 5, 6).dims())
        .containsExactly(4, 5, 1);
    assertThat(NodeCase.of("ReduceMean").with("keepdims", 0).input(4, 5, 6).integers(0, 2).dims())
        .containsExactly(5);
    assertThat(NodeCase.of("ReduceSum").input(4, 5).dims()).containsExactly(1, 1);
    assertThat(NodeCase.of("ReduceSum").with("keepdims", 0).input(4, 5).integers().dims())
        .isEmpty();
    assertThat(
            NodeCase.of("ReduceSum").with("noop_with_empty_axes", 1).input(4, 5).integers().dims())
        .containsExactly(4, 5);
    assertThat(NodeCase.of("ReduceMax").input(4).integers(1).reason()).contains("does not exist");
  }

  @Test
  void elements() {
    assertThat(NodeCase.of("ReduceSum").constant(count(2, 3)).integers(0).values())
        .containsExactly(3, 5, 7);
    assertThat(NodeCase.of("ReduceMean").constant(count(2, 3)).integers(1).values())
        .containsExactly(1, 4);
    assertThat(NodeCase.of("ReduceProd").integers(2, 3, 4).values()).containsExactly(24);
    assertThat(NodeCase.of("ReduceMax").constant(reals(1, 7, 3)).values()).containsExactly(7);
    assertThat(NodeCase.of("ReduceMin").constant(reals(1, 7, -3)).values()).containsExactly(-3);
    assertThat(NodeCase.of("ReduceL2").constant(reals(3, 4)).values()).containsExactly(5);
    assertThat(NodeCase.of("ReduceMean").integers(1, 2).values()).containsExactly(1);
  }

  @Test
  void positionsOfExtremes() {
    Array a = Array.of(ElementType.FLOAT, new long[] {2, 3}, 1, 5, 5, 9, 0, 2);
    assertThat(NodeCase.of("ArgMax").with("axis", 1).constant(a).values()).containsExactly(1, 0);
    assertThat(
            NodeCase.of("ArgMax").with("axis", 1).with("select_last_index", 1).constant(a).values())
        .containsExactly(2, 0);
    NodeCase min = NodeCase.of("ArgMin").with("axis", 0).with("keepdims", 0).constant(a);
    assertThat(min.dims()).containsExactly(3);
    assertThat(min.values()).containsExactly(0, 1, 1);
    assertThat(min.type()).isEqualTo(ElementType.INT64);
  }

  @Test
  void topK() {
    NodeCase c = NodeCase.of("TopK").outputs(2).with("axis", 0).input(10, 3).integers(4);
    assertThat(c.dims(0)).containsExactly(4, 3);
    assertThat(c.infer().type("y1")).isEqualTo(ElementType.INT64);
    assertThat(NodeCase.of("TopK").outputs(2).input(3).integers(4).reason())
        .isEqualTo("TopK takes 4 of 3");
  }

  /** The specification's examples. */
  @Test
  void cumulativeSums() {
    Array x = reals(1, 2, 3);
    assertThat(NodeCase.of("CumSum").constant(x).integer(0).values()).containsExactly(1, 3, 6);
    assertThat(NodeCase.of("CumSum").with("exclusive", 1).constant(x).integer(0).values())
        .containsExactly(0, 1, 3);
    assertThat(NodeCase.of("CumSum").with("reverse", 1).constant(x).integer(0).values())
        .containsExactly(6, 5, 3);
    assertThat(
            NodeCase.of("CumSum")
                .with("exclusive", 1)
                .with("reverse", 1)
                .constant(x)
                .integer(0)
                .values())
        .containsExactly(5, 3, 0);
    assertThat(NodeCase.of("CumSum").constant(count(2, 2)).integer(-2).values())
        .containsExactly(0, 1, 2, 4);
  }

  @Test
  void softmaxOverOneAxisOrAllFromItOn() {
    double[] rows = NodeCase.of("Softmax").constant(count(2, 2)).values();
    double e = Math.exp(1);
    assertThat(rows[0]).isCloseTo(1 / (1 + e), within(1e-7));
    assertThat(rows[3]).isCloseTo(e / (1 + e), within(1e-7));
    double[] columns = NodeCase.of("Softmax").with("axis", 0).constant(count(2, 2)).values();
    assertThat(columns[0]).isCloseTo(1 / (1 + e * e), within(1e-7));
    double[] flat = NodeCase.of("Softmax").opset(11).constant(count(1, 2, 2)).values();
    assertThat(flat[0] + flat[1] + flat[2] + flat[3]).isCloseTo(1, within(1e-6));
  }
}
