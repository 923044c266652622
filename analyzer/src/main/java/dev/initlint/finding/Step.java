package dev.initlint.finding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One step of a derivation: a figure, the formula that it is the value of, and the steps that give
 * what stands in the formula.
 *
 * @param of what the figure is of, as {@code q[x]}; null for a step in words
 * @param text what happens there, in words; may be empty
 * @param formula that evaluates to the figure, or null
 * @param symbols by text, every symbol and function call in the formula with its number
 * @param figure null where it is not known
 * @param children the steps that it rests on
 */
public record Step(
    String of,
    String text,
    String formula,
    Map<String, Double> symbols,
    Double figure,
    List<Step> children) {
  public Step {
    symbols = Collections.unmodifiableMap(new LinkedHashMap<>(symbols));
    children = List.copyOf(children);
  }

  /** A step in words. */
  public static Step said(String text) {
    return new Step(null, text, null, Map.of(), null, List.of());
  }

  /** A figure without a formula. */
  public static Step known(String of, double figure, String text) {
    return new Step(of, text, null, Map.of(), figure, List.of());
  }

  /** The same that rests on these steps. */
  public Step on(List<Step> below) {
    return new Step(of, text, formula, symbols, figure, below);
  }

  /** The same in other words, names of values among them. */
  public Step worded(UnaryOperator<String> words) {
    Map<String, Double> named = new LinkedHashMap<>();
    symbols.forEach((name, number) -> named.put(words.apply(name), number));
    return new Step(
        of == null ? null : words.apply(of),
        words.apply(text),
        formula == null ? null : words.apply(formula),
        named,
        figure,
        children.stream().map(c -> c.worded(words)).toList());
  }

  /** All steps, each behind those that it rests on, none twice. */
  public static List<Step> inOrder(List<Step> steps) {
    List<Step> all = new ArrayList<>();
    steps.forEach(s -> s.addTo(all));
    return all;
  }

  private void addTo(List<Step> all) {
    children.forEach(c -> c.addTo(all));
    if (!all.contains(this)) {
      all.add(this);
    }
  }
}
