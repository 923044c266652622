package dev.initlint.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MiniOnnxTest {

  @Test
  void readsInputsWeightsConstantsAndAliases() {
    Graph g = MiniOnnx.read(Gold.model("attention_scaled").resolve("model.onnx"));
    assertThat(g.inputs()).hasSize(1);
    assertThat(g.inputs().get(0).name()).isEqualTo("input_ids");
    assertThat(g.inputs().get(0).type()).isEqualTo(ElementType.INT64);
    assertThat(g.inputs().get(0).shape()).containsExactly(Dim.of(4), Dim.of(64));
    Weight table = g.weights().get("emb.weight");
    assertThat(table.dims()).containsExactly(800, 128);
    assertThat(g.weights().get("/blocks.0/Constant_output_0").data().toDoubles(3))
        .containsExactly(128, 128, 128);
    assertThat(g.weights().get("nf.weight")).isSameAs(g.weights().get("blocks.0.n1.weight"));
    assertThat(g.nodes()).noneMatch(n -> n.op().equals("Constant"));
    assertThat(g.nodes().get(0).attributes().integer("axis", 7)).isEqualTo(7);
    assertThat(g.nodes().get(0).opset()).isEqualTo(17);
  }

  @Test
  void everyInputOfEveryMeasuredModelIsDefinedBefore() {
    for (var model : Gold.models()) {
      Graph g = MiniOnnx.read(model.resolve("model.onnx"));
      Set<String> defined = new HashSet<>(g.weights().keySet());
      g.inputs().forEach(v -> defined.add(v.name()));
      for (Node n : g.nodes()) {
        assertThat(defined).containsAll(n.inputs().stream().filter(i -> !i.isEmpty()).toList());
        defined.addAll(n.outputs());
      }
      assertThat(Gold.shapes(model)).isNotEmpty();
      assertThat(defined).containsAll(Gold.shapes(model).keySet());
    }
  }

  @Test
  void streamsTheSameElementsAsItReturns() {
    Graph g = MiniOnnx.read(Gold.model("mlp_relu_he").resolve("model.onnx"));
    Weight w = g.weights().values().stream().filter(x -> x.count() > 10_000).findFirst().get();
    double[] sum = new double[1];
    int[] count = new int[1];
    w.data().stream(
        (values, length) -> {
          count[0] += length;
          for (int i = 0; i < length; i++) {
            sum[0] += (double) values[i] * values[i];
          }
        });
    double direct = 0;
    for (double v : w.data().toDoubles(Integer.MAX_VALUE)) {
      direct += v * v;
    }
    assertThat(count[0]).isEqualTo((int) w.count());
    assertThat(sum[0]).isEqualTo(direct);
  }
}
