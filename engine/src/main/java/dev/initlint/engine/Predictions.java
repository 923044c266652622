package dev.initlint.engine;

import dev.initlint.propagate.Trace;
import dev.initlint.verify.Comparison;
import dev.initlint.verify.Measured;
import dev.initlint.verify.Predicted;
import java.util.HashMap;
import java.util.Map;

/** The figures of a trace as a comparison takes them. */
record Predictions(Map<String, Predicted> values, Map<String, Predicted> parameters) {

  /** No band of its own is predicted for a gradient; that of the value stands for it. */
  static Predictions of(Trace trace) {
    Map<String, Predicted> values = new HashMap<>();
    for (Trace.ValueRow row : trace.values()) {
      values.put(
          row.name(),
          new Predicted(row.secondMoment(), row.gradientSecondMoment(), row.relativeBand()));
    }
    Map<String, Predicted> parameters = new HashMap<>();
    for (Trace.ParameterRow row : trace.parameters()) {
      parameters.put(
          row.name(), new Predicted(row.secondMoment(), row.gradientSecondMoment(), null));
    }
    return new Predictions(values, parameters);
  }

  Comparison with(Measured measured) {
    return Comparison.of(values, parameters, measured);
  }

  /** Whether the draw that the predictions were made for is like others. */
  Comparison with(Measured draw, Measured draws) {
    return Comparison.of(values, parameters, draw, draws);
  }
}
