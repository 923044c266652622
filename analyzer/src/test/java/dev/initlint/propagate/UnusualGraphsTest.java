package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.initlint.finding.Coverage;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.Attributes;
import dev.initlint.graph.Cancelled;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.Belief;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs far deeper than a stack, functions composed beyond reason. */
class UnusualGraphsTest {
  private static final Origin ORIGIN = Origin.node("deep.onnx", "deep");
  private static final int WIDTH = 16;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  @Test
  void fourThousandLayersAreFollowed() {
    String at = "x";
    for (int i = 0; i < 4_000; i++) {
      drawn("w" + i);
      at = node("MatMul", at, "w" + i);
    }

    Trace trace = Tracing.of(Propagation.of(graph(at), Assumptions.NONE), "deep.onnx", Map.of());

    Trace.ValueRow last = trace.values().get(trace.values().size() - 1);
    Trace.ValueRow first = trace.values().get(0);
    assertThat(last.secondMoment()).isBetween(0.999, 1.001);
    assertThat(first.gradientSecondMoment()).isBetween(0.999, 1.001);
  }

  @Test
  void repeatedSquaresEndAsUnknownWithAReason() {
    String at = "x";
    for (int i = 0; i < 60; i++) {
      at = node("Mul", at, at);
    }

    Trace trace = Tracing.of(Propagation.of(graph(at), Assumptions.NONE), "deep.onnx", Map.of());

    assertThat(trace.unknown()).anyMatch(u -> u.reason().contains("functions than are composed"));
  }

  @Test
  void fiveThousandRectifiersDoWhatOneDoes() {
    String at = "x";
    for (int i = 0; i < 5_000; i++) {
      at = node("Relu", at);
    }
    Trace trace = Tracing.of(Propagation.of(graph(at), Assumptions.NONE), "deep.onnx", Map.of());
    assertThat(trace.values().get(5_000).secondMoment()).isBetween(0.499, 0.501);
    assertThat(trace.coverage().sentence()).isEmpty();
  }

  @Test
  void everyValueThatIsNotKnownHasAFirstCause() {
    String known = node("Relu", "x");
    String odd = node("Oddity", known);
    String after = node("Tanh", odd);
    String other = node("Curiosity", known);
    String both = node("Add", after, other);
    Propagation p = Propagation.of(graph(both), Assumptions.NONE);
    Coverage c = Tracing.coverage(p);

    assertThat(c.values()).isEqualTo(5);
    assertThat(c.known()).isEqualTo(1);
    assertThat(c.unknown())
        .extracting(Unmodelled::op, Unmodelled::firstCauseOf)
        .containsExactly(tuple("Oddity", 3), tuple("Curiosity", 1));
    assertThat(c.sentence()).startsWith("1 of 5 values known; Oddity and Curiosity are not");
    Belief.Unknown last = (Belief.Unknown) p.beliefs().get(both);
    assertThat(last.first()).isEqualTo(new Belief.Cause("Oddity", odd, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "Sub", "Mul", "Div"})
  void tensorsThatDoNotBroadcastAreTheModelsFault(String op) {
    drawn("wide", WIDTH, WIDTH - 1);
    drawn("square");
    String narrow = node("MatMul", "x", "wide");
    String sum = node(op, narrow, node("MatMul", "x", "square"));
    Propagation p = Propagation.of(graph(sum), Assumptions.NONE);
    assertThat(Tracing.coverage(p).unknown())
        .extracting(Unmodelled::op, Unmodelled::defect)
        .containsExactly(tuple(op, false));
    assertThat(((Belief.Unknown) p.beliefs().get(sum)).reason()).contains("do not broadcast");
  }

  @Test
  void aRuleWithoutAFiniteValueIsACause() {
    String at = "x";
    for (int i = 0; i < 14; i++) {
      at = node("Exp", at);
    }
    Coverage c = Tracing.coverage(Propagation.of(graph(at), Assumptions.NONE));
    assertThat(c.known()).isLessThan(c.values());
    assertThat(c.unknown()).isNotEmpty();
    assertThat(c.unknown().stream().mapToInt(Unmodelled::firstCauseOf).sum())
        .isEqualTo((int) (c.values() - c.known()));
  }

  @Test
  void anInterruptedThreadGivesUp() {
    drawn("w");
    Graph graph = graph(node("MatMul", "x", "w"));
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Propagation.of(graph, Assumptions.NONE))
          .isInstanceOf(Cancelled.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Tracing.coverage(Propagation.of(graph, Assumptions.NONE)).share()).isEqualTo(1);
  }

  private void drawn(String name) {
    drawn(name, WIDTH, WIDTH);
  }

  private void drawn(String name, long... dims) {
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.ZERO, Expr.of(1.0 / WIDTH), 1);
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, new Weight.Drawn(law), ORIGIN));
  }

  private String node(String op, String... inputs) {
    String output = op + nodes.size();
    nodes.add(
        new Node(op, "", 17, output, List.of(inputs), List.of(output), Attributes.NONE, ORIGIN));
    return output;
  }

  private Graph graph(String output) {
    List<Dim> shape = List.of(Dim.of(4), Dim.of(WIDTH));
    return new Graph(
        "deep",
        ORIGIN,
        List.of(new Value("x", ElementType.FLOAT, shape)),
        List.of(new Value(output, ElementType.FLOAT, shape)),
        nodes,
        weights,
        List.of());
  }
}
