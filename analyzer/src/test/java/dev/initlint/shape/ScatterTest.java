package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.count;
import static dev.initlint.shape.NodeCase.reals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

/** Cases from the operator descriptions of the ONNX specification. */
class ScatterTest {

  private static Array ints(long rows, long columns, double... v) {
    return Array.of(ElementType.INT64, new long[] {rows, columns}, v);
  }

  @Test
  void gatherElements() {
    Array data = Array.of(ElementType.FLOAT, new long[] {2, 2}, 1, 2, 3, 4);
    NodeCase c =
        NodeCase.of("GatherElements")
            .with("axis", 1)
            .constant(data)
            .constant(ints(2, 2, 0, 0, 1, 0));
    assertThat(c.values()).containsExactly(1, 1, 4, 3);
    assertThat(NodeCase.of("GatherElements").input(3, 4).input(ElementType.INT64, 2, 4).dims())
        .containsExactly(2, 4);
  }

  @Test
  void gatherNd() {
    assertThat(
            NodeCase.of("GatherND").constant(count(2, 2)).constant(ints(2, 2, 0, 0, 1, 1)).values())
        .containsExactly(0, 3);
    assertThat(NodeCase.of("GatherND").constant(count(2, 2)).constant(ints(2, 1, 1, 0)).values())
        .containsExactly(2, 3, 0, 1);
    NodeCase batched =
        NodeCase.of("GatherND")
            .with("batch_dims", 1)
            .constant(count(2, 2, 2))
            .constant(ints(2, 1, 1, 0));
    assertThat(batched.dims()).containsExactly(2, 2);
    assertThat(batched.values()).containsExactly(2, 3, 4, 5);
    assertThat(NodeCase.of("GatherND").input(2, 2).input(ElementType.INT64, 2, 3).reason())
        .contains("do not address");
  }

  @Test
  void scatterElements() {
    NodeCase c =
        NodeCase.of("ScatterElements")
            .with("axis", 1)
            .constant(Array.of(ElementType.FLOAT, new long[] {1, 5}, 1, 2, 3, 4, 5))
            .constant(ints(1, 2, 1, 3))
            .constant(Array.of(ElementType.FLOAT, new long[] {1, 2}, 1.5, 2.5));
    assertThat(c.values()).containsExactly(1, 1.5, 3, 2.5, 5);
  }

  @Test
  void scatterNd() {
    NodeCase c =
        NodeCase.of("ScatterND")
            .constant(count(8))
            .constant(ints(4, 1, 4, 3, 1, 7))
            .constant(reals(9, 10, 11, 12));
    assertThat(c.values()).containsExactly(0, 11, 2, 10, 9, 5, 6, 12);
    NodeCase added =
        NodeCase.of("ScatterND")
            .with("reduction", "add")
            .constant(reals(1, 1))
            .constant(ints(2, 1, 0, 0))
            .constant(reals(2, 3));
    assertThat(added.values()).containsExactly(6, 1);
    assertThat(NodeCase.of("ScatterND").input(4, 5).input(2, 1).input(2, 5).dims())
        .containsExactly(4, 5);
  }

  @Test
  void updatesThatDoNotFitAreNotConstant() {
    ShapeTable t =
        NodeCase.of("ScatterND")
            .constant(count(8))
            .constant(ints(2, 1, 1, 2))
            .constant(reals(1))
            .infer();
    assertThat(t.dims("y0")).containsExactly(8);
    assertThat(t.constant("y0")).isNull();
  }

  @Test
  void oneHot() {
    NodeCase c = NodeCase.of("OneHot").integers(1, -1, 7).integer(3).constant(reals(0, 1));
    assertThat(c.dims()).containsExactly(3, 3);
    assertThat(c.values()).containsExactly(0, 1, 0, 0, 0, 1, 0, 0, 0);
    NodeCase first =
        NodeCase.of("OneHot").with("axis", 0).integers(1, 0).integer(2).constant(reals(5, 6));
    assertThat(first.values()).containsExactly(5, 6, 6, 5);
  }
}
