package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.IntendedLaw.Purpose;
import dev.initlint.law.Law;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tensors by their names, without a graph that uses them, as in a file of weights alone. */
class WeightsAloneTest {
  private static final Origin HERE = Origin.node("model.safetensors", null);
  private static final int BLOCKS = 4;
  private static final int D = 32;

  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Random random = new Random(3);

  @Test
  void aSoundModelIsSilent() {
    model();
    assertThat(loud()).isEmpty();
  }

  @Test
  void zerosEverywhereAreOneFinding() {
    model();
    weights.replaceAll(
        (n, w) -> w.dims().length < 2 ? w : stored(n, new double[(int) w.count()], w.dims()));
    assertThat(loud()).containsExactly("INIT009");
  }

  @Test
  void theGateOfAnMlpBesideExpertsIsNoRouter() {
    model();
    normal("model.layers.1.mlp.experts.0.down_proj.weight", SCALED, D, D);
    String gate = "model.layers.0.mlp.gate_proj.weight";
    weights.put(gate, zeros(gate, 2 * D, D));
    assertThat(check()).extracting(Finding::rule).doesNotContain("INIT016");
  }

  @Test
  void theDepthFactorOnTheGateIsMisplaced() {
    model();
    for (int i = 0; i < BLOCKS; i++) {
      normal("model.layers." + i + ".mlp.down_proj.weight", 0.02, D, 2 * D);
      normal("model.layers." + i + ".mlp.gate_proj.weight", SCALED, 2 * D, D);
    }
    assertThat(loud()).containsExactly("RES003");
  }

  @Test
  void aRuleThatNeverReachedItsWeightsIsSeenByWhatTheLibraryMeans() {
    model();
    for (int i = 0; i < BLOCKS; i++) {
      for (String end : List.of("mlp.down_proj", "self_attn.o_proj")) {
        String name = "model.layers." + i + "." + end + ".weight";
        long[] dims = weights.get(name).dims();
        normal(name, 0.02, dims);
        means(
            name,
            IntendedLaw.special(
                Law.normal(0, SCALED), Law.normal(0, 0.02), Purpose.DEPTH_SCALED, "the library"));
      }
    }
    assertThat(loud()).containsExactly("RES004");
  }

  @Test
  void aSpreadThatIsNotTheOneMeantIsSeenAlsoWhereItIsScaledForDepth() {
    model();
    for (double times : new double[] {0.1, 0.5, 2, 10}) {
      String name = "model.layers.1.mlp.down_proj.weight";
      normal(name, times * SCALED, D, 2 * D);
      Law general = Law.normal(0, 0.02 * 7); // not what was drawn
      means(
          name,
          IntendedLaw.special(Law.normal(0, SCALED), general, Purpose.DEPTH_SCALED, "the library"));
      assertThat(loud()).as("times %s", times).contains("INIT010").doesNotContain("RES004");
    }
  }

  @Test
  void aConstantThatIsNotTheOneMeantIsSeen() {
    model();
    for (double[] c : new double[][] {{1, 0}, {1, 1e-6}, {0, 1}, {0.01, 1}}) {
      double[] scale = new double[D];
      Arrays.fill(scale, c[0]);
      String name = "model.layers.0.layer_scale";
      weights.put(name, stored(name, scale, D).intended(constant(c[1])));
      assertThat(check())
          .as("%s where %s is meant", c[0], c[1])
          .anyMatch(f -> f.rule().equals("INIT010") && f.location().parameter().equals(name));
    }
  }

  @Test
  void aConstantThatHalfPrecisionRoundsIsTheOneMeant() {
    model();
    double[] scale = new double[D];
    Arrays.fill(scale, 1.0133e-6);
    weights.put("layer_scale", stored("layer_scale", scale, D).intended(constant(1e-6)));
    weights.put("bias", stored("bias", new double[D], D).intended(constant(0)));
    assertThat(loud()).isEmpty();
  }

  @Test
  void positionsOfZerosWhereADrawIsMeantWereNeverDrawn() {
    model();
    String name = "embeddings.position_embeddings";
    weights.put(name, zeros(name, 17, D));
    means(name, IntendedLaw.general(Law.normal(0, 0.02), "initializer_range"));
    assertThat(loud()).containsExactly("INIT009");
    means(name, constant(0));
    assertThat(loud()).isEmpty();
  }

  @Test
  void copiedLayersAreSeen() {
    model();
    for (String part : List.of("mlp.down_proj", "mlp.up_proj", "self_attn.o_proj")) {
      Weight first = weights.get("model.layers.0." + part + ".weight");
      for (int i = 1; i < BLOCKS; i++) {
        String name = "model.layers." + i + "." + part + ".weight";
        weights.put(name, stored(name, first.data().toDoubles(1 << 20), first.dims()));
      }
    }
    assertThat(loud()).containsExactly("INIT008");
  }

  @Test
  void aGainOfOneWhereTheLayerAddsOneIsTwo() {
    model();
    weights.replaceAll((n, w) -> n.contains("norm") ? w.intended(gain(0)) : w);
    List<Finding> found = check();
    assertThat(found).extracting(Finding::rule).contains("NORM001");
    assertThat(found.get(0).message()).contains("at 2: it multiplies the second moment by 4");
  }

  @Test
  void gainsOfZeroAreRightWhereTheLayerAddsOne() {
    model();
    weights.replaceAll(
        (n, w) -> n.contains("norm") ? stored(n, new double[D], D).intended(gain(0)) : w);
    assertThat(loud()).isEmpty();
  }

  @Test
  void aHeadThatIsMeantToBeTiedAndIsNotIsSeen() {
    model();
    IntendedLaw tied = IntendedLaw.general(Law.normal(0, 0.02), "tie_word_embeddings");
    means("lm_head.weight", tied.tiedTo("model.embed_tokens.weight"));
    assertThat(loud()).containsExactly("EMB005");
  }

  @Test
  void newRowsOfAnotherLawAreSeen() {
    model();
    double[] rows = weights.get("model.embed_tokens.weight").data().toDoubles(1 << 20);
    for (int i = rows.length - 4 * D; i < rows.length; i++) {
      rows[i] = random.nextGaussian();
    }
    weights.put("model.embed_tokens.weight", stored("model.embed_tokens.weight", rows, 256, D));
    assertThat(loud()).containsExactly("EMB007");
  }

  @Test
  void aRouterOfZerosIsNoMissingDraw() {
    model();
    normal("model.layers.0.moe.experts.0.w1.weight", 0.02, D, D);
    weights.put("model.layers.0.moe.gate.weight", zeros("model.layers.0.moe.gate.weight", 4, D));
    means(
        "model.layers.0.moe.gate.weight",
        IntendedLaw.general(Law.normal(0, 0.02), "initializer_range"));
    assertThat(loud()).containsExactly("INIT016");
  }

  @Test
  void anAdapterLearnsWithOneZeroFactorAndNotWithTwo() {
    normal("layers.0.q_proj.lora_A.weight", 0.1, 8, D);
    weights.put("layers.0.q_proj.lora_B.weight", zeros("layers.0.q_proj.lora_B.weight", D, 8));
    assertThat(loud()).isEmpty();

    weights.put("layers.0.q_proj.lora_A.weight", zeros("layers.0.q_proj.lora_A.weight", 8, D));
    assertThat(loud()).contains("INIT013");
  }

  @Test
  void anAdapterOfWhichNeitherFactorIsZeroIsNoNothing() {
    normal("layers.0.q_proj.lora_A.weight", 0.1, 32, D);
    normal("layers.0.q_proj.lora_B.weight", 0.1, D, 32);
    assertThat(loud()).containsExactly("INIT013");
  }

  private static final double SCALED = 0.02 / Math.sqrt(2 * BLOCKS);

  /** A model of blocks as libraries name them, drawn as GPT-2 is. */
  private void model() {
    normal("model.embed_tokens.weight", 0.02, 256, D);
    for (int i = 0; i < BLOCKS; i++) {
      String block = "model.layers." + i + ".";
      for (String part : List.of("q_proj", "k_proj", "v_proj")) {
        normal(block + "self_attn." + part + ".weight", 0.02, D, D);
      }
      normal(block + "self_attn.o_proj.weight", SCALED, D, D);
      normal(block + "mlp.gate_proj.weight", 0.02, 2 * D, D);
      normal(block + "mlp.up_proj.weight", 0.02, 2 * D, D);
      normal(block + "mlp.down_proj.weight", SCALED, D, 2 * D);
      ones(block + "input_layernorm.weight");
      ones(block + "post_attention_layernorm.weight");
    }
    ones("model.norm.weight");
    normal("lm_head.weight", 0.02, 256, D);
  }

  private static IntendedLaw gain(double value) {
    return IntendedLaw.special(
        Law.constant(value), Law.normal(0, 0.02), Purpose.NORM_GAIN, "the library");
  }

  private static IntendedLaw constant(double value) {
    return IntendedLaw.general(Law.constant(value), "the library");
  }

  private void means(String name, IntendedLaw law) {
    weights.put(name, weights.get(name).intended(law));
  }

  private void normal(String name, double std, long... dims) {
    double[] v = new double[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(v, i -> std * random.nextGaussian());
    weights.put(name, stored(name, v, dims));
  }

  private void ones(String name) {
    double[] one = new double[D];
    Arrays.fill(one, 1);
    weights.put(name, stored(name, one, D));
  }

  private static Weight zeros(String name, long... dims) {
    return stored(name, new double[(int) (dims[0] * dims[1])], dims);
  }

  private static Weight stored(String name, double[] values, long... dims) {
    Weight.Source source = new Weight.Stored(new Elements(ElementType.FLOAT, dims, values));
    return new Weight(name, ElementType.FLOAT, dims, source, HERE);
  }

  private List<String> loud() {
    return check().stream().filter(f -> f.severity() != Severity.NOTE).map(Finding::rule).toList();
  }

  private List<Finding> check() {
    Graph g = new Graph("m", HERE, List.of(), List.of(), List.of(), weights, List.of());
    Propagation p = Propagation.of(g, Assumptions.NONE);
    List<Finding> found = RuleCheck.run(p, "model.safetensors", ExamplesTest.all());
    found.forEach(Messages::assertSound);
    return found;
  }
}
