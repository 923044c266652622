package dev.initlint.report;

import dev.initlint.finding.Step;
import dev.initlint.symbol.Printer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** How figures follow, as text and as data. */
public final class Derivation {
  private static final String LEVEL = "  ";

  private Derivation() {}

  /** A line for each step, the answer first, what it rests on below it and further in. */
  public static void write(Step step, Style style, Appendable to) throws IOException {
    write(step, "", style, to);
  }

  private static void write(Step step, String indent, Style style, Appendable to)
      throws IOException {
    to.append(indent).append(style.foreign(equation(step))).append('\n');
    for (Step child : step.children()) {
      write(child, indent + LEVEL, style, to);
    }
  }

  /** As {@code q[y] = 2·q[x] = 4 linear}. */
  private static String equation(Step step) {
    if (step.of() == null) {
      return step.text();
    }
    StringBuilder line = new StringBuilder(step.of());
    String figure = step.figure() == null ? null : Printer.number(step.figure());
    if (step.formula() != null) {
      line.append(" = ").append(step.formula());
    }
    if (figure != null && !figure.equals(step.formula())) {
      line.append(" = ").append(figure);
    }
    return step.text().isEmpty()
        ? line.toString()
        : line.append("   ").append(step.text()).toString();
  }

  /** The steps of a finding, one a line, most upstream first. */
  static List<String> lines(List<Step> steps) {
    return Step.inOrder(steps).stream().map(Derivation::line).toList();
  }

  /** As {@code y: linear; 2·q[x] = 4}. */
  private static String line(Step step) {
    if (step.of() == null) {
      return step.text();
    }
    String of = step.of();
    String value = of.startsWith("q[") ? of.substring(2, of.length() - 1) : of;
    String figure = step.figure() == null ? "" : " = " + Figure.of(step.figure());
    return value + ": " + step.text() + "; " + step.formula() + figure;
  }

  /** Writes one document with the explanation of a figure, schema version 1. */
  public static void writeJson(String model, String value, Step step, Appendable to)
      throws IOException {
    JsonWriter json = new JsonWriter(to, 2);
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("model").value(model).name("value").value(value);
    write(step, json.name("explanation"));
    json.endObject();
  }

  /** An array of steps, each with those that it rests on. */
  static void write(List<Step> steps, JsonWriter json) throws IOException {
    json.beginArray();
    for (Step step : steps) {
      write(step, json);
    }
    json.endArray();
  }

  private static void write(Step step, JsonWriter json) throws IOException {
    json.beginObject().known("of", step.of()).name("text").value(step.text());
    json.known("formula", step.formula());
    if (!step.symbols().isEmpty()) {
      json.name("symbols").beginObject();
      for (Map.Entry<String, Double> symbol : step.symbols().entrySet()) {
        json.known(symbol.getKey(), symbol.getValue());
      }
      json.endObject();
    }
    json.known("figure", step.figure());
    if (!step.children().isEmpty()) {
      write(step.children(), json.name("children"));
    }
    json.endObject();
  }
}
