package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

class WindowTest {

  @Test
  void convolution() {
    NodeCase strided =
        NodeCase.of("Conv")
            .with("strides", new int[] {2, 2})
            .with("pads", new int[] {3, 3, 3, 3})
            .input(4, 3, 224, 224)
            .input(64, 3, 7, 7);
    assertThat(strided.dims()).containsExactly(4, 64, 112, 112);
    assertThat(NodeCase.of("Conv").input(1, 3, 16, 16).input(8, 3, 16, 16).dims())
        .containsExactly(1, 8, 1, 1);
    assertThat(
            NodeCase.of("Conv")
                .with("dilations", new int[] {2})
                .input(1, 1, 10)
                .input(1, 1, 3)
                .dims())
        .containsExactly(1, 1, 6);
    assertThat(NodeCase.of("Conv").with("group", 4).input(2, 8, 5, 5).input(8, 2, 3, 3).dims())
        .containsExactly(2, 8, 3, 3);
    assertThat(
            NodeCase.of("Conv")
                .with("auto_pad", "SAME_UPPER")
                .with("strides", new int[] {2, 2})
                .input(1, 1, 5, 6)
                .input(1, 1, 3, 3)
                .dims())
        .containsExactly(1, 1, 3, 3);
    assertThat(NodeCase.of("Conv").with("auto_pad", "VALID").input(1, 1, 5).input(1, 1, 3).dims())
        .containsExactly(1, 1, 3);
  }

  @Test
  void convolutionThatCannotBe() {
    assertThat(NodeCase.of("Conv").input(1, 4, 5).input(8, 3, 3).reason()).contains("channels");
    assertThat(NodeCase.of("Conv").input(1, 3, 2).input(8, 3, 3).reason())
        .isEqualTo("a window of 3 does not fit into 2");
    assertThat(NodeCase.of("Conv").with("group", 0).input(1, 3, 5).input(8, 3, 3).reason())
        .contains("channels");
    assertThat(
            NodeCase.of("Conv")
                .with("strides", new int[] {0})
                .input(1, 3, 5)
                .input(8, 3, 3)
                .reason())
        .contains("out of range");
    assertThat(
            NodeCase.of("Conv")
                .with("strides", new int[] {1, 1})
                .input(1, 3, 5)
                .input(8, 3, 3)
                .reason())
        .isEqualTo("Conv's strides has 2 entries, not 1");
  }

  /** The specification's formula: stride·(in-1) + output_padding + (k-1)·dilation + 1 - pads. */
  @Test
  void transposedConvolution() {
    assertThat(NodeCase.of("ConvTranspose").input(1, 1, 3, 3).input(1, 2, 3, 3).dims())
        .containsExactly(1, 2, 5, 5);
    assertThat(
            NodeCase.of("ConvTranspose")
                .with("strides", new int[] {3, 2})
                .with("output_padding", new int[] {1, 1})
                .with("pads", new int[] {1, 0, 1, 0})
                .input(1, 1, 3, 3)
                .input(1, 2, 3, 3)
                .dims())
        .containsExactly(1, 2, 8, 8);
    assertThat(
            NodeCase.of("ConvTranspose")
                .with("strides", new int[] {3, 2})
                .with("output_shape", new int[] {10, 8})
                .input(1, 1, 3, 3)
                .input(1, 2, 3, 3)
                .dims())
        .containsExactly(1, 2, 10, 8);
    assertThat(
            NodeCase.of("ConvTranspose")
                .with("auto_pad", "SAME_LOWER")
                .with("strides", new int[] {2})
                .input(1, 4, 7)
                .input(4, 3, 4)
                .dims())
        .containsExactly(1, 3, 14);
    assertThat(NodeCase.of("ConvTranspose").with("group", 2).input(1, 4, 5).input(4, 3, 1).dims())
        .containsExactly(1, 6, 5);
  }

  @Test
  void pooling() {
    NodeCase pool =
        NodeCase.of("MaxPool")
            .outputs(2)
            .with("kernel_shape", new int[] {3, 3})
            .with("strides", new int[] {2, 2})
            .with("pads", new int[] {1, 1, 1, 1})
            .input(4, 64, 112, 112);
    assertThat(pool.dims(0)).containsExactly(4, 64, 56, 56);
    assertThat(pool.infer().type("y1")).isEqualTo(ElementType.INT64);
    assertThat(
            NodeCase.of("AveragePool")
                .with("kernel_shape", new int[] {2})
                .with("strides", new int[] {2})
                .input(1, 1, 5)
                .dims())
        .containsExactly(1, 1, 2);
    assertThat(
            NodeCase.of("AveragePool")
                .with("kernel_shape", new int[] {2})
                .with("strides", new int[] {2})
                .with("ceil_mode", 1)
                .input(1, 1, 5)
                .dims())
        .containsExactly(1, 1, 3);
    assertThat(NodeCase.of("MaxPool").input(1, 1, 5).reason()).contains("kernel_shape");
    assertThat(NodeCase.of("GlobalAveragePool").input(4, 64, 7, 7).dims())
        .containsExactly(4, 64, 1, 1);
  }

  /** A last window that would only see padding behind the data is left out. */
  @Test
  void ceilModeLeavesOutWindowsOfPaddingOnly() {
    assertThat(
            NodeCase.of("MaxPool")
                .with("kernel_shape", new int[] {1})
                .with("strides", new int[] {2})
                .with("ceil_mode", 1)
                .input(1, 1, 2)
                .dims())
        .containsExactly(1, 1, 1);
  }

  @Test
  void resizing() {
    Array scales = Array.of(ElementType.FLOAT, new long[] {4}, 1, 1, 2, 0.6);
    assertThat(NodeCase.of("Resize").input(1, 3, 4, 5).absent().constant(scales).dims())
        .containsExactly(1, 3, 8, 3);
    assertThat(
            NodeCase.of("Resize").input(1, 3, 4, 5).absent().absent().integers(1, 3, 9, 9).dims())
        .containsExactly(1, 3, 9, 9);
    assertThat(
            NodeCase.of("Resize")
                .with("axes", new int[] {-1, -2})
                .input(1, 3, 4, 5)
                .absent()
                .absent()
                .integers(7, 6)
                .dims())
        .containsExactly(1, 3, 6, 7);
    assertThat(NodeCase.of("Resize").opset(10).input(1, 3, 4, 5).constant(scales).dims())
        .containsExactly(1, 3, 8, 3);
    assertThat(NodeCase.of("Upsample").opset(9).input(1, 3, 4, 5).constant(scales).dims())
        .containsExactly(1, 3, 8, 3);
    Array nan = Array.of(ElementType.FLOAT, new long[] {1}, Double.NaN);
    assertThat(NodeCase.of("Resize").input(4).absent().constant(nan).reason())
        .isEqualTo("Resize by a scale of NaN");
  }
}
