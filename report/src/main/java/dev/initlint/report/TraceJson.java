package dev.initlint.report;

import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.util.Map;

/** The figures of a propagation as JSON, schema version 1. A figure that is not known is absent. */
public final class TraceJson {
  private TraceJson() {}

  /** Writes one document. */
  public static void write(Trace trace, Appendable to) throws IOException {
    JsonWriter json = new JsonWriter(to, 2);
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("model").value(trace.model());
    json.name("values").beginArray();
    for (Trace.ValueRow row : trace.values()) {
      write(row, json);
    }
    json.endArray().name("parameters").beginArray();
    for (Trace.ParameterRow row : trace.parameters()) {
      write(row, json);
    }
    json.endArray().name("outputs").beginArray();
    for (Trace.OutputRow row : trace.outputs()) {
      json.beginObject().name("name").value(row.name());
      json.known("secondMoment", row.secondMoment());
      json.known("initialCrossEntropy", row.initialCrossEntropy());
      json.known("excess", row.excess()).endObject();
    }
    json.endArray();
    coverage(trace, json);
    atInitialisation(trace, json);
    json.known("verdict", trace.verdict());
    json.name("dims").beginObject();
    for (Map.Entry<String, Double> dim : trace.dims().entrySet()) {
      json.known(dim.getKey(), dim.getValue());
    }
    json.endObject().name("attention").beginArray();
    for (Trace.AttentionRow row : trace.attention()) {
      write(row, json);
    }
    json.endArray().name("blocks").beginArray();
    for (Trace.BlockRow row : trace.laws().blocks()) {
      write(row, json);
    }
    json.endArray().name("slopes").beginObject();
    for (Map.Entry<String, Double> slope : trace.laws().slopes().entrySet()) {
      json.known(slope.getKey(), slope.getValue());
    }
    json.endObject().texts("remarks", trace.remarks()).endObject();
  }

  /** The fields {@code coverage} and {@code unknown}. */
  static void coverage(Trace trace, JsonWriter json) throws IOException {
    json.name("coverage").beginObject().name("values").value(trace.coverage().values());
    json.name("known").value(trace.coverage().known()).endObject();
    CheckJson.unknown(trace.unknown(), json);
  }

  /** The field {@code atInitialisation}, absent where nothing tells. */
  static void atInitialisation(Trace trace, JsonWriter json) throws IOException {
    if (trace.atInitialisation() != null) {
      json.name("atInitialisation").value((boolean) trace.atInitialisation());
    }
  }

  private static void write(Trace.ValueRow row, JsonWriter json) throws IOException {
    fields(row, json);
    json.endObject();
  }

  /** The fields of a value, in an object that is left open. */
  static void fields(Trace.ValueRow row, JsonWriter json) throws IOException {
    json.beginObject().name("name").value(row.name()).name("op").value(row.op());
    json.name("node").value(row.node()).known("block", row.block());
    json.known("module", row.module()).known("shape", row.shape());
    json.known("symbolicShape", row.symbolicShape()).known("mean", row.mean());
    json.known("secondMoment", row.secondMoment()).known("tokenOverlap", row.tokenOverlap());
    json.known("relativeBand", row.relativeBand());
    json.known("gradientSecondMoment", row.gradientSecondMoment());
    json.known("formula", row.formula());
    if (!row.symbols().isEmpty()) {
      json.name("symbols").beginObject();
      for (Map.Entry<String, Double> symbol : row.symbols().entrySet()) {
        json.known(symbol.getKey(), symbol.getValue());
      }
      json.endObject();
    }
    json.known("unknown", row.unknown());
  }

  private static void write(Trace.ParameterRow row, JsonWriter json) throws IOException {
    fields(row, json);
    json.endObject();
  }

  /** The fields of a weight, in an object that is left open. */
  static void fields(Trace.ParameterRow row, JsonWriter json) throws IOException {
    json.beginObject().name("name").value(row.name()).known("shape", row.shape());
    json.known("mean", row.mean()).known("secondMoment", row.secondMoment());
    json.known("law", row.law()).known("lawSecondMoment", row.lawSecondMoment());
    json.known("gradientSecondMoment", row.gradientSecondMoment());
  }

  private static void write(Trace.AttentionRow row, JsonWriter json) throws IOException {
    fields(row, json);
    json.endObject();
  }

  /** The fields of an attention, in an object that is left open. */
  static void fields(Trace.AttentionRow row, JsonWriter json) throws IOException {
    json.beginObject().name("node").value(row.node()).known("block", row.block());
    json.known("logitStd", row.logitStd()).known("scale", row.scale());
    json.name("headDim").value(row.headDim()).name("keys").value(row.keys());
    json.known("largestProbability", row.largestProbability());
    json.known("entropyShare", row.entropyShare());
    json.known("participation", row.participation());
  }

  private static void write(Trace.BlockRow row, JsonWriter json) throws IOException {
    json.beginObject().name("name").value(row.name());
    json.known("streamGrowth", row.streamGrowth());
    json.known("gradientGrowth", row.gradientGrowth());
    json.known("branchShare", row.branchShare());
    json.known("tokenOverlap", row.tokenOverlap()).endObject();
  }
}
