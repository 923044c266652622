package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesTest {

  /** The head split that exporters write for models with a free batch and sequence. */
  @Test
  void headDimsComeOutOfShapeGatherConcat() {
    ShapeTable t =
        new GraphCase()
            .input("x", Dim.of("batch"), Dim.of("sequence"), Dim.of(128))
            .weight("zero", Array.scalar(ElementType.INT64, 0))
            .weight("one", Array.scalar(ElementType.INT64, 1))
            .weight("two", Array.scalar(ElementType.INT64, 2))
            .weight("axis", Array.vector(0))
            .weight("heads", Array.vector(4))
            .weight("four", Array.scalar(ElementType.INT64, 4))
            .node("Shape", "x", "s")
            .node("Gather", "s zero", "b")
            .node("Gather", "s one", "n")
            .node("Gather", "s two", "d")
            .node("Div", "d four", "dk")
            .node("Unsqueeze", "b axis", "b1")
            .node("Unsqueeze", "n axis", "n1")
            .node("Unsqueeze", "dk axis", "dk1")
            .node("Concat", "b1 n1 heads dk1", "target", "axis", 0L)
            .node("Reshape", "x target", "y")
            .infer();
    assertThat(t.dims("y")).containsExactly(4, 64, 4, 32);
    assertThat(t.constant("target")).isEqualTo(Array.vector(4, 64, 4, 32));
    assertThat(t.sizes()).containsEntry("batch", 4L).containsEntry("sequence", 64L);
    assertThat(t.remarks()).hasSize(2);
  }

  /** 1/sqrt(d_k) computed from the run-time shape. */
  @Test
  void attentionScaleFoldsToANumber() {
    ShapeTable t =
        new GraphCase()
            .input("q", Dim.of(4), Dim.of(8), Dim.of("n"), Dim.of(32))
            .weight("from", Array.vector(-1))
            .weight("to", Array.vector(Long.MAX_VALUE))
            .weight("one", Array.scalar(ElementType.FLOAT, 1))
            .node("Shape", "q", "s")
            .node("Slice", "s from to", "d")
            .node("Cast", "d", "f", "to", 1L)
            .node("Sqrt", "f", "r")
            .node("Div", "one r", "scale")
            .infer();
    assertThat(t.constant("scale").at(0)).isEqualTo((float) (1 / (double) (float) Math.sqrt(32)));
  }

  @Test
  void unknownSpreadsWithTheRootReason() {
    ShapeTable t =
        new GraphCase()
            .input("x", Dim.of(2))
            .node("Frobnicate", "x", "a")
            .node("Relu", "a", "b")
            .node("Add", "b x", "c")
            .infer();
    assertThat(t.reason("a")).isEqualTo("operator Frobnicate is not modelled");
    assertThat(t.reason("c"))
        .isEqualTo("needs b, which is unknown: operator Frobnicate is not modelled");
    assertThat(t.dims("c")).isNull();
    assertThat(t.reason("x")).isNull();
    assertThat(t.reason("elsewhere")).isEqualTo("no value has the name elsewhere");
  }

  @Test
  void reshapeIntoStatedExtentsRecoversFromAnUnknown() {
    ShapeTable t =
        new GraphCase()
            .shapeless("x")
            .weight("to", Array.vector(4, 8))
            .node("Relu", "x", "a")
            .node("Reshape", "a to", "b")
            .infer();
    assertThat(t.reason("a")).contains("input x declares no shape");
    assertThat(t.dims("b")).containsExactly(4, 8);
    assertThat(t.type("b")).isEqualTo(ElementType.UNDEFINED);
  }

  @Test
  void otherDomainsAreNotMistakenForStandardOperators() {
    assertThat(NodeCase.microsoft("NoSuchOp").input(2).reason())
        .isEqualTo("operator com.microsoft.NoSuchOp is not modelled");
    assertThat(NodeCase.microsoft("Softmax").input(2).reason()).contains("is not modelled");
  }

  @Test
  void weightsWithoutElementsHaveExtentsOnly() {
    Origin origin = Origin.node("test.onnx", "w");
    ShapeTable t =
        new GraphCase()
            .weight(
                new Weight(
                    "w",
                    ElementType.FLOAT,
                    new long[] {3, 4},
                    new Weight.Missing("no data"),
                    origin))
            .node("Transpose", "w", "t")
            .infer();
    assertThat(t.dims("t")).containsExactly(4, 3);
    assertThat(t.constant("t")).isNull();
  }

  @Test
  void weightsAreLoadedOnlyWhenAskedFor() {
    int[] loads = new int[1];
    Array a = NodeCase.count(10);
    var data = NodeCase.data(a);
    var counting =
        new TensorData() {
          @Override
          public ElementType type() {
            return data.type();
          }

          @Override
          public long[] dims() {
            return data.dims();
          }

          @Override
          public void stream(Chunks chunks) {
            data.stream(chunks);
          }

          @Override
          public double[] toDoubles(int limit) {
            loads[0]++;
            return data.toDoubles(limit);
          }
        };
    ShapeTable t =
        new GraphCase()
            .weight(
                new Weight(
                    "w",
                    a.type(),
                    a.dims(),
                    new Weight.Stored(counting),
                    Origin.node("test.onnx", "w")))
            .node("Neg", "w", "a")
            .node("Sqrt", "w", "b")
            .infer();
    assertThat(loads[0]).isZero();
    t.constant("a");
    t.constant("b");
    t.constant("a");
    assertThat(loads[0]).isEqualTo(1);
  }

  @Test
  void longChainsOfConstantsFold() {
    GraphCase g = new GraphCase().weight("v0", Array.scalar(ElementType.INT64, 0));
    g.weight("one", Array.scalar(ElementType.INT64, 1));
    int n = 50_000;
    for (int i = 0; i < n; i++) {
      g.node("Add", "v" + i + " one", "v" + (i + 1));
    }
    assertThat(g.infer().constant("v" + n).at(0)).isEqualTo(n);
  }

  @Test
  void inputsOfWrongExtentAreUnknown() {
    Graph g = new GraphCase().input("x", Dim.of(Long.MAX_VALUE), Dim.of(3)).build();
    assertThat(Shapes.infer(g, DimBinding.defaults()).reason("x"))
        .contains("input x")
        .contains("overflows");
  }

  @Test
  void missingOptionalOutputsAreUnknown() {
    ShapeTable t = NodeCase.of("Relu").outputs(2).input(3).infer();
    assertThat(t.dims("y0")).containsExactly(3);
    assertThat(t.reason("y1")).isEqualTo("output 1 of operator Relu is not modelled");
    assertThat(List.copyOf(t.values().keySet())).containsExactly("x0", "y0", "y1");
  }
}
