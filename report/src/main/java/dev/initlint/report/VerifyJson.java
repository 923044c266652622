package dev.initlint.report;

import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Predicted and measured figures as JSON, schema version 1: the rows of {@link TraceJson} with
 * measured figures beside the predicted ones. A figure that is not known is absent.
 */
public final class VerifyJson {
  private final MeasuredTrace figures;
  private final JsonWriter json;

  private VerifyJson(MeasuredTrace figures, JsonWriter json) {
    this.figures = figures;
    this.json = json;
  }

  /** Writes one document. */
  public static void write(MeasuredTrace figures, Appendable to) throws IOException {
    new VerifyJson(figures, new JsonWriter(to, 2)).write();
  }

  private void write() throws IOException {
    Trace trace = figures.trace();
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("model").value(trace.model());
    json.name("verdict").value(figures.verdict().word());
    json.name("verdictSentence").value(figures.sentence());
    json.name("values").beginArray();
    for (Trace.ValueRow row : trace.values()) {
      TraceJson.fields(row, json);
      measured(figures.values().get(row.name()));
      json.endObject();
    }
    json.endArray().name("parameters").beginArray();
    for (Trace.ParameterRow row : trace.parameters()) {
      TraceJson.fields(row, json);
      measured("GradientSecondMoment", figures.parameterGradients().get(row.name()));
      json.endObject();
    }
    json.endArray();
    outputs();
    attention();
    disagreements();
    unrun();
    TraceJson.coverage(trace, json);
    TraceJson.atInitialisation(trace, json);
    conditions();
    Set<String> remarks = new LinkedHashSet<>(trace.remarks());
    remarks.addAll(figures.remarks());
    json.texts("remarks", remarks).endObject();
  }

  private void measured(MeasuredTrace.ValueMeasure v) throws IOException {
    if (v != null) {
      measured("SecondMoment", v.secondMoment());
      measured("Mean", v.mean());
      measured("TokenOverlap", v.tokenOverlap());
      measured("GradientSecondMoment", v.gradientSecondMoment());
    }
  }

  /** The fields {@code measuredX} and {@code measuredXError}, the standard error of the former. */
  private void measured(String quantity, Measure m) throws IOException {
    if (m != null) {
      json.known("measured" + quantity, (Double) m.mean());
      json.known("measured" + quantity + "Error", (Double) m.standardError());
    }
  }

  private void outputs() throws IOException {
    json.name("outputs").beginArray();
    for (Trace.OutputRow row : figures.trace().outputs()) {
      json.beginObject().name("name").value(row.name());
      json.known("secondMoment", row.secondMoment());
      json.known("initialCrossEntropy", row.initialCrossEntropy()).known("excess", row.excess());
      MeasuredTrace.OutputMeasure o = figures.outputs().get(row.name());
      if (o != null) {
        measured("SecondMoment", o.secondMoment());
        measured("InitialCrossEntropy", o.initialCrossEntropy());
      }
      json.endObject();
    }
    json.endArray();
  }

  private void attention() throws IOException {
    Map<String, MeasuredTrace.AttentionMeasure> byNode =
        figures.attention().values().stream()
            .collect(
                Collectors.toMap(
                    MeasuredTrace.AttentionMeasure::node, Function.identity(), (a, b) -> a));
    json.name("attention").beginArray();
    for (Trace.AttentionRow row : figures.trace().attention()) {
      TraceJson.fields(row, json);
      MeasuredTrace.AttentionMeasure a = byNode.get(row.node());
      if (a != null) {
        measured("LogitStd", a.logitStd());
        measured("LargestProbability", a.largestProbability());
        measured("EntropyShare", a.entropyShare());
        measured("Participation", a.participation());
      }
      json.endObject();
    }
    json.endArray();
  }

  private void disagreements() throws IOException {
    json.name("contradicted").beginArray();
    for (MeasuredTrace.Row row : figures.rows()) {
      if (row.contradicts()) {
        json.beginObject().name("quantity").value(row.quantity()).name("name").value(row.name());
        json.known("op", row.op()).known("predicted", (Double) row.predicted());
        json.known("measured", (Double) row.measured().mean());
        json.known("ratio", (Double) row.ratio()).known("band", (Double) row.band()).endObject();
      }
    }
    json.endArray();
  }

  private void unrun() throws IOException {
    json.name("unrun").beginArray();
    for (MeasuredTrace.NotRun n : figures.notRun()) {
      json.beginObject().name("op").value(n.op()).name("node").value(n.node());
      json.name("reason").value(n.reason()).name("downstream").value(n.downstream()).endObject();
    }
    json.endArray();
  }

  private void conditions() throws IOException {
    MeasuredTrace.Conditions c = figures.conditions();
    json.name("draws").value(c.draws()).name("seeds").value(c.seeds());
    json.name("threads").value(c.threads()).name("kernels").value(c.kernels());
    json.name("seconds").value(c.seconds()).name("productShare").value(c.productShare());
    json.name("peakBytes").value(c.peakBytes()).name("complete").value(c.complete());
  }
}
