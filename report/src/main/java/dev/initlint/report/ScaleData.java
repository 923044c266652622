package dev.initlint.report;

import dev.initlint.propagate.Scaling;
import java.io.IOException;

/** How figures go with sizes, as JSON, CSV and SVG. */
public final class ScaleData {
  private ScaleData() {}

  /** One document; a figure that is not known is null. */
  public static void json(Scaling scaling, Appendable to) throws IOException {
    JsonWriter json = new JsonWriter(to, 4);
    json.beginObject().name("schemaVersion").value(CheckJson.SCHEMA_VERSION);
    json.name("model").value(scaling.model()).name("axes").beginArray();
    for (Scaling.Axis axis : scaling.axes()) {
      json.beginObject().name("symbol").value(axis.symbol());
      json.name("size").value(axis.size().name().toLowerCase(java.util.Locale.ROOT));
      numbers("points", axis.points(), json);
      json.name("moved").beginObject();
      for (var m : axis.moved().entrySet()) {
        json.known(m.getKey(), m.getValue());
      }
      json.endObject().name("figures").beginArray();
      for (Scaling.Line l : axis.lines()) {
        line(l, json);
      }
      json.endArray().name("notes").beginArray();
      for (Scaling.Note n : axis.notes()) {
        json.beginObject().name("figure").value(n.figure()).known("exponent", n.exponent());
        json.known("expected", n.expected()).name("sentence").value(n.sentence()).endObject();
      }
      json.endArray().endObject();
    }
    json.endArray().texts("remarks", scaling.remarks()).endObject();
  }

  private static void line(Scaling.Line l, JsonWriter json) throws IOException {
    json.beginObject().name("name").value(l.name());
    json.name("kind").value(l.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    numbers("values", l.values(), json);
    numbers("exponents", l.exponents(), json);
    numbers("errors", l.error(), json);
    json.known("formula", l.formula()).name("shares").beginArray();
    for (Scaling.Share s : l.shares()) {
      json.beginObject().name("symbol").value(s.symbol()).known("power", s.power());
      json.known("exponent", s.exponent()).endObject();
    }
    json.endArray().endObject();
  }

  private static void numbers(String name, double[] values, JsonWriter json) throws IOException {
    json.name(name).beginArray();
    for (double v : values) {
      json.value(v);
    }
    json.endArray();
  }

  /** One row for each figure and size. */
  public static void csv(Scaling scaling, Appendable to) throws IOException {
    to.append("axis,size,figure,value,exponent,error\n");
    for (Scaling.Axis axis : scaling.axes()) {
      for (Scaling.Line l : axis.lines()) {
        for (int i = 0; i < axis.points().length; i++) {
          to.append(quoted(axis.symbol())).append(',').append(number(axis.points()[i]));
          to.append(',').append(quoted(l.name())).append(',').append(number(l.values()[i]));
          to.append(',').append(number(l.exponents()[i])).append(',');
          to.append(number(l.error()[i])).append('\n');
        }
      }
    }
  }

  private static String number(double v) {
    return !Double.isFinite(v)
        ? ""
        : v == Math.rint(v) && Math.abs(v) < 1e15 ? "" + (long) v : "" + v;
  }

  /**
   * A field as RFC 4180 has it; a sign that a spreadsheet takes for a formula is no field's first.
   */
  private static String quoted(String text) {
    String plain = text.startsWith("=") || text.startsWith("@") ? " " + text : text;
    return plain.matches("[^\",\r\n]*") ? plain : "\"" + plain.replace("\"", "\"\"") + "\"";
  }

  /** The curves of all axes, one above the other. */
  public static void svg(Scaling scaling, Appendable to) throws IOException {
    SvgPlot svg = new SvgPlot();
    for (Scaling.Axis axis : scaling.axes()) {
      svg.panel(
          scaling.model() + " over " + axis.symbol(),
          axis.symbol(),
          "over the first",
          ScaleText.curves(axis));
    }
    svg.write(to);
  }
}
