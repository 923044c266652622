package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.count;
import static dev.initlint.shape.NodeCase.reals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

class GenerationTest {

  @Test
  void shapeIsConstantThoughItsInputIsNot() {
    assertThat(NodeCase.of("Shape").input(4, 64, 128).values()).containsExactly(4, 64, 128);
    assertThat(NodeCase.of("Shape").with("start", -2).input(4, 64, 128).values())
        .containsExactly(64, 128);
    assertThat(NodeCase.of("Shape").with("start", 1).with("end", -1).input(4, 64, 128).values())
        .containsExactly(64);
    assertThat(NodeCase.of("Shape").with("start", 2).with("end", 1).input(4, 64).values())
        .isEmpty();
    assertThat(NodeCase.of("Shape").with("end", 9).input(4).values()).containsExactly(4);
    assertThat(NodeCase.of("Size").input(4, 64).values()).containsExactly(256);
  }

  @Test
  void constantOfShapeFills() {
    Array seven = Array.of(ElementType.INT64, new long[] {1}, 7);
    NodeCase c = NodeCase.of("ConstantOfShape").with("value", NodeCase.data(seven)).integers(2, 2);
    assertThat(c.type()).isEqualTo(ElementType.INT64);
    assertThat(c.values()).containsExactly(7, 7, 7, 7);
    assertThat(NodeCase.of("ConstantOfShape").integers().values()).containsExactly(0);
    assertThat(NodeCase.of("ConstantOfShape").integers(-1).reason()).contains("negative");
  }

  @Test
  void ranges() {
    assertThat(NodeCase.of("Range").integer(3).integer(9).integer(3).values())
        .containsExactly(3, 6);
    assertThat(NodeCase.of("Range").integer(10).integer(4).integer(-2).values())
        .containsExactly(10, 8, 6);
    assertThat(NodeCase.of("Range").real(0).real(1).real(0.25).values())
        .containsExactly(0, 0.25, 0.5, 0.75);
    assertThat(NodeCase.of("Range").integer(4).integer(1).integer(1).dims()).containsExactly(0);
    assertThat(NodeCase.of("Range").integer(0).integer(5).integer(0).reason())
        .isEqualTo("Range has no end");
    assertThat(NodeCase.of("Range").real(0).real(5).real(Double.NaN).reason())
        .isEqualTo("Range has no end");
  }

  @Test
  void triangles() {
    assertThat(NodeCase.of("Trilu").constant(count(2, 3)).values())
        .containsExactly(0, 1, 2, 0, 4, 5);
    assertThat(NodeCase.of("Trilu").constant(count(2, 3)).integer(1).values())
        .containsExactly(0, 1, 2, 0, 0, 5);
    assertThat(NodeCase.of("Trilu").with("upper", 0).constant(count(2, 3)).integer(-1).values())
        .containsExactly(0, 0, 0, 3, 0, 0);
    assertThat(NodeCase.of("Trilu").with("upper", 0).constant(count(2, 2, 2)).values())
        .containsExactly(0, 0, 2, 3, 4, 0, 6, 7);
    assertThat(NodeCase.of("Trilu").constant(count(2, 2)).integer(Long.MIN_VALUE).values())
        .containsExactly(0, 1, 2, 3);
  }

  @Test
  void identityMatrices() {
    assertThat(NodeCase.of("EyeLike").with("k", 1).constant(count(2, 3)).values())
        .containsExactly(0, 1, 0, 0, 0, 1);
    assertThat(NodeCase.of("EyeLike").with("k", -1).constant(count(3, 2)).values())
        .containsExactly(0, 0, 1, 0, 0, 1);
    assertThat(NodeCase.of("EyeLike").with("dtype", 7).input(3, 3).type())
        .isEqualTo(ElementType.INT64);
  }

  @Test
  void nonZeroDependsOnItsElements() {
    NodeCase c =
        NodeCase.of("NonZero").constant(Array.of(ElementType.FLOAT, new long[] {2, 2}, 1, 0, 1, 1));
    assertThat(c.dims()).containsExactly(2, 3);
    assertThat(c.values()).containsExactly(0, 1, 1, 0, 0, 1);
    assertThat(NodeCase.of("NonZero").input(2, 2).reason()).contains("needs the elements of x0");
  }

  @Test
  void randomTensorsAreNotConstant() {
    ShapeTable t = NodeCase.of("RandomNormalLike").constant(reals(1, 2)).infer();
    assertThat(t.dims("y0")).containsExactly(2);
    assertThat(t.constant("y0")).isNull();
    assertThat(NodeCase.of("RandomUniform").with("shape", new int[] {2, 3}).dims())
        .containsExactly(2, 3);
  }

  @Test
  void constantsByAttribute() {
    assertThat(NodeCase.of("Constant").with("value_ints", new int[] {3, 4}).values())
        .containsExactly(3, 4);
    assertThat(NodeCase.of("Constant").with("value_float", 0.5).type())
        .isEqualTo(ElementType.FLOAT);
    assertThat(NodeCase.of("Constant").with("value", NodeCase.data(count(2, 2))).values())
        .containsExactly(0, 1, 2, 3);
    assertThat(NodeCase.of("Constant").with("value_string", "x").reason()).contains("neither");
  }
}
