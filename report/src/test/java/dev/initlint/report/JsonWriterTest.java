package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  @Test
  void breaksOuterContainersOnly() throws IOException {
    StringBuilder out = new StringBuilder();
    JsonWriter json = new JsonWriter(out, 2);
    json.beginObject().name("a").beginArray();
    json.beginObject().name("b").value(1).name("c").beginArray().value(true).value(2.5).endArray();
    json.endObject().beginObject().endObject().endArray();
    json.name("d").beginArray().endArray().endObject();
    assertThat(out)
        .hasToString(
            """
            {
              "a": [
                {"b": 1, "c": [true, 2.5]},
                {}
              ],
              "d": []
            }
            """);
  }

  @Test
  void escapesWhatJsonAndUtf8CannotHold() throws IOException {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out, 0).beginArray().value("\"\\\n\t\u0001\u007f\ud800x\udc00 é😀").endArray();
    assertThat(out).hasToString("[\"\\\"\\\\\\n\\t\\u0001\\u007f\\ud800x\\udc00 é😀\"]\n");
  }

  @Test
  void leavesOutFiguresThatAreNotKnown() throws IOException {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out, 0)
        .beginObject()
        .known("a", (Double) null)
        .known("b", Double.NaN)
        .known("c", Double.NEGATIVE_INFINITY)
        .known("d", 1e-300)
        .known("e", (String) null)
        .name("f")
        .value(Double.NaN)
        .endObject();
    assertThat(out).hasToString("{\"d\": 1.0E-300, \"f\": null}\n");
  }
}
