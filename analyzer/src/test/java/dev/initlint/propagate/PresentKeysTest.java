package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys and values that an attention hands on for later positions. */
class PresentKeysTest {
  private static final Origin HERE = Origin.node("a.onnx", null);

  @Test
  void theyAreTheKeysAndValuesThatWereRead() {
    Node keys = node("Relu", "", List.of("x"), List.of("k"), Map.of());
    Node values = node("Tanh", "", List.of("x"), List.of("v"), Map.of());
    Map<String, Object> heads = Map.of("num_heads", 4L, "kv_num_heads", 4L);
    List<String> in = List.of("x", "k", "v", "", "", "", "");
    List<String> out = List.of("y", "pk", "pv");
    Node attention = node("GroupQueryAttention", "com.microsoft", in, out, heads);
    List<Node> nodes = List.of(keys, values, attention);
    Value x = new Value("x", ElementType.FLOAT, List.of(Dim.of(2), Dim.of(16), Dim.of(64)));
    Value y = new Value("y", ElementType.FLOAT, List.of());
    Graph g = new Graph("a", HERE, List.of(x), List.of(y), nodes, Map.of(), List.of());

    Trace t = Tracing.of(Propagation.of(g, Assumptions.NONE), "a.onnx", Map.of());

    assertThat(figure(t, "pk")).isCloseTo(figure(t, "k"), within(1e-9));
    assertThat(figure(t, "pv")).isCloseTo(figure(t, "v"), within(1e-9));
    assertThat(figure(t, "pk")).isCloseTo(0.5, within(0.01));
  }

  private static double figure(Trace t, String name) {
    return t.values().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow()
        .secondMoment();
  }

  private static Node node(
      String op, String domain, List<String> in, List<String> out, Map<String, Object> a) {
    return new Node(op, domain, 18, out.get(0), in, out, new Attributes(a), HERE);
  }
}
