package dev.initlint.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exporters write around transformers: masks, positions, products in other spellings. */
class ExportedPatternsTest {
  private static final Origin HERE = Origin.node("patterns.onnx", null);
  private static final int SAMPLES = 4;
  private static final int TOKENS = 8;
  private static final int WIDTH = 32;
  private static final int ROWS = 50;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  @BeforeEach
  void weights() {
    drawn("table", 1, ROWS, WIDTH);
    drawn("w", 1.0 / WIDTH, WIDTH, WIDTH);
    stored("one", 1);
    stored("least", -1e4);
  }

  @Test
  void einsumIsTheMatrixProduct() {
    String x = op("Gather", "table", "ids");
    String product = op("MatMul", x, "w");
    String summed = op("Einsum", Map.of("equation", "...i,ij->...j"), x, "w");
    Propagation p = propagate(Assumptions.NONE);
    assertThat(q(p, summed)).isCloseTo(q(p, product), within(1e-12));
  }

  @Test
  void integerMaskHidesNothingUnlessItIsSaidTo() {
    String weights = masked(op("Gather", "table", "ids"));
    Propagation shown = propagate(Assumptions.NONE);
    assertThat(shown.premises()).containsEntry("attention_mask", 1.0);
    assertThat(shown.remarks()).anyMatch(r -> r.contains("attention_mask"));
    assertThat(q(shown, weights)).isBetween(1.0 / TOKENS / TOKENS, 1.0 / TOKENS);
  }

  @Test
  void constantGivenForAMaskIsHonoured() {
    masked(op("Gather", "table", "ids"));
    Assumptions given =
        new Assumptions(Map.of(), Map.of("attention_mask", new InputLaw.Constant(0)));
    Propagation p = propagate(given);
    assertThat(p.premises()).containsEntry("attention_mask", 0.0);
    assertThat(p.remarks()).noneMatch(r -> r.contains("attention_mask"));
  }

  @Test
  void positionsCountedFromThePaddingAreKnown() {
    drawn("places", 4, TOKENS + 2, WIDTH);
    integers("axis", 1);
    integers("padding", 1);
    String seen = op("Cast", Map.of("to", 7L), op("Not", op("Equal", "ids", "padding")));
    String at = op("Add", op("Mul", op("CumSum", seen, "axis"), seen), "padding");
    String y = op("Gather", "places", at);
    assertThat(q(propagate(Assumptions.NONE), y)).isCloseTo(4, within(1e-9));
  }

  @Test
  void softmaxByHandIsASoftmax() {
    list("last", -1);
    stored("small", 1e-6);
    String x = op("MatMul", op("Gather", "table", "ids"), "w");
    String e = op("Exp", x);
    String y = op("Div", e, op("Add", op("ReduceSum", e, "last"), "small"));
    String softmax = op("Softmax", x);
    Propagation p = propagate(Assumptions.NONE);
    assertThat(q(p, y)).isCloseTo(q(p, softmax), within(1e-12));
  }

  @Test
  void everyOtherFeatureHasTheSameSecondMoment() {
    list("from", 0);
    list("to", WIDTH);
    list("axes", 2);
    list("step", 2);
    String x = op("MatMul", op("Gather", "table", "ids"), "w");
    String y = op("Slice", x, "from", "to", "axes", "step");
    Propagation p = propagate(Assumptions.NONE);
    assertThat(q(p, y)).isCloseTo(q(p, x), within(1e-12));
    assertThat(p.signal(y).axes().size(2)).isEqualTo(WIDTH / 2);
  }

  @Test
  void aProductOfActivationsThatIsNoAttentionIsKnown() {
    String x = op("MatMul", op("Gather", "table", "ids"), "w");
    String turned = op("Transpose", Map.of("perm", new long[] {0, 2, 1}), x);
    String kernel = op("MatMul", turned, op("MatMul", op("Gather", "table", "ids"), "w2"));
    drawn("w2", 1.0 / WIDTH, WIDTH, WIDTH);
    Propagation p = propagate(Assumptions.NONE);
    // Rows repeat with probability 1/V, and then both factors do.
    double pairs = TOKENS * (TOKENS - 1.0) / (ROWS * ROWS);
    assertThat(q(p, kernel)).isCloseTo(TOKENS + pairs, within(0.2));
  }

  /** As exporters store a causal mask with an axis of samples; of few entries it may look drawn. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 8})
  void aStoredMaskIsNoTableOfBiasesHoweverSmall(int tokens) {
    String x = op("Gather", "table", "ids");
    double[] entries = new double[2 * tokens * tokens];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = i % tokens > i / tokens % tokens ? -Float.MAX_VALUE : 0;
    }
    long[] dims = {2, tokens, tokens};
    TensorData data = new Entries(ElementType.FLOAT, dims, entries);
    weights.put("mask", new Weight("mask", ElementType.FLOAT, dims, new Weight.Stored(data), HERE));
    String raised = op("Add", scores(x), "mask");
    op("Softmax", Map.of("axis", -1L), raised);
    assertThat(q(propagate(Assumptions.NONE, 2, tokens), raised)).isLessThan(10);
  }

  /** As the first GPT wrote its mask: w·b − 10⁴(1 − b). */
  @Test
  void scoresThatAreZeroedAndThenHiddenAreHidden() {
    String scores = scores(op("Gather", "table", "ids"));
    triangle("seen", 1, 0);
    triangle("added", 0, -1e4);
    triangle("little", 0, -1);
    Map<String, Object> last = Map.of("axis", -1L);
    String hidden = op("Softmax", last, op("Add", scores, "added"));
    String cleared = op("Mul", scores, "seen");
    String both = op("Softmax", last, op("Add", cleared, "added"));
    String seen = op("Softmax", last, op("Add", cleared, "little"));
    Propagation p = propagate(Assumptions.NONE);
    assertThat(q(p, both)).isCloseTo(q(p, hidden), within(1e-12));
    assertThat(q(p, seen)).isLessThan(0.7 * q(p, hidden));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16, 64})
  void aNormWrittenOutOfFewFeaturesGoesByTheLawOfAMeanOfSquares(int d) {
    drawn("narrow", 3.0 / WIDTH, WIDTH, d);
    list("last", -1);
    stored("two", 2);
    String x = op("MatMul", op("Gather", "table", "ids"), "narrow");
    String mean = op("ReduceMean", op("Pow", x, "two"), "last");
    String root = op("Sqrt", mean);
    String inverse = op("Div", "one", root);
    String normed = op("Mul", x, inverse);
    String over = op("Div", x, root);
    String eps = op("Add", mean, "one");
    String damped = op("Div", x, op("Sqrt", eps));
    Propagation p = propagate(Assumptions.NONE);
    // χ²_d/d: E[√m²] = E[m], E[1/m] = d/(d − 2)/q; an entry over its own root mean square has one.
    assertThat(q(p, root)).isCloseTo(3, within(1e-6));
    assertThat(q(p, inverse)).isCloseTo(d / (d - 2.0) / 3, within(2e-3));
    assertThat(q(p, normed)).isCloseTo(1, within(1e-6));
    assertThat(q(p, over)).isCloseTo(1, within(1e-6));
    // E[m/(m + 1)] < E[m]/(E[m] + 1), the more so the fewer features.
    assertThat(q(p, damped)).isBetween(0.75 - 0.6 / d, 0.75 - 0.2 / d);
  }

  @Test
  void aConstantByItsLawIsNoDraw() {
    Law two = Law.constant(2);
    long[] dims = {WIDTH};
    weights.put("gain", new Weight("gain", ElementType.FLOAT, dims, new Weight.Drawn(two), HERE));
    String x = op("MatMul", op("Gather", "table", "ids"), "w");
    String y = op("Mul", x, "gain");
    Propagation p = propagate(Assumptions.NONE);
    assertThat(q(p, y)).isCloseTo(4 * q(p, x), within(1e-12));
    assertThat(spread(p, y)).isEqualTo(spread(p, x));
  }

  private static double spread(Propagation p, String value) {
    return p.signal(value).stat().in(p.evaluation()).spread();
  }

  private void triangle(String name, double seen, double hidden) {
    double[] entries = new double[TOKENS * TOKENS];
    Arrays.setAll(entries, i -> i % TOKENS > i / TOKENS ? hidden : seen);
    long[] dims = {1, TOKENS, TOKENS};
    TensorData data = new Entries(ElementType.FLOAT, dims, entries);
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, new Weight.Stored(data), HERE));
  }

  private String masked(String x) {
    String cast = op("Cast", Map.of("to", 1L), "attention_mask");
    list("second", 1);
    String row = op("Unsqueeze", cast, "second");
    String mask = op("Mul", op("Sub", "one", row), "least");
    return op("Softmax", Map.of("axis", -1L), op("Add", scores(x), mask));
  }

  private String scores(String x) {
    drawn("keys", 1.0 / WIDTH, WIDTH, WIDTH);
    String k = op("Transpose", Map.of("perm", new long[] {0, 2, 1}), op("MatMul", x, "keys"));
    stored("scale", 1 / Math.sqrt(WIDTH));
    return op("Mul", op("MatMul", op("MatMul", x, "w"), k), "scale");
  }

  private double q(Propagation p, String value) {
    Signal s = p.signal(value);
    assertThat(s).as(value + ": " + p.beliefs().get(value)).isNotNull();
    return s.stat().in(p.evaluation()).secondMoment();
  }

  private Propagation propagate(Assumptions given) {
    return propagate(given, SAMPLES, TOKENS);
  }

  private Propagation propagate(Assumptions given, int samples, int tokens) {
    List<Dim> dims = List.of(Dim.of(samples), Dim.of(tokens));
    List<Value> inputs =
        List.of(
            new Value("ids", ElementType.INT64, dims),
            new Value("attention_mask", ElementType.INT64, dims));
    String last = nodes.get(nodes.size() - 1).output();
    List<Value> outputs = List.of(new Value(last, ElementType.FLOAT, null));
    return Propagation.of(
        new Graph("patterns", HERE, inputs, outputs, nodes, weights, List.of()), given);
  }

  private String op(String op, String... inputs) {
    return op(op, Map.of(), inputs);
  }

  private String op(String op, Map<String, Object> attributes, String... inputs) {
    String out = op + nodes.size();
    nodes.add(
        new Node(op, "", 18, out, List.of(inputs), List.of(out), new Attributes(attributes), HERE));
    return out;
  }

  private void drawn(String name, double variance, long... dims) {
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.ZERO, Expr.of(variance), 1);
    weights.put(name, new Weight(name, ElementType.FLOAT, dims, new Weight.Drawn(law), HERE));
  }

  private void stored(String name, double value) {
    put(name, ElementType.FLOAT, new long[0], value);
  }

  private void integers(String name, double value) {
    put(name, ElementType.INT64, new long[0], value);
  }

  private void list(String name, double value) {
    put(name, ElementType.INT64, new long[] {1}, value);
  }

  private void put(String name, ElementType type, long[] dims, double value) {
    weights.put(
        name,
        new Weight(name, type, dims, new Weight.Stored(new Numbers(type, dims, value)), HERE));
  }

  /** A tensor of given numbers. */
  private record Entries(ElementType type, long[] dims, double[] entries) implements TensorData {
    @Override
    public void stream(Chunks chunks) {
      float[] all = new float[entries.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = (float) entries[i];
      }
      chunks.accept(all, all.length);
    }

    @Override
    public double[] toDoubles(int limit) {
      return entries.clone();
    }
  }

  /** A tensor of one number. */
  private record Numbers(ElementType type, long[] dims, double value) implements TensorData {
    @Override
    public void stream(Chunks chunks) {
      chunks.accept(new float[] {(float) value}, 1);
    }

    @Override
    public double[] toDoubles(int limit) {
      double[] all = new double[(int) count()];
      Arrays.fill(all, value);
      return all;
    }
  }
}
