package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

class SelectionTest {

  @Test
  void sliceWithSaturatedEnds() {
    NodeCase toTheEnd =
        NodeCase.of("Slice").constant(count(5)).integers(-1).integers(Long.MAX_VALUE).integers(0);
    assertThat(toTheEnd.values()).containsExactly(4);
    NodeCase all = NodeCase.of("Slice").constant(count(3)).integers(-100).integers(100).integers(0);
    assertThat(all.values()).containsExactly(0, 1, 2);
    NodeCase none = NodeCase.of("Slice").input(5).integers(4).integers(2).integers(0);
    assertThat(none.dims()).containsExactly(0);
  }

  @Test
  void sliceBackwards() {
    NodeCase reversed =
        NodeCase.of("Slice")
            .constant(count(5))
            .integers(Long.MAX_VALUE)
            .integers(Long.MIN_VALUE)
            .integers(0)
            .integers(-1);
    assertThat(reversed.values()).containsExactly(4, 3, 2, 1, 0);
    NodeCase second =
        NodeCase.of("Slice").constant(count(5)).integers(-1).integers(0).integers(-1).integers(-2);
    assertThat(second.values()).containsExactly(4, 2);
  }

  /** The example of the specification: data [[1,2,3,4],[5,6,7,8]]. */
  @Test
  void sliceOfTheSpecification() {
    Array data = Array.of(ElementType.FLOAT, new long[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(
            NodeCase.of("Slice")
                .constant(data)
                .integers(1, 0)
                .integers(2, 3)
                .integers(0, 1)
                .integers(1, 2)
                .values())
        .containsExactly(5, 7);
    assertThat(NodeCase.of("Slice").constant(data).integers(0, 1).integers(-1, 1000).values())
        .containsExactly(2, 3, 4);
    assertThat(
            NodeCase.of("Slice")
                .opset(9)
                .with("starts", new int[] {1})
                .with("ends", new int[] {2})
                .with("axes", new int[] {1})
                .constant(data)
                .values())
        .containsExactly(2, 6);
  }

  @Test
  void sliceThatCannotBe() {
    assertThat(
            NodeCase.of("Slice").input(5).integers(0).integers(5).integers(0).integers(0).reason())
        .contains("step is zero");
    assertThat(NodeCase.of("Slice").input(5).integers(0, 1).integers(5).reason())
        .contains("do not match");
    assertThat(NodeCase.of("Slice").input(5).integers(0).integers(5).integers(1).reason())
        .contains("axis 1 does not exist");
    assertThat(NodeCase.of("Slice").input(5).input(ElementType.INT64, 1).integers(5).reason())
        .isEqualTo("Slice needs the elements of x1: it is no constant");
  }

  @Test
  void gatherPutsTheIndicesInPlaceOfTheAxis() {
    assertThat(NodeCase.of("Gather").input(800, 128).input(ElementType.INT64, 4, 64).dims())
        .containsExactly(4, 64, 128);
    assertThat(NodeCase.of("Gather").with("axis", 1).input(4, 64, 3).integer(0).dims())
        .containsExactly(4, 3);
    assertThat(
            NodeCase.of("Gather").with("axis", -1).constant(count(2, 3)).integers(-1, 0).values())
        .containsExactly(2, 0, 5, 3);
    assertThat(NodeCase.of("Gather").constant(count(3, 2)).integers(2).values())
        .containsExactly(4, 5);
  }

  @Test
  void gatherOutsideIsNotConstant() {
    ShapeTable table = NodeCase.of("Gather").constant(count(3)).integers(3).infer();
    assertThat(table.dims("y0")).containsExactly(1);
    assertThat(table.constant("y0")).isNull();
  }

  @Test
  void concatAddsAlongItsAxis() {
    assertThat(NodeCase.of("Concat").with("axis", -1).input(2, 3).input(2, 4).dims())
        .containsExactly(2, 7);
    assertThat(
            NodeCase.of("Concat")
                .with("axis", 1)
                .constant(count(2, 1))
                .constant(count(2, 2))
                .values())
        .containsExactly(0, 0, 1, 1, 2, 3);
    assertThat(NodeCase.of("Concat").with("axis", 0).input(2, 3).input(2, 4).reason())
        .isEqualTo("Concat along axis 0 of [2, 3] and [2, 4] fails");
  }

  @Test
  void concatKeepsTheSaturatedEnd() {
    Array joined =
        NodeCase.of("Concat")
            .with("axis", 0)
            .integers(2)
            .integers(Long.MAX_VALUE)
            .infer()
            .constant("y0");
    assertThat(joined.toLongs()).containsExactly(2, Long.MAX_VALUE);
  }

  @Test
  void splitByInputAttributeOrCount() {
    NodeCase byInput = NodeCase.of("Split").outputs(2).with("axis", 1).input(2, 6).integers(2, 4);
    assertThat(byInput.dims(0)).containsExactly(2, 2);
    assertThat(byInput.dims(1)).containsExactly(2, 4);
    NodeCase byAttribute =
        NodeCase.of("Split").opset(11).outputs(2).with("split", new int[] {1, 3}).input(4);
    assertThat(byAttribute.dims(1)).containsExactly(3);
    NodeCase uneven = NodeCase.of("Split").outputs(3).with("num_outputs", 3).constant(count(7));
    assertThat(uneven.values(0)).containsExactly(0, 1, 2);
    assertThat(uneven.values(1)).containsExactly(3, 4, 5);
    assertThat(uneven.values(2)).containsExactly(6);
    assertThat(NodeCase.of("Split").outputs(2).input(4).integers(1, 2).reason()).contains("fails");
    assertThat(NodeCase.of("Split").outputs(2).input(4).integers(5, -1).reason()).contains("fails");
  }

  @Test
  void padWithEachMode() {
    Array row = NodeCase.reals(1, 2, 3);
    assertThat(NodeCase.of("Pad").constant(row).integers(1, 2).real(9).values())
        .containsExactly(9, 1, 2, 3, 9, 9);
    assertThat(NodeCase.of("Pad").with("mode", "edge").constant(row).integers(1, 2).values())
        .containsExactly(1, 1, 2, 3, 3, 3);
    assertThat(NodeCase.of("Pad").with("mode", "reflect").constant(row).integers(2, 2).values())
        .containsExactly(3, 2, 1, 2, 3, 2, 1);
    assertThat(NodeCase.of("Pad").with("mode", "wrap").constant(row).integers(1, 1).values())
        .containsExactly(3, 1, 2, 3, 1);
    assertThat(NodeCase.of("Pad").constant(row).integers(-1, 0).values()).containsExactly(2, 3);
    assertThat(NodeCase.of("Pad").input(2, 3).integers(0, 1, 0, 2).dims()).containsExactly(2, 6);
    assertThat(NodeCase.of("Pad").input(2, 3).integers(1, 2).absent().integers(-1).dims())
        .containsExactly(2, 6);
    assertThat(NodeCase.of("Pad").input(2).integers(-3, 0).reason()).contains("negative");
  }
}
