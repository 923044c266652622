package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

class LayoutTest {

  @Test
  void reshapeCopiesZerosAndFillsTheOpenExtent() {
    assertThat(NodeCase.of("Reshape").input(2, 3, 4).integers(0, -1).dims()).containsExactly(2, 12);
    assertThat(NodeCase.of("Reshape").input(2, 3, 4).integers(-1).dims()).containsExactly(24);
    assertThat(NodeCase.of("Reshape").input(2, 3, 4).integers(4, 0, -1, 1).dims())
        .containsExactly(4, 3, 2, 1);
    assertThat(NodeCase.of("Reshape").input(1).integers().dims()).isEmpty();
  }

  @Test
  void reshapeTakesZerosLiterallyWhenAsked() {
    assertThat(NodeCase.of("Reshape").with("allowzero", 1).input(0, 3).integers(3, 0).dims())
        .containsExactly(3, 0);
    assertThat(NodeCase.of("Reshape").input(0, 3).integers(0, 3).dims()).containsExactly(0, 3);
  }

  @Test
  void reshapeReadsItsAttributeBelowOpset5() {
    assertThat(NodeCase.of("Reshape").opset(1).with("shape", new int[] {6, -1}).input(3, 4).dims())
        .containsExactly(6, 2);
  }

  @Test
  void reshapeIntoAnotherCountIsUnknown() {
    assertThat(NodeCase.of("Reshape").input(2, 3).integers(4, -1).reason())
        .isEqualTo("Reshape of [2, 3] into [4, 1] fails");
    assertThat(NodeCase.of("Reshape").input(2, 3).integers(5).reason()).contains("fails");
    assertThat(NodeCase.of("Reshape").input(2, 3).integers(-1, -1).reason())
        .contains("two extents open");
    assertThat(NodeCase.of("Reshape").input(2, 3).integers(6, 1, 0).reason())
        .contains("axis 2, which is not there");
  }

  @Test
  void flattenSplitsAtItsAxis() {
    assertThat(NodeCase.of("Flatten").input(2, 3, 4).dims()).containsExactly(2, 12);
    assertThat(NodeCase.of("Flatten").with("axis", 0).input(2, 3, 4).dims()).containsExactly(1, 24);
    assertThat(NodeCase.of("Flatten").with("axis", -1).input(2, 3, 4).dims()).containsExactly(6, 4);
    assertThat(NodeCase.of("Flatten").with("axis", 3).input(2, 3, 4).dims()).containsExactly(24, 1);
  }

  @Test
  void squeezeDropsNamedAxesOrAllOnes() {
    assertThat(NodeCase.of("Squeeze").input(1, 3, 1).dims()).containsExactly(3);
    assertThat(NodeCase.of("Squeeze").input(1, 3, 1).integers(-1).dims()).containsExactly(1, 3);
    assertThat(NodeCase.of("Squeeze").opset(11).with("axes", new int[] {0}).input(1, 3, 1).dims())
        .containsExactly(3, 1);
    assertThat(NodeCase.of("Squeeze").input(1, 3).integers(1).reason()).contains("drops axis 1");
  }

  @Test
  void unsqueezeCountsAxesInTheResult() {
    assertThat(NodeCase.of("Unsqueeze").input(3, 4).integers(0, -1).dims())
        .containsExactly(1, 3, 4, 1);
    assertThat(NodeCase.of("Unsqueeze").input(3, 4).integers(-2, 1).dims())
        .containsExactly(3, 1, 1, 4);
    assertThat(NodeCase.of("Unsqueeze").opset(11).with("axes", new int[] {1}).input(3).dims())
        .containsExactly(3, 1);
    assertThat(NodeCase.of("Unsqueeze").input(3).integers(0, -3).reason()).contains("twice");
  }

  @Test
  void transposeReversesByDefault() {
    assertThat(NodeCase.of("Transpose").input(2, 3, 4).dims()).containsExactly(4, 3, 2);
    assertThat(NodeCase.of("Transpose").with("perm", new int[] {0, 2, 1}).input(2, 3, 4).dims())
        .containsExactly(2, 4, 3);
    assertThat(NodeCase.of("Transpose").constant(count(2, 3)).values())
        .containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(NodeCase.of("Transpose").with("perm", new int[] {0, 0}).input(2, 3).reason())
        .contains("twice");
    assertThat(NodeCase.of("Transpose").with("perm", new int[] {0}).input(2, 3).reason())
        .contains("rank 2");
  }

  @Test
  void expandBroadcastsBothWays() {
    assertThat(NodeCase.of("Expand").input(3, 1).integers(2, 1, 6).dims()).containsExactly(2, 3, 6);
    assertThat(NodeCase.of("Expand").input(3, 4).integers(1).dims()).containsExactly(3, 4);
    assertThat(NodeCase.of("Expand").constant(count(2, 1)).integers(1, 3).values())
        .containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(NodeCase.of("Expand").input(3).integers(4).reason()).contains("do not broadcast");
  }

  @Test
  void tileRepeatsEachAxis() {
    assertThat(NodeCase.of("Tile").input(2, 3).integers(2, 1).dims()).containsExactly(4, 3);
    assertThat(NodeCase.of("Tile").constant(count(2, 2)).integers(1, 2).values())
        .containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
    assertThat(NodeCase.of("Tile").constant(count(2)).integers(0).values()).isEmpty();
  }

  @Test
  void blocksMoveBetweenDepthAndSpace() {
    assertThat(NodeCase.of("DepthToSpace").with("blocksize", 2).input(1, 8, 2, 3).dims())
        .containsExactly(1, 2, 4, 6);
    assertThat(NodeCase.of("SpaceToDepth").with("blocksize", 2).input(1, 2, 4, 6).dims())
        .containsExactly(1, 8, 2, 3);
    assertThat(NodeCase.of("DepthToSpace").input(1, 8, 2, 3).reason()).contains("blocksize 0");
  }

  @Test
  void dropoutHasAMask() {
    NodeCase dropout = NodeCase.of("Dropout").outputs(2).input(2, 3);
    assertThat(dropout.dims(1)).containsExactly(2, 3);
    assertThat(dropout.infer().type("y1")).isEqualTo(ElementType.BOOL);
  }
}
