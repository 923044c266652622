package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Graph;
import dev.initlint.testkit.Gold;
import dev.initlint.testkit.MiniOnnx;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every value of every measured model has the extents that were measured. */
class MeasuredShapesTest {

  @TestFactory
  Stream<DynamicTest> everyValueHasTheMeasuredExtents() {
    return Gold.models().stream()
        .map(m -> DynamicTest.dynamicTest(m.getFileName().toString(), () -> check(m)));
  }

  private static void check(Path model) {
    Graph graph = MiniOnnx.read(model.resolve("model.onnx"));
    ShapeTable table = Shapes.infer(graph, DimBinding.defaults());
    table.values().forEach((name, i) -> assertThat(i).as(name).isInstanceOf(Inferred.Known.class));
    Map<String, long[]> measured = Gold.shapes(model);
    measured.forEach((name, dims) -> assertThat(table.dims(name)).as(name).isEqualTo(dims));
    assertThat(table.remarks()).isEmpty();
  }
}
