package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.gaussian.GaussianTransform;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deep model costs is counted, not timed: what layers have in common is worked out once. */
@DisplayName("The cost of depth")
class DepthCostTest {
  /** Arrays by pair of positions that a layer may allocate. */
  private static final double LAYER = 400;

  @TempDir Path folder;
  private final StandardEngine engine = new StandardEngine();

  private Path gpt2(int layers) throws IOException {
    String text =
        """
        {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 64, "n_head": 4,
         "n_positions": 128, "vocab_size": 256, "n_layer": %d}
        """
            .formatted(layers);
    return Files.writeString(folder.resolve("config.json"), text);
  }

  private Path mamba2(int layers) throws IOException {
    String text =
        """
        {"architectures": ["Mamba2ForCausalLM"], "model_type": "mamba2", "hidden_size": 1024,
         "state_size": 16, "num_heads": 32, "head_dim": 64, "n_groups": 2, "vocab_size": 256,
         "num_hidden_layers": %d}
        """
            .formatted(layers);
    return Files.writeString(folder.resolve("config.json"), text);
  }

  private Propagation propagated(int layers) throws IOException {
    return propagated(gpt2(layers));
  }

  private Propagation propagated(Path file) throws IOException {
    return Propagation.of(engine.graph(file, EngineSettings.of(Set.of())), Assumptions.NONE);
  }

  private static void evaluate(Propagation p) {
    Evaluation e = p.evaluation();
    for (Belief b : p.beliefs().values()) {
      if (b instanceof Belief.Known k) {
        e.orNull(k.signal().stat());
        e.orNull(p.gradient(k.signal()));
      }
    }
    p.graph().weights().keySet().forEach(w -> e.orNull(p.weightGradient(w)));
  }

  private long quadratures(int layers) throws IOException {
    long before = GaussianTransform.quadratures();
    evaluate(propagated(layers));
    return GaussianTransform.quadratures() - before;
  }

  @Test
  void layersThatAreAlikeShareTheirQuadratures() throws IOException {
    quadratures(2);
    assertThat(quadratures(24)).as("for 24 layers of 44 classes of positions").isLessThan(24);
  }

  /**
   * Twelve strata of a step size times 24 rates, at four positions of 24 layers: more than 27,000
   * functions of arguments that differ in little but their variance.
   */
  @Test
  void scansShareTheQuadraturesOfTheirStrata() throws IOException {
    long before = GaussianTransform.quadratures();
    evaluate(propagated(mamba2(24)));
    assertThat(GaussianTransform.quadratures() - before).isLessThan(12_000);
  }

  @Test
  void aTraceComputesNoFigureOfACheckASecondTime() throws IOException {
    Propagation p = propagated(6);
    evaluate(p);
    int before = p.evaluation().computed();
    long quadratures = GaussianTransform.quadratures();
    Tracing.of(p, "gpt2", Map.of());
    int more = p.evaluation().computed() - before;
    assertThat(more).as("figures of formulas, in the evaluation at hand").isPositive();
    assertThat(more).isLessThan(before);
    assertThat(GaussianTransform.quadratures()).isEqualTo(quadratures);
  }

  /** Figures of a layer: twice the layers are twice the figures and no more. */
  @Test
  void figuresGrowWithTheNumberOfLayers() throws IOException {
    Propagation few = propagated(6);
    Propagation many = propagated(12);
    evaluate(few);
    evaluate(many);
    assertThat(many.evaluation().computed()).isLessThan(21 * few.evaluation().computed() / 10);
  }

  @Test
  void aCheckDoesNotEvaluateAModelTwice() throws IOException {
    Path file = gpt2(6);
    engine.check(
        file,
        EngineSettings.of(engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet())));
    long before = GaussianTransform.quadratures();
    engine.trace(file, EngineSettings.of(Set.of()));
    assertThat(GaussianTransform.quadratures() - before).isLessThan(12);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /**
   * What a layer of a decoder allocates, from the second evaluation on, in numbers of a figure for
   * each of its pairs of positions: a doubling is noticed, a few more are not.
   */
  @Test
  void fieldsOfZerosAreNotAllocatedLayerByLayer() throws IOException {
    evaluate(propagated(2));
    Propagation few = propagated(6);
    long start = allocated();
    evaluate(few);
    long six = allocated();
    Propagation many = propagated(12);
    long before = allocated();
    evaluate(many);
    long layer = (allocated() - before - (six - start)) / 6;
    double pairs = 44 * 45 / 2.0;
    assertThat(layer / (8 * pairs)).as("arrays by pair of positions, a layer").isLessThan(LAYER);
  }

  /** All figures of a squared ReLU are closed forms. */
  @Test
  void networksOfReluNeedNoQuadrature() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("relu.net"),
            """
            x = input(8, 64)
            repeat 12
              x = relu(linear(x, 64, normal(0, 0.17)))
            """);
    long before = GaussianTransform.quadratures();
    evaluate(propagated(file));
    assertThat(GaussianTransform.quadratures()).isEqualTo(before);
  }
}
