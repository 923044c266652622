package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.law.Fans;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One linear map of 64 inputs and 160 outputs, in every way that operators store its weight. */
class LayerFansTest {
  private static final Fans MAP = new Fans(64, 160);

  private static Node node(String op, Map<String, Object> attributes) {
    return new Node(
        op,
        "",
        17,
        "n",
        List.of("a", "b"),
        List.of("y"),
        new Attributes(attributes),
        Origin.node("m", "n"));
  }

  @Test
  void everyProductHasTheFansOfItsMap() {
    assertThat(LayerFans.of(node("MatMul", Map.of()), 1, 64, 160)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("MatMul", Map.of()), 0, 160, 64)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("Gemm", Map.of("transB", 1L)), 1, 160, 64)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("Gemm", Map.of()), 1, 64, 160)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("FusedMatMul", Map.of()), 1, 64, 160)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("FusedMatMul", Map.of("transB", 1L)), 1, 160, 64)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("FusedMatMul", Map.of()), 0, 160, 64)).isEqualTo(MAP);
    assertThat(LayerFans.of(node("FusedMatMul", Map.of("transA", 1L)), 0, 64, 160)).isEqualTo(MAP);
    Node einsum = node("Einsum", Map.of("equation", "bni,oi->bno"));
    assertThat(LayerFans.of(einsum, 1, 160, 64)).isEqualTo(MAP);
  }

  @Test
  void aVectorStandsForBoth() {
    assertThat(LayerFans.of(node("Add", Map.of()), 1, 64)).isEqualTo(new Fans(64, 64));
  }
}
