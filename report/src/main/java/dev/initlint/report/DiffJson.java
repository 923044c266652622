package dev.initlint.report;

import dev.initlint.propagate.Difference;
import java.io.IOException;

/** The difference of two models as JSON, schema version 1. A figure that is not known is absent. */
public final class DiffJson {
  private DiffJson() {}

  /** Writes one document. */
  public static void write(Difference d, Appendable to) throws IOException {
    JsonWriter json = new JsonWriter(to, 2);
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("left").value(d.left()).name("right").value(d.right());
    json.name("harmless").value(d.isHarmless()).name("tensors").beginArray();
    for (Difference.TensorRow row : d.tensors()) {
      json.beginObject().name("name").value(row.name());
      json.name("kind").value(row.kind().name().toLowerCase(java.util.Locale.ROOT));
      side("left", row.left(), json);
      side("right", row.right(), json);
      json.endObject();
    }
    json.endArray().name("compared").value((long) d.compared()).name("moved").beginArray();
    for (Difference.ValueRow row : d.values()) {
      json.beginObject().name("name").value(row.name()).name("op").value(row.op());
      json.known("left", row.left()).known("right", row.right());
      json.known("leftGradient", row.leftGradient());
      json.known("rightGradient", row.rightGradient()).endObject();
    }
    json.endArray().name("outputs").beginArray();
    for (Difference.OutputRow row : d.outputs()) {
      json.beginObject().name("name").value(row.name());
      json.known("left", row.left()).known("right", row.right());
      json.known("leftCrossEntropy", row.leftLoss());
      json.known("rightCrossEntropy", row.rightLoss()).endObject();
    }
    json.endArray().texts("remarks", d.remarks()).endObject();
  }

  private static void side(String name, Difference.Side side, JsonWriter json) throws IOException {
    json.name(name);
    if (side == null) {
      json.value((String) null);
      return;
    }
    json.beginObject().name("shape").beginArray();
    for (long extent : side.shape()) {
      json.value(extent);
    }
    json.endArray().known("law", side.law()).known("std", side.std()).endObject();
  }
}
