package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Predictions against measurement on real models at initialisation. The error is relative, less
 * three standard errors of the measurement over draws of the weights.
 */
class MeasuredModelsTest {
  /** Values that live inside a norm or an activation written out, or that carry no signal. */
  private static final Set<String> INNER =
      Set.of(
          "Pow",
          "ReduceMean",
          "Sqrt",
          "Reciprocal",
          "Sub",
          "Erf",
          "Exp",
          "Cos",
          "Sin",
          "Where",
          "Expand",
          "ConstantOfShape",
          "Constant",
          "Identity",
          "Neg",
          "Range",
          "Trilu",
          "CumSum",
          "Div",
          "Cast",
          "Clip");

  private final List<Double> forward = new ArrayList<>();
  private final List<Double> backward = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();
  private final List<Double> loss = new ArrayList<>();

  @Test
  void predictionsHoldOnMeasuredModels() throws IOException {
    Path folder = shared("gold");
    assumeTrue(folder != null, "shared/gold is not beside the project: measured models skipped");
    try (Stream<Path> models = Files.list(folder)) {
      for (Path model : models.sorted().toList()) {
        compare(model);
      }
    }
    assertThat(share(forward, 0.05)).as("forward within 5 %%").isGreaterThan(0.97);
    assertThat(share(backward, 0.10)).as("backward within 10 %%").isGreaterThan(0.95);
    assertThat(share(weights, 0.25)).as("weights within 25 %%").isGreaterThan(0.95);
    assertThat(share(loss, 0.01)).as("cross-entropy within 1 %%").isEqualTo(1);
    long unknown = forward.stream().filter(x -> x.isInfinite()).count();
    assertThat(unknown / (double) forward.size()).as("unknown values").isLessThan(0.02);
  }

  private void compare(Path model) throws IOException {
    JsonNode gold = new ObjectMapper().readTree(model.resolve("gold.json").toFile());
    Traced traced =
        new StandardEngine().trace(model.resolve("model.onnx"), EngineSettings.of(Set.of()));
    Trace trace = ((Traced.Model) traced).trace();
    Map<String, Trace.ValueRow> values = new HashMap<>();
    trace.values().forEach(v -> values.put(v.name(), v));
    Map<String, Trace.ParameterRow> parameters = new HashMap<>();
    trace.parameters().forEach(p -> parameters.put(p.name(), p));
    gold.get("values")
        .fields()
        .forEachRemaining(
            v -> {
              if (scored(v.getValue())) {
                Trace.ValueRow row = values.get(v.getKey());
                forward.add(error(row == null ? null : row.secondMoment(), v.getValue().get("q")));
              }
            });
    gold.get("activation_gradients")
        .fields()
        .forEachRemaining(
            g -> {
              Trace.ValueRow row = values.get(g.getKey());
              backward.add(error(row == null ? null : row.gradientSecondMoment(), g.getValue()));
            });
    gold.get("parameters")
        .forEach(
            p -> {
              if (p.hasNonNull("initializer")) {
                Trace.ParameterRow row = parameters.get(p.get("initializer").asText());
                Double g = row == null ? null : row.gradientSecondMoment();
                weights.add(error(g, p.get("grad_q")));
              }
            });
    if (gold.has("cross_entropy_random_labels")) {
      Double predicted =
          trace.outputs().stream()
              .map(Trace.OutputRow::initialCrossEntropy)
              .filter(x -> x != null)
              .findFirst()
              .orElse(null);
      loss.add(error(predicted, gold.get("cross_entropy_random_labels")));
    }
  }

  private static boolean scored(JsonNode value) {
    long entries = 1;
    for (JsonNode d : value.get("shape")) {
      entries *= d.asLong();
    }
    return !INNER.contains(value.get("op").asText()) && entries >= 64;
  }

  private static double error(Double predicted, JsonNode draws) {
    double n = draws.size();
    double mean = 0;
    for (JsonNode d : draws) {
      mean += d.asDouble() / n;
    }
    double square = 0;
    for (JsonNode d : draws) {
      square += Math.pow(d.asDouble() - mean, 2);
    }
    if (predicted == null) {
      return Double.POSITIVE_INFINITY;
    }
    if (Math.abs(mean) < 1e-30) {
      return Math.abs(predicted) < 1e-20 ? 0 : Double.POSITIVE_INFINITY;
    }
    double standardError = n > 1 ? Math.sqrt(square / (n - 1) / n) / mean : 0;
    return Math.max(0, Math.abs(predicted - mean) / mean - 3 * standardError);
  }

  private static double share(List<Double> errors, double within) {
    return errors.stream().filter(x -> x <= within).count() / (double) errors.size();
  }

  /** The folder of that name in {@code shared} beside the project, or null. */
  static Path shared(String name) {
    Path at = Path.of("").toAbsolutePath();
    for (; at != null && at.getParent() != null; at = at.getParent()) {
      Path models = at.resolveSibling("shared").resolve(name);
      if (Files.isDirectory(models)) {
        return models;
      }
    }
    return null;
  }
}
