package dev.initlint.verify;

import dev.initlint.verify.Comparison.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each figure follows from: along the graph forward, against it for gradients. */
final class Flow {
  private final Map<String, Measured.ValueFigures> values = new HashMap<>();
  private final Map<String, List<Measured.ValueFigures>> readers = new HashMap<>();

  Flow(Measured measured) {
    for (Measured.ValueFigures v : measured.values()) {
      values.put(v.name(), v);
      for (String input : v.inputs()) {
        readers.computeIfAbsent(input, i -> new ArrayList<>()).add(v);
      }
    }
  }

  /** The value of that name, or null for a weight. */
  Measured.ValueFigures value(String name) {
    return values.get(name);
  }

  /** The values that are computed from a value or weight. */
  List<Measured.ValueFigures> readers(String name) {
    return readers.getOrDefault(name, List.of());
  }

  /**
   * A value follows from the inputs of its operator, a gradient from those of what is computed from
   * the value, and a weight's gradient from the gradients and inputs of the operators that read it.
   */
  List<Figure> sources(Figure f) {
    List<Figure> sources = new ArrayList<>();
    switch (f.quantity()) {
      case SECOND_MOMENT ->
          values
              .get(f.name())
              .inputs()
              .forEach(i -> sources.add(new Figure(Quantity.SECOND_MOMENT, i)));
      case GRADIENT ->
          readers(f.name()).forEach(r -> sources.add(new Figure(Quantity.GRADIENT, r.name())));
      case WEIGHT_GRADIENT -> {
        for (Measured.ValueFigures reader : readers(f.name())) {
          sources.add(new Figure(Quantity.GRADIENT, reader.name()));
          reader.inputs().forEach(i -> sources.add(new Figure(Quantity.SECOND_MOMENT, i)));
        }
      }
    }
    return sources;
  }
}
