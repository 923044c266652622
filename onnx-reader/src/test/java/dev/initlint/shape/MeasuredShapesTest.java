package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.testkit.Gold;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every value of every measured model has the extents that were measured. */
class MeasuredShapesTest {

  @TestFactory
  Stream<DynamicTest> everyValueHasTheMeasuredExtents() {
    return Gold.models().stream()
        .map(m -> DynamicTest.dynamicTest(m.getFileName().toString(), () -> check(m)));
  }

  /** Biases of T5, rotary angles and the like: computed constants against what was measured. */
  @TestFactory
  Stream<DynamicTest> everyConstantHasTheMeasuredMoments() {
    return Gold.models().stream()
        .map(m -> DynamicTest.dynamicTest(m.getFileName().toString(), () -> checkConstants(m)));
  }

  @SuppressWarnings("unchecked")
  private static void checkConstants(Path model) {
    Graph graph = read(model);
    ShapeTable table = Shapes.infer(graph, DimBinding.defaults());
    Map<String, Object> values = (Map<String, Object>) Gold.measured(model).get("values");
    values.forEach(
        (name, value) -> {
          Array a = table.constant(name);
          List<Double> measured = (List<Double>) ((Map<String, Object>) value).get("q");
          if (a != null && measured != null && !measured.isEmpty() && measured.get(0) != null) {
            double q = Arrays.stream(a.toDoubles()).map(x -> x * x).average().orElse(0);
            // The first figure belongs to the weights in the file; it has five digits.
            assertThat(q).as(name).isCloseTo(measured.get(0), withinPercentage(0.01));
          }
        });
  }

  /** T5's position bias is a table looked up at buckets that follow from the extents alone. */
  @Test
  void positionBucketsFold() {
    Graph graph = read(Gold.model("t5_head_std1"));
    ShapeTable table = Shapes.infer(graph, DimBinding.defaults());
    Array buckets = table.constant("/m/encoder/block.0/layer.0/SelfAttention/Add_1_output_0");
    assertThat(buckets.dims()).containsExactly(64, 64);
    double[] b = buckets.toDoubles();
    // 32 buckets, 16 of them for later keys; the first eight distances have one each.
    assertThat(Arrays.copyOf(b, 9)).containsExactly(0, 17, 18, 19, 20, 21, 22, 23, 24);
    // 8 + ⌊8·ln(63/8)/ln(128/8)⌋ at the largest distance.
    assertThat(b[63 * 64]).isEqualTo(13);
    assertThat(Arrays.stream(b).max()).hasValue(16 + 13);
  }

  private static void check(Path model) {
    Graph graph = read(model);
    ShapeTable table = Shapes.infer(graph, DimBinding.defaults());
    table.values().forEach((name, i) -> assertThat(i).as(name).isInstanceOf(Inferred.Known.class));
    Map<String, long[]> measured = Gold.shapes(model);
    measured.forEach((name, dims) -> assertThat(table.dims(name)).as(name).isEqualTo(dims));
    assertThat(table.remarks()).isEmpty();
  }

  private static Graph read(Path model) {
    Graph graph = ((Parsed.Model) OnnxReader.read(model.resolve("model.onnx"))).graph();
    assertThat(GraphVerifier.verify(graph)).isEmpty();
    return graph;
  }
}
