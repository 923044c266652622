package dev.initlint.verify.op;

import static dev.initlint.verify.op.Case.Input.longs;
import static dev.initlint.verify.op.Case.Input.reals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.op.Case.Input;
import dev.initlint.verify.tensor.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs worked out by hand from the operator specification. */
class SpecificationTest {

  static List<Case> everyCase() {
    return GradientCases.all();
  }

  @ParameterizedTest
  @MethodSource("everyCase")
  void singlePrecisionIsTheRoundedDoubleResult(Case given) {
    List<double[]> exact = given.run(Arena.Precision.DOUBLE);
    List<double[]> single = given.run(Arena.Precision.FLOAT);
    for (int o = 0; o < exact.size(); o++) {
      double largest = Arrays.stream(exact.get(o)).map(Math::abs).max().orElse(0);
      assertThat(single.get(o)).hasSameSizeAs(exact.get(o));
      for (int i = 0; i < exact.get(o).length; i++) {
        assertThat(single.get(o)[i]).isCloseTo(exact.get(o)[i], within(1e-5 * (largest + 1e-3)));
      }
    }
  }

  @Test
  void convolutionPadsWithZerosAndStrides() {
    Input x = reals(new int[] {1, 1, 5, 5}, count(25));
    Input w = reals(new int[] {1, 1, 3, 3}, ones(9));
    check(
        Case.of("Conv", Map.of("pads", new long[] {1, 1, 1, 1}), x, w),
        new int[] {1, 1, 5, 5},
        12,
        21,
        27,
        33,
        24,
        33,
        54,
        63,
        72,
        51,
        63,
        99,
        108,
        117,
        81,
        93,
        144,
        153,
        162,
        111,
        72,
        111,
        117,
        123,
        84);
    check(
        Case.of("Conv", Map.of("strides", new long[] {2, 2}), x, w),
        new int[] {1, 1, 2, 2},
        54,
        72,
        144,
        162);
  }

  @Test
  void convolutionDistinguishesUpperAndLowerSamePadding() {
    Input x = reals(new int[] {1, 1, 3}, 1, 2, 3);
    Input w = reals(new int[] {1, 1, 2}, 1, 10);
    check(Case.of("Conv", Map.of("auto_pad", "SAME_UPPER"), x, w), new int[] {1, 1, 3}, 21, 32, 3);
    check(Case.of("Conv", Map.of("auto_pad", "SAME_LOWER"), x, w), new int[] {1, 1, 3}, 10, 21, 32);
  }

  @Test
  void convolutionInGroupsWithDilation() {
    Input x = reals(new int[] {1, 2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    Input w = reals(new int[] {2, 1, 2}, 1, 1, 1, -1);
    Input bias = reals(new int[] {2}, 100, 200);
    check(
        Case.of("Conv", Map.of("group", 2L, "dilations", new long[] {2}), x, w, bias),
        new int[] {1, 2, 2},
        104,
        106,
        198,
        198);
  }

  @Test
  void transposedConvolutionSpreadsItsInput() {
    Input x = reals(new int[] {1, 1, 3, 3}, count(9));
    Input w = reals(new int[] {1, 1, 3, 3}, ones(9));
    check(
        Case.of("ConvTranspose", Map.of(), x, w),
        new int[] {1, 1, 5, 5},
        0,
        1,
        3,
        3,
        2,
        3,
        8,
        15,
        12,
        7,
        9,
        21,
        36,
        27,
        15,
        9,
        20,
        33,
        24,
        13,
        6,
        13,
        21,
        15,
        8);
    check(
        Case.of(
            "ConvTranspose",
            Map.of("strides", new long[] {2}, "output_padding", new long[] {1}),
            reals(new int[] {1, 1, 2}, 1, 2),
            reals(new int[] {1, 1, 2}, 3, 4)),
        new int[] {1, 1, 5},
        3,
        4,
        6,
        8,
        0);
  }

  @Test
  void poolsCountPaddingOnlyWhenAskedTo() {
    Input x = reals(new int[] {1, 1, 4}, 1, 2, 3, 4);
    Map<String, Object> window = Map.of("kernel_shape", new long[] {3}, "pads", new long[] {1, 1});
    check(Case.of("AveragePool", window, x), new int[] {1, 1, 4}, 1.5, 2, 3, 3.5);
    check(
        Case.of(
            "AveragePool",
            Map.of(
                "kernel_shape", new long[] {3}, "pads", new long[] {1, 1}, "count_include_pad", 1L),
            x),
        new int[] {1, 1, 4},
        1,
        2,
        3,
        7 / 3.0);
    check(Case.of("MaxPool", window, x), new int[] {1, 1, 4}, 2, 3, 4, 4);
    check(
        Case.of(
            "MaxPool",
            Map.of("kernel_shape", new long[] {2}, "strides", new long[] {2}, "ceil_mode", 1L),
            reals(new int[] {1, 1, 5}, 1, 5, 2, 3, 4)),
        new int[] {1, 1, 3},
        5,
        3,
        4);
  }

  /** Windows begin at 0, 3 and 6; the last reaches two places beyond the padding. */
  @Test
  void anAverageCountsPaddingAndNotWhatLiesBeyond() {
    Map<String, Object> window =
        Map.of(
            "kernel_shape", new long[] {5},
            "strides", new long[] {3},
            "pads", new long[] {0, 1},
            "ceil_mode", 1L,
            "count_include_pad", 1L);
    Input x = reals(new int[] {1, 1, 8}, 1, 2, 3, 4, 5, 6, 7, 8);
    check(Case.of("AveragePool", window, x), new int[] {1, 1, 3}, 3, 6, 15 / 3.0);
  }

  @Test
  void zerosHaveNoDirection() {
    Input x = reals(new int[] {2, 2}, 3, 4, 0, 0);
    check(Case.of("LpNormalization", Map.of(), x), new int[] {2, 2}, 0.6, 0.8, 0, 0);
  }

  @Test
  void sliceCountsFromTheEndAndBackwards() {
    Input x = reals(new int[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    check(
        Case.of("Slice", Map.of(), x, ints(1, 0), ints(2, 3), ints(0, 1), ints(1, 2)),
        new int[] {1, 2},
        5,
        7);
    check(Case.of("Slice", Map.of(), x, ints(0, 1), ints(-1, 1000)), new int[] {1, 3}, 2, 3, 4);
    check(
        Case.of("Slice", Map.of(), x, ints(-1), ints(Long.MIN_VALUE), ints(1), ints(-1)),
        new int[] {2, 4},
        4,
        3,
        2,
        1,
        8,
        7,
        6,
        5);
    check(Case.of("Slice", Map.of(), x, ints(3), ints(1), ints(1)), new int[] {2, 0});
    check(
        Case.of("Slice", Map.of("starts", new long[] {1}, "ends", new long[] {9}), x).withOpset(9),
        new int[] {1, 4},
        5,
        6,
        7,
        8);
  }

  @Test
  void gathers() {
    Input x = reals(new int[] {3, 2}, 1, 1.2, 2.3, 3.4, 4.5, 5.7);
    check(
        Case.of("Gather", Map.of(), x, longs(new int[] {2, 2}, 0, 1, 1, -1)),
        new int[] {2, 2, 2},
        1,
        1.2,
        2.3,
        3.4,
        2.3,
        3.4,
        4.5,
        5.7);
    check(
        Case.of("GatherElements", Map.of("axis", 0L), x, longs(new int[] {2, 2}, 1, 2, 2, 0)),
        new int[] {2, 2},
        2.3,
        5.7,
        4.5,
        1.2);
    check(
        Case.of("GatherND", Map.of(), x, longs(new int[] {2, 2}, 0, 0, 2, 1)),
        new int[] {2},
        1,
        5.7);
    assertThatThrownBy(() -> Case.of("Gather", Map.of(), x, ints(3)).run())
        .isInstanceOf(Operator.Unsupported.class)
        .hasMessage("index 3 is outside a table of 3 rows");
  }

  @Test
  void padding() {
    Input x = reals(new int[] {3}, 1, 2, 3);
    check(
        Case.of("Pad", Map.of(), x, ints(1, 2), reals(new int[0], 9)),
        new int[] {6},
        9,
        1,
        2,
        3,
        9,
        9);
    check(
        Case.of("Pad", Map.of("mode", "reflect"), x, ints(2, 2)),
        new int[] {7},
        3,
        2,
        1,
        2,
        3,
        2,
        1);
    check(Case.of("Pad", Map.of("mode", "edge"), x, ints(1, 1)), new int[] {5}, 1, 1, 2, 3, 3);
    check(Case.of("Pad", Map.of("mode", "wrap"), x, ints(2, 1)), new int[] {6}, 2, 3, 1, 2, 3, 1);
    check(Case.of("Pad", Map.of(), x, ints(-1, 0)), new int[] {2}, 2, 3);
  }

  @Test
  void reshapesAndSplits() {
    Input x = reals(new int[] {2, 3, 4}, count(24));
    assertThat(Case.of("Reshape", Map.of(), x, ints(0, -1)).shape()).containsExactly(2, 12);
    assertThat(Case.of("Flatten", Map.of("axis", 0L), x).shape()).containsExactly(1, 24);
    assertThat(Case.of("Flatten", Map.of("axis", -1L), x).shape()).containsExactly(6, 4);
    assertThat(Case.of("Unsqueeze", Map.of(), x, ints(-1, 1)).shape())
        .containsExactly(2, 1, 3, 4, 1);
    List<double[]> parts =
        Case.of("Split", Map.of("num_outputs", 2L), reals(new int[] {5}, count(5)))
            .withOutputs(2)
            .run();
    assertThat(parts.get(0)).containsExactly(0, 1, 2);
    assertThat(parts.get(1)).containsExactly(3, 4);
    assertThatThrownBy(() -> Case.of("Reshape", Map.of(), x, ints(5, 5)).run())
        .hasMessage("[2, 3, 4] cannot be reshaped to [5, 5]");
  }

  @Test
  void depthAndSpace() {
    Input x = reals(new int[] {1, 4, 1, 2}, count(8));
    check(
        Case.of("DepthToSpace", Map.of("blocksize", 2L), x),
        new int[] {1, 1, 2, 4},
        0,
        2,
        1,
        3,
        4,
        6,
        5,
        7);
    check(
        Case.of(
            "SpaceToDepth",
            Map.of("blocksize", 2L),
            reals(new int[] {1, 1, 2, 4}, 0, 2, 1, 3, 4, 6, 5, 7)),
        new int[] {1, 4, 1, 2},
        count(8));
  }

  @Test
  void integerPlumbing() {
    check(
        Case.of("Shape", Map.of("start", -2L), reals(new int[] {2, 3, 4}, count(24))),
        new int[] {2},
        3,
        4);
    check(
        Case.of(
            "Range", Map.of(), longs(new int[0], 10), longs(new int[0], 4), longs(new int[0], -2)),
        new int[] {3},
        10,
        8,
        6);
    check(Case.of("ConstantOfShape", Map.of(), ints(2, 2)), new int[] {2, 2}, 0, 0, 0, 0);
    check(Case.of("Mod", Map.of(), ints(-4, 7, 5), ints(2, -3, 8)), new int[] {3}, 0, -2, 5);
    check(
        Case.of("Mod", Map.of("fmod", 1L), ints(-4, 7, 5), ints(3, -3, 8)),
        new int[] {3},
        -1,
        1,
        5);
    check(Case.of("Div", Map.of(), ints(-7, 7), ints(2, 2)), new int[] {2}, -3, 3);
    check(
        Case.of("NonZero", Map.of(), longs(new int[] {2, 2}, 1, 0, 1, 1)),
        new int[] {2, 3},
        0,
        1,
        1,
        0,
        0,
        1);
    check(
        Case.of("OneHot", Map.of(), ints(0, -1), ints(3), reals(new int[] {2}, 2, 5)),
        new int[] {2, 3},
        5,
        2,
        2,
        2,
        2,
        5);
    check(
        Case.of("Cast", Map.of("to", 7L), reals(new int[] {3}, -1.7, 0.5, 2)),
        new int[] {3},
        -1,
        0,
        2);
    check(
        Case.of("Cast", Map.of("to", 9L), reals(new int[] {3}, -0.3, 0, 2)),
        new int[] {3},
        1,
        0,
        1);
    check(
        Case.of(
            "CumSum",
            Map.of("reverse", 1L, "exclusive", 1L),
            reals(new int[] {3}, 1, 2, 3),
            longs(new int[0], 0)),
        new int[] {3},
        5,
        3,
        0);
    check(
        Case.of(
            "Trilu", Map.of("upper", 0L), reals(new int[] {2, 3}, count(6)), longs(new int[0], -1)),
        new int[] {2, 3},
        0,
        0,
        0,
        3,
        0,
        0);
    check(
        Case.of("EyeLike", Map.of("k", 1L), longs(new int[] {2, 3}, 9, 9, 9, 9, 9, 9)),
        new int[] {2, 3},
        0,
        1,
        0,
        0,
        0,
        1);
    check(
        Case.of("ArgMax", Map.of("axis", 1L, "keepdims", 0L), reals(new int[] {2, 2}, 2, 2, 3, 10)),
        new int[] {2},
        0,
        1);
    check(Case.of("Size", Map.of(), reals(new int[] {2, 2}, count(4))), new int[0], 4);
  }

  @Test
  void logic() {
    Input a = longs(new int[] {3}, 0, 1, 2);
    Input b = longs(new int[] {2, 1}, 1, 2);
    check(Case.of("Less", Map.of(), a, b), new int[] {2, 3}, 1, 0, 0, 1, 1, 0);
    check(Case.of("GreaterOrEqual", Map.of(), a, b), new int[] {2, 3}, 0, 1, 1, 0, 0, 1);
    check(Case.of("Equal", Map.of(), a, b), new int[] {2, 3}, 0, 1, 0, 0, 0, 1);
    Input p = new Input(ElementType.BOOL, new int[] {2}, new double[] {1, 0});
    Input q = new Input(ElementType.BOOL, new int[] {2}, new double[] {1, 1});
    check(Case.of("And", Map.of(), p, q), new int[] {2}, 1, 0);
    check(Case.of("Xor", Map.of(), p, q), new int[] {2}, 0, 1);
    check(Case.of("Not", Map.of(), p), new int[] {2}, 0, 1);
    check(Case.of("IsNaN", Map.of(), reals(new int[] {2}, Double.NaN, 1)), new int[] {2}, 1, 0);
  }

  @Test
  void softmaxFlattensBeforeOpset13() {
    Input x = reals(new int[] {1, 2, 2}, 0, 0, 0, 0);
    check(Case.of("Softmax", Map.of(), x), new int[] {1, 2, 2}, .5, .5, .5, .5);
    check(Case.of("Softmax", Map.of(), x).withOpset(11), new int[] {1, 2, 2}, .25, .25, .25, .25);
  }

  @Test
  void norms() {
    Input x = reals(new int[] {1, 4}, 1, 2, 3, 4);
    Input scale = reals(new int[] {4}, 2, 2, 2, 2);
    double s = Math.sqrt(1.25);
    check(
        Case.of("LayerNormalization", Map.of("epsilon", 0.0), x, scale),
        new int[] {1, 4},
        -3 / s,
        -1 / s,
        1 / s,
        3 / s);
    double r = Math.sqrt(7.5);
    check(
        Case.of("RMSNormalization", Map.of("epsilon", 0.0), x, scale),
        new int[] {1, 4},
        2 / r,
        4 / r,
        6 / r,
        8 / r);
    Input map = reals(new int[] {1, 2, 2}, 1, 3, 2, 6);
    Input one = reals(new int[] {2}, 1, 1);
    Input zero = reals(new int[] {2}, 0, 0);
    check(
        Case.of("InstanceNormalization", Map.of("epsilon", 0.0), map, one, zero),
        new int[] {1, 2, 2},
        -1,
        1,
        -1,
        1);
    double g = Math.sqrt(3.5);
    check(
        Case.of("GroupNormalization", Map.of("epsilon", 0.0, "num_groups", 1L), map, one, zero),
        new int[] {1, 2, 2},
        -2 / g,
        0,
        -1 / g,
        3 / g);
    check(
        Case.of(
            "BatchNormalization",
            Map.of("epsilon", 0.0),
            map,
            one,
            zero,
            reals(new int[] {2}, 1, 2),
            reals(new int[] {2}, 4, 16)),
        new int[] {1, 2, 2},
        0,
        1,
        0,
        1);
  }

  @Test
  void activationsAtOne() {
    Map<String, Double> atOne =
        Map.of(
            "Gelu",
            0.8413447460685429,
            "Selu",
            1.0507010221481323,
            "HardSwish",
            2.0 / 3,
            "HardSigmoid",
            0.7,
            "Softplus",
            1.3132616875182228,
            "Softsign",
            0.5,
            "Mish",
            0.8650983882673103,
            "Swish",
            0.7310585786300049,
            "Erf",
            0.8427007929497149);
    atOne.forEach(
        (name, value) ->
            check(Case.of(name, Map.of(), reals(new int[] {1}, 1)), new int[] {1}, value));
    check(
        Case.of("Gelu", Map.of("approximate", "tanh"), reals(new int[] {1}, 1)),
        new int[] {1},
        0.8411919906082768);
    check(
        Case.of("Elu", Map.of("alpha", 2.0), reals(new int[] {1}, -1)),
        new int[] {1},
        2 * Math.expm1(-1));
  }

  @Test
  void contractions() {
    check(
        Case.of(
            "Einsum",
            Map.of("equation", "ij,kj->ik"),
            reals(new int[] {1, 2}, 1, 2),
            reals(new int[] {2, 2}, 3, 4, 5, 6)),
        new int[] {1, 2},
        11,
        17);
    check(
        Case.of(
            "MatMul", Map.of(), reals(new int[] {2}, 1, 2), reals(new int[] {2, 2}, 3, 4, 5, 6)),
        new int[] {2},
        13,
        16);
    assertThatThrownBy(
            () ->
                Case.of(
                        "MatMul",
                        Map.of(),
                        reals(new int[] {1, 2}, 1, 2),
                        reals(new int[] {3, 1}, 1, 2, 3))
                    .run())
        .hasMessage("matrices [1, 2] and [3, 1] do not fit");
  }

  @Test
  void reductions() {
    Input x = reals(new int[] {2, 2}, 1, 2, 3, 4);
    check(Case.of("ReduceMean", Map.of(), x, ints(0)), new int[] {1, 2}, 2, 3);
    check(Case.of("ReduceSum", Map.of("keepdims", 0L), x), new int[0], 10);
    check(Case.of("ReduceL2", Map.of(), x, ints(-1)), new int[] {2, 1}, Math.sqrt(5), 5);
    check(
        Case.of("ReduceSum", Map.of("noop_with_empty_axes", 1L), x), new int[] {2, 2}, 1, 2, 3, 4);
    check(
        Case.of("ReduceLogSumExp", Map.of("keepdims", 0L), reals(new int[] {2}, 1000, 1000)),
        new int[0],
        1000 + Math.log(2));
  }

  @Test
  void dropoutScalesWhatItKeeps() {
    Input training = new Input(ElementType.BOOL, new int[0], new double[] {1});
    double[] y =
        Case.of(
                "Dropout",
                Map.of(),
                reals(new int[] {10000}, ones(10000)),
                reals(new int[0], 0.25),
                training)
            .run()
            .get(0);
    assertThat(Arrays.stream(y).distinct().sorted().toArray()).containsExactly(0, 1 / 0.75);
    assertThat(Arrays.stream(y).average().orElseThrow()).isCloseTo(1, within(0.02));
  }

  private static void check(Case given, int[] shape, double... expected) {
    assertThat(given.shape()).as("%s", given).containsExactly(shape);
    assertThat(given.run().get(0)).as("%s", given).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(given.run().get(0)[i])
          .as("%s at %s", given, i)
          .isCloseTo(expected[i], within(1e-9));
    }
  }

  private static Input ints(double... values) {
    return longs(new int[] {values.length}, values);
  }

  private static double[] count(int n) {
    return IntStream.range(0, n).asDoubleStream().toArray();
  }

  private static double[] ones(int n) {
    double[] v = new double[n];
    Arrays.fill(v, 1);
    return v;
  }
}
