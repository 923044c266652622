package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.reals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.ElementType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementWiseTest {

  @Test
  void extentsBroadcast() {
    assertThat(NodeCase.of("Add").input(4, 1, 3).input(5, 1).dims()).containsExactly(4, 5, 3);
    assertThat(NodeCase.of("Mul").input().input(2, 2).dims()).containsExactly(2, 2);
    assertThat(NodeCase.of("Where").input(ElementType.BOOL, 3, 1).input(1).input(2, 1, 4).dims())
        .containsExactly(2, 3, 4);
    assertThat(NodeCase.of("Max").input(2, 1).input(1, 3).input(1).dims()).containsExactly(2, 3);
    assertThat(NodeCase.of("Add").input(4).input(3).reason())
        .isEqualTo("extents [4] and [3] do not broadcast");
    assertThat(NodeCase.of("Add").input(0).input(1).dims()).containsExactly(0);
  }

  @Test
  void legacyBroadcastAlignsAtAnAxis() {
    Array matrix = Array.of(ElementType.FLOAT, new long[] {2, 3}, 0, 0, 0, 0, 0, 0);
    NodeCase c =
        NodeCase.of("Add")
            .opset(6)
            .with("broadcast", 1)
            .with("axis", 0)
            .constant(matrix)
            .constant(reals(1, 2));
    assertThat(c.values()).containsExactly(1, 1, 1, 2, 2, 2);
  }

  @Test
  void typesFollowTheOperands() {
    assertThat(NodeCase.of("Equal").input(2).input(2).type()).isEqualTo(ElementType.BOOL);
    assertThat(NodeCase.of("Where").input(ElementType.BOOL, 1).input(2).input(2).type())
        .isEqualTo(ElementType.FLOAT);
    assertThat(NodeCase.of("Cast").with("to", 7).input(2).type()).isEqualTo(ElementType.INT64);
    assertThat(NodeCase.of("CastLike").input(2).input(ElementType.FLOAT16, 1).type())
        .isEqualTo(ElementType.FLOAT16);
    assertThat(NodeCase.of("Cast").with("to", 99).input(2).reason())
        .isEqualTo("element type 99 does not exist");
    assertThat(NodeCase.of("IsNaN").input(2).type()).isEqualTo(ElementType.BOOL);
  }

  /** Values of the specification's formulas at 1.5 and −1, with the defaults of the attributes. */
  @ParameterizedTest
  @CsvSource({
    "Celu, 1.5, -0.632120559",
    "Elu, 1.5, -0.632120559",
    "Gelu, 1.399789198, -0.158655254",
    "HardSigmoid, 0.8, 0.3",
    "HardSwish, 1.125, -0.333333333",
    "LeakyRelu, 1.5, -0.01",
    "Mish, 1.403378266, -0.303401461",
    "Selu, 1.576051533, -1.111330738",
    "Shrink, 1.5, -1",
    "Softplus, 1.701413277, 0.313261688",
    "Softsign, 0.6, -0.5",
    "Swish, 1.226361714, -0.268941421",
    "ThresholdedRelu, 1.5, 0"
  })
  void activationsOfConstants(String op, double above, double below) {
    double[] values = NodeCase.of(op).constant(reals(1.5, -1)).values();
    assertThat(values[0]).isCloseTo(above, within(1e-6));
    assertThat(values[1]).isCloseTo(below, within(1e-6));
  }

  @Test
  void integerDivisionGoesTowardsZero() {
    assertThat(NodeCase.of("Div").integers(7, -7, 9).integers(2, 2, 3).values())
        .containsExactly(3, -3, 3);
    ShapeTable byZero = NodeCase.of("Div").integers(7).integers(0).infer();
    assertThat(byZero.constant("y0")).isNull();
    assertThat(byZero.dims("y0")).containsExactly(1);
    assertThat(NodeCase.of("Div").real(1).real(0).values())
        .containsExactly(Double.POSITIVE_INFINITY);
  }

  /** The specification's examples: the sign of the divisor, or with fmod that of the dividend. */
  @Test
  void remainders() {
    assertThat(
            NodeCase.of("Mod").integers(-4, 7, 5, 4, -7, 8).integers(2, -3, 8, -2, 3, 5).values())
        .containsExactly(0, -2, 5, 0, 2, 3);
    assertThat(
            NodeCase.of("Mod")
                .with("fmod", 1)
                .integers(-4, 7, 5, 4, -7, 8)
                .integers(2, -3, 8, -2, 3, 5)
                .values())
        .containsExactly(0, 1, 5, 0, -1, 3);
    assertThat(NodeCase.of("Mod").integers(1).integers(0).infer().constant("y0")).isNull();
  }

  @Test
  void roundingIsThatOfTheType() {
    assertThat(NodeCase.of("Sqrt").real(32).values()).containsExactly((float) Math.sqrt(32));
    assertThat(NodeCase.of("Div").real(1).real(3).values()).containsExactly((float) (1.0 / 3));
    Array half = Array.scalar(ElementType.FLOAT16, 2048);
    assertThat(
            NodeCase.of("Add")
                .constant(half)
                .constant(Array.scalar(ElementType.FLOAT16, 1))
                .values())
        .containsExactly(2048);
    assertThat(NodeCase.of("Cast").with("to", 10).real(70000).values())
        .containsExactly(Double.POSITIVE_INFINITY);
    assertThat(NodeCase.of("Cast").with("to", 16).real(1.005).values()).containsExactly(1.0078125);
    Array maxInt = Array.scalar(ElementType.INT32, Integer.MAX_VALUE);
    assertThat(
            NodeCase.of("Add")
                .constant(maxInt)
                .constant(Array.scalar(ElementType.INT32, 1))
                .values())
        .containsExactly(Integer.MIN_VALUE);
  }

  @Test
  void castsGoTowardsZero() {
    assertThat(NodeCase.of("Cast").with("to", 7).constant(reals(2.9, -2.9, 0.2)).values())
        .containsExactly(2, -2, 0);
    assertThat(NodeCase.of("Cast").with("to", 9).constant(reals(0, 0.5, -1)).values())
        .containsExactly(0, 1, 1);
    Array end = NodeCase.of("Cast").with("to", 7).integers(Long.MAX_VALUE).infer().constant("y0");
    assertThat(end.toLongs()).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void roundIsHalfToEven() {
    assertThat(NodeCase.of("Round").constant(reals(0.5, 1.5, 2.5, -2.5, 2.6)).values())
        .containsExactly(0, 2, 2, -2, 3);
  }

  @Test
  void functions() {
    assertThat(NodeCase.of("Erf").real(0.5).values()[0]).isCloseTo(0.5204999, within(1e-7));
    assertThat(NodeCase.of("Sigmoid").real(0).values()).containsExactly(0.5);
    assertThat(NodeCase.of("Tanh").real(1).values()[0]).isCloseTo(0.76159416, within(1e-7));
    assertThat(NodeCase.of("Pow").real(2).real(10).values()).containsExactly(1024);
    assertThat(NodeCase.of("Reciprocal").real(4).values()).containsExactly(0.25);
    assertThat(NodeCase.of("Log").real(1).values()).containsExactly(0);
    assertThat(NodeCase.of("Neg").integers(3).values()).containsExactly(-3);
    assertThat(NodeCase.of("Sign").constant(reals(-3, 0, 2)).values()).containsExactly(-1, 0, 1);
    assertThat(NodeCase.of("Abs").integers(-3).values()).containsExactly(3);
    assertThat(NodeCase.of("Clip").constant(reals(-3, 0.5, 7)).real(0).real(6).values())
        .containsExactly(0, 0.5, 6);
    assertThat(NodeCase.of("Clip").opset(6).with("max", 6.0).constant(reals(-3, 7)).values())
        .containsExactly(-3, 6);
  }

  @Test
  void logicAndBits() {
    Array t = Array.of(ElementType.BOOL, new long[] {4}, 0, 0, 1, 1);
    Array u = Array.of(ElementType.BOOL, new long[] {4}, 0, 1, 0, 1);
    assertThat(NodeCase.of("And").constant(t).constant(u).values()).containsExactly(0, 0, 0, 1);
    assertThat(NodeCase.of("Or").constant(t).constant(u).values()).containsExactly(0, 1, 1, 1);
    assertThat(NodeCase.of("Xor").constant(t).constant(u).values()).containsExactly(0, 1, 1, 0);
    assertThat(NodeCase.of("Not").constant(t).values()).containsExactly(1, 1, 0, 0);
    assertThat(NodeCase.of("BitwiseAnd").integers(12).integers(10).values()).containsExactly(8);
    assertThat(NodeCase.of("BitwiseOr").integers(12).integers(10).values()).containsExactly(14);
    assertThat(NodeCase.of("BitwiseXor").integers(12).integers(10).values()).containsExactly(6);
    assertThat(NodeCase.of("BitwiseNot").integers(5).values()).containsExactly(-6);
    assertThat(NodeCase.of("LessOrEqual").integers(1, 2, 3).integers(2).values())
        .containsExactly(1, 1, 0);
    assertThat(NodeCase.of("GreaterOrEqual").integers(1, 2, 3).integers(2).values())
        .containsExactly(0, 1, 1);
    assertThat(NodeCase.of("Where").constant(t).integers(1, 2, 3, 4).integers(-1).values())
        .containsExactly(-1, -1, 3, 4);
    assertThat(NodeCase.of("Min").integers(4, 1).integers(2).integers(3, 3).values())
        .containsExactly(2, 1);
  }

  @Test
  void resultsThatNeedLostBitsAreRefused() {
    long max = Long.MAX_VALUE;
    for (NodeCase c :
        List.of(
            NodeCase.of("Sub").integers(max).integers(max),
            NodeCase.of("Mod").integers(max).integers(10),
            NodeCase.of("Mul").integers(max).integers(2),
            NodeCase.of("Equal").integers(max).integers(max),
            NodeCase.of("Cast").with("to", 6).integers(max))) {
      assertThat(c.infer().dims("y0")).as(c.node().op()).containsExactly(1);
      assertThat(c.infer().constant("y0")).as(c.node().op()).isNull();
    }
  }

  @Test
  void hugeIntegersMeetSmallOnes() {
    long max = Long.MAX_VALUE;
    assertThat(NodeCase.of("Equal").integers(max).integers(-1).values()).containsExactly(0);
    assertThat(NodeCase.of("Min").integers(max).integers(7).values()).containsExactly(7);
    assertThat(NodeCase.of("Add").integers(max).integers(-1).values()).containsExactly(0x1p63);
    assertThat(NodeCase.of("Neg").integers(max).values()).containsExactly(-0x1p63);
  }

  /** The buckets of T5's relative positions: the logarithm of 0 is cast, and then not selected. */
  @Test
  void infinitiesCastToIntegersMayBeDiscarded() {
    ShapeTable t =
        new GraphCase()
            .weight("x", reals(0, 1, 20))
            .weight("eight", Array.vector(8))
            .weight("cap", Array.vector(15))
            .node("Log", "x", "log")
            .node("Cast", "log", "whole", "to", 7L)
            .node("Add", "whole eight", "large")
            .node("Min", "large cap", "capped")
            .node("Cast", "x", "small", "to", 7L)
            .node("Less", "small eight", "near")
            .node("Where", "near small capped", "bucket")
            .infer();
    assertThat(t.constant("bucket").toLongs()).containsExactly(0, 1, 10);
    assertThat(
            NodeCase.of("Cast")
                .with("to", 6)
                .constant(reals(Double.NEGATIVE_INFINITY, 1e30))
                .values())
        .containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
    assertThat(NodeCase.of("Cast").with("to", 7).real(Double.NaN).infer().constant("y0")).isNull();
  }
}
