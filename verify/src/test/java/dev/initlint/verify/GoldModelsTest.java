package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.initlint.graph.Graph;
import dev.initlint.testkit.Gold;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.engine.Pass;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.measure.Inputs;
import dev.initlint.verify.measure.Verification;
import dev.initlint.verify.measure.Weights;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The measured models: against ONNX Runtime and against the figures measured with PyTorch.
 *
 * <p>Both measure one weight draw, over {@value #DRAWS} and {@value #GOLD_DRAWS} input draws. So
 * the difference over its standard error, that of ours times √(1 + {@value #DRAWS}/{@value
 * #GOLD_DRAWS}), follows Student's t with one degree of freedom less than our draws, and lies
 * beyond three in 1.2 of 100 figures by chance. Of each model no figure may differ at a false
 * discovery rate of 1 %; over all models, which are independent where the figures of one are not,
 * the share beyond three standard errors must be that of chance.
 */
class GoldModelsTest {
  /** Input draws here; the gold figures are means of {@value #GOLD_DRAWS}. */
  private static final int DRAWS = 12;

  private static final int GOLD_DRAWS = 4;

  /** Biases of value zero that the exporter merged under the name of a later use. */
  private static final Set<String> NAMED_AFTER_A_LATER_USE =
      Set.of("m.vit.layers.0.attention.q_proj.bias");

  /** Values that equal a later value, whose gradient the gold file gives in their place. */
  private static final Set<String> EQUAL_TO_A_LATER_VALUE =
      Set.of(
          "layerscale_zero /blocks.0/n1/LayerNormalization_output_0",
          "mlp_constant /body/body.6/Gemm_output_0");

  /** Per model, the share of its figures beyond three standard errors. */
  private static final List<Double> beyondThree = new ArrayList<>();

  static Stream<Path> models() {
    return Gold.models().stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void forwardEqualsOnnxRuntime(Path model) throws OrtException {
    Graph graph = Models.read(model.resolve("model.onnx"));
    VerifySettings settings = VerifySettings.defaults();
    try (Machine machine = Machine.of(Arena.Precision.FLOAT, 2, Long.MAX_VALUE)) {
      Map<String, Tensor> inputs = new Inputs(graph, settings).draw(machine, 0, 0);
      Map<String, double[]> truth = onnxRuntime(model, inputs);
      Pass pass = new Pass(graph, machine, false, Ties.NONE, 0, new Observer() {});
      pass.forward(inputs, new Weights(graph, settings, machine).draw(0));
      assertThat(pass.notRun()).isEmpty();
      truth.forEach(
          (name, expected) -> {
            double[] actual = pass.value(name).doubles();
            double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
              worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
            }
            assertThat(actual).hasSameSizeAs(expected);
            assertThat(worst).as(name).isLessThanOrEqualTo(1e-4 * largest);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void figuresEqualThoseMeasuredWithPyTorch(Path model) {
    Graph graph = Models.read(model.resolve("model.onnx"));
    Measured measured = Verification.run(graph, VerifySettings.defaults().withDraws(DRAWS));
    assertThat(measured.notRun()).isEmpty();
    Map<String, Object> gold = Gold.measured(model);
    Deviations deviations = new Deviations();
    Map<String, Object> values = object(gold.get("values"));
    Map<String, Object> gradients = object(gold.get("activation_gradients"));
    for (Measured.ValueFigures v : measured.values()) {
      if (values.containsKey(v.name())) {
        Object q = object(values.get(v.name())).get("q");
        deviations.add("E[x²] of " + v.name(), v.secondMoment(), first(q));
      }
      if (gradients.containsKey(v.name())
          && !EQUAL_TO_A_LATER_VALUE.contains(model.getFileName() + " " + v.name())) {
        deviations.add(
            "gradient of " + v.name(), v.gradientSecondMoment(), first(gradients.get(v.name())));
      }
    }
    Map<String, Measured.ParameterFigures> parameters = new HashMap<>();
    measured.parameters().forEach(p -> parameters.put(p.name(), p));
    for (Object p : object(gold.get("parameters")).values()) {
      String name = (String) object(p).get("initializer");
      if (name != null && !NAMED_AFTER_A_LATER_USE.contains(name)) {
        deviations.add(
            "gradient of weight " + name,
            parameters.get(name) == null ? null : parameters.get(name).gradientSecondMoment(),
            first(object(p).get("grad_q")));
      }
    }
    deviations.areThoseOfChance();
    beyondThree.add(deviations.shareBeyondThree());
  }

  @AfterAll
  static void figuresBeyondThreeStandardErrorsAreThoseOfChance() {
    int models = beyondThree.size();
    if (models < 2) {
      return;
    }
    Estimate share = Estimate.of(beyondThree.stream().mapToDouble(x -> x).toArray());
    double chance = 2 * StudentT.tail(3, DRAWS - 1);
    assertThat(chance).isBetween(0.012, 0.0122);
    assertThat(share.mean())
        .as("share of figures beyond three standard errors, mean over %d models", models)
        .isLessThanOrEqualTo(chance + 3 * share.standardError());
    assertThat(share.standardError()).isLessThan(chance);
  }

  /** Differences from the gold figures in standard errors of the difference. */
  private static final class Deviations {
    private final List<String> absent = new ArrayList<>();

    /** By gold figure: values that only rearrange others have the same one. */
    private final Map<Double, String> lines = new LinkedHashMap<>();

    private final List<Double> deviations = new ArrayList<>();

    void add(String what, Estimate ours, double gold) {
      if (ours == null) {
        if (gold != 0) {
          absent.add(what);
        }
        return;
      }
      String line = what + ": " + ours + ", gold " + gold;
      if (lines.putIfAbsent(gold, line) == null) {
        // the gold file gives five digits
        double rounding = 1e-4 * Math.abs(gold) + 1e-12;
        double error = Math.sqrt(1 + (double) DRAWS / GOLD_DRAWS) * ours.standardError();
        double beyond = Math.max(0, Math.abs(ours.mean() - gold) - rounding);
        deviations.add(beyond == 0 ? 0 : beyond / error);
      }
    }

    void areThoseOfChance() {
      assertThat(absent).isEmpty();
      double[] chances =
          deviations.stream().mapToDouble(d -> 2 * StudentT.tail(d, DRAWS - 1)).toArray();
      double limit = FalseDiscovery.threshold(chances, 0.01);
      List<String> all = List.copyOf(lines.values());
      List<String> differing = new ArrayList<>();
      for (int i = 0; i < chances.length; i++) {
        if (chances[i] <= limit) {
          differing.add(all.get(i) + ", by " + deviations.get(i) + " standard errors");
        }
      }
      assertThat(differing).isEmpty();
    }

    double shareBeyondThree() {
      return deviations.stream().filter(d -> d > 3).count() / (double) deviations.size();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object o) {
    return (Map<String, Object>) o;
  }

  @SuppressWarnings("unchecked")
  private static double first(Object list) {
    return ((List<Double>) list).get(0);
  }

  private static Map<String, double[]> onnxRuntime(Path model, Map<String, Tensor> inputs)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, double[]> outputs = new HashMap<>();
    try (OrtSession session =
        environment.createSession(
            model.resolve("model.onnx").toString(), new OrtSession.SessionOptions())) {
      Map<String, OnnxTensor> given = new HashMap<>();
      for (Map.Entry<String, Tensor> e : inputs.entrySet()) {
        given.put(e.getKey(), tensor(environment, e.getValue()));
      }
      try (OrtSession.Result result = session.run(given)) {
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> e : result) {
          FloatBuffer values = ((OnnxTensor) e.getValue()).getFloatBuffer();
          double[] elements = new double[values.remaining()];
          for (int i = 0; i < elements.length; i++) {
            elements[i] = values.get(i);
          }
          outputs.put(e.getKey(), elements);
        }
      }
    }
    return outputs;
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor t) throws OrtException {
    long[] dims = Arrays.stream(t.dims()).asLongStream().toArray();
    if (!t.isReal()) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(t.longs()), dims);
    }
    float[] elements = new float[t.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) t.reals().get(i);
    }
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(elements), dims);
  }
}
