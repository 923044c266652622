package dev.initlint.engine;

import dev.initlint.propagate.Trace;
import dev.initlint.verify.Comparison;
import dev.initlint.verify.Estimate;
import dev.initlint.verify.Measured;
import dev.initlint.verify.Predicted;
import java.util.HashMap;
import java.util.Map;

/**
 * What figures differ by from one weight draw to the next: a standard deviation over the mean.
 *
 * @param values of second moments, by value name
 * @param gradients of the gradients' second moments, by value name
 * @param parameters of the gradients' second moments, by weight name
 */
record WeightSpread(
    Map<String, Double> values, Map<String, Double> gradients, Map<String, Double> parameters) {
  /** Nothing known of other draws. */
  static final WeightSpread NONE = new WeightSpread(Map.of(), Map.of(), Map.of());

  /** The spread between the weight draws of a measurement. */
  static WeightSpread of(Measured measured) {
    int seeds = measured.conditions().seeds();
    Map<String, Double> values = new HashMap<>();
    Map<String, Double> gradients = new HashMap<>();
    Map<String, Double> parameters = new HashMap<>();
    for (Measured.ValueFigures v : measured.values()) {
      put(values, v.name(), v.secondMoment(), seeds);
      put(gradients, v.name(), v.gradientSecondMoment(), seeds);
    }
    for (Measured.ParameterFigures p : measured.parameters()) {
      put(parameters, p.name(), p.gradientSecondMoment(), seeds);
    }
    return new WeightSpread(values, gradients, parameters);
  }

  private static void put(Map<String, Double> spread, String name, Estimate e, int seeds) {
    if (e != null) {
      double deviation = e.standardError() * Math.sqrt(seeds) / Math.abs(e.mean());
      if (Double.isFinite(deviation)) {
        spread.put(name, deviation);
      }
    }
  }

  /** Compares, allowing for the wider of the predicted band and this spread. */
  Comparison compare(Trace trace, Measured measured) {
    Map<String, Predicted> predicted = new HashMap<>();
    for (Trace.ValueRow row : trace.values()) {
      predicted.put(
          row.name(),
          new Predicted(
              row.secondMoment(),
              row.gradientSecondMoment(),
              wider(row.relativeBand(), values.get(row.name())),
              wider(row.relativeBand(), gradients.get(row.name()))));
    }
    Map<String, Predicted> weights = new HashMap<>();
    for (Trace.ParameterRow row : trace.parameters()) {
      weights.put(
          row.name(),
          new Predicted(
              row.secondMoment(), row.gradientSecondMoment(), null, parameters.get(row.name())));
    }
    return Comparison.of(predicted, weights, measured);
  }

  private static Double wider(Double band, Double spread) {
    return band == null ? spread : spread == null ? band : (Double) Math.max(band, spread);
  }
}
