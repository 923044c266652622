package dev.initlint.report;

import dev.initlint.propagate.Scaling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How figures go with sizes, as tables and curves for a terminal. */
public final class ScaleText {
  private static final int COLUMNS = 5;
  private static final int WIDTH = 60;
  private static final int HEIGHT = 12;
  private static final int CURVES = 6;

  /** Exponents that differ by less are told as one. */
  private static final double SAME = 0.02;

  private final Scaling scaling;
  private final Style style;
  private final Appendable out;

  private ScaleText(Scaling scaling, Style style, Appendable out) {
    this.scaling = scaling;
    this.style = style;
    this.out = out;
  }

  /**
   * Writes all axes.
   *
   * @param plot whether curves are drawn
   */
  public static void write(Scaling scaling, boolean plot, Style style, Appendable out)
      throws IOException {
    ScaleText t = new ScaleText(scaling, style, out);
    for (Scaling.Axis axis : scaling.axes()) {
      if (axis != scaling.axes().get(0)) {
        t.line("");
      }
      t.axis(axis, plot);
    }
    for (String remark : scaling.remarks()) {
      t.line(style.foreign("remark: " + remark));
    }
  }

  private void axis(Scaling.Axis axis, boolean plot) throws IOException {
    String moved =
        axis.moved().entrySet().stream()
            .map(m -> m.getKey() + " = " + times(m.getValue()) + axis.symbol())
            .collect(Collectors.joining(", "));
    double[] x = axis.points();
    String range = size(x[0]) + (x.length > 1 ? " … " + size(x[x.length - 1]) : "");
    String head = scaling.model() + " over " + axis.symbol() + " = " + range;
    line(style.strong(style.foreign(head + (moved.isEmpty() ? "" : ", with " + moved))));
    line("");
    table(axis);
    formulas(axis);
    for (Scaling.Note note : axis.notes()) {
      line(
          style.severity(dev.initlint.finding.Severity.WARNING, "warning")
              + ": "
              + style.foreign(note.sentence()));
    }
    if (plot && x.length > 1) {
      line("");
      Plot p = new Plot(WIDTH, HEIGHT, true, true);
      curves(axis).forEach(c -> p.curve(c.label(), c.x(), c.y()));
      for (String text : p.lines(style)) {
        line(text);
      }
    }
  }

  private static String size(double v) {
    return v == Math.rint(v) ? Long.toString((long) v) : Figure.of(v);
  }

  private static String times(double ratio) {
    return ratio == 1 ? "" : Figure.of(ratio) + "·";
  }

  private void table(Scaling.Axis axis) throws IOException {
    List<Integer> shown = shown(axis.points().length);
    boolean[] right = new boolean[shown.size() + 2];
    java.util.Arrays.fill(right, true);
    right[0] = false;
    right[right.length - 1] = false;
    Table table = new Table(style, right);
    List<String> head = new ArrayList<>(List.of("figure"));
    shown.forEach(i -> head.add(size(axis.points()[i])));
    head.add("goes as");
    table.row(head.toArray(String[]::new));
    for (Scaling.Line l : axis.lines()) {
      List<String> row = new ArrayList<>(List.of(l.name()));
      shown.forEach(i -> row.add(Figure.of(l.values()[i])));
      row.add(exponent(axis.symbol(), l));
      table.row(row.toArray(String[]::new));
    }
    for (String row : table.lines()) {
      line("  " + row);
    }
  }

  /** The first, the last, and some between them. */
  private static List<Integer> shown(int points) {
    List<Integer> shown = new ArrayList<>();
    int n = Math.min(points, COLUMNS);
    for (int i = 0; i < n; i++) {
      shown.add(n == 1 ? 0 : Math.round((float) i * (points - 1) / (n - 1)));
    }
    return shown;
  }

  /** As {@code d_model^1.00}; with that at the first size where it is another. */
  static String exponent(String symbol, Scaling.Line l) {
    double last = l.exponent();
    if (Double.isNaN(last)) {
      return "-";
    }
    double first = l.exponents()[0];
    String from = Math.abs(first - last) > SAME ? two(first) + " … " : "";
    double error = l.error()[l.error().length - 1];
    String off = error > SAME ? " ± " + two(error) : "";
    String name = from.isEmpty() ? named(last) : "";
    return symbol
        + "^"
        + (from.isEmpty() ? "" : "(")
        + from
        + two(last)
        + (from.isEmpty() ? "" : ")")
        + off
        + (name.isEmpty() ? "" : "  " + name);
  }

  private static String two(double v) {
    String text = String.format(Locale.ROOT, "%.2f", v);
    return text.equals("-0.00") ? "0.00" : text;
  }

  /** What an exponent is called; empty where it is none of those that have a name. */
  static String named(double exponent) {
    double[] known = {0, 0.5, 1, 2, -0.5, -1, -2};
    String[] names = {
      "constant", "square root", "linear", "square", "inverse root", "inverse", "inverse square"
    };
    for (int i = 0; i < known.length; i++) {
      if (Math.abs(exponent - known[i]) <= SAME) {
        return names[i];
      }
    }
    return "";
  }

  private void formulas(Scaling.Axis axis) throws IOException {
    for (Scaling.Line l : axis.lines()) {
      if (!l.formula().isEmpty() && !l.shares().isEmpty()) {
        line("");
        line("  " + style.foreign(l.name() + " = " + l.formula()));
        String parts =
            l.shares().stream()
                .filter(s -> Math.abs(s.power()) > 5e-3)
                .map(s -> two(s.power()) + "·" + two(s.exponent()) + " " + s.symbol())
                .collect(Collectors.joining(" + "));
        line("    " + style.foreign("exponent " + two(l.exponent()) + " = " + parts));
      }
    }
  }

  /** The figures over the one at the first size, so that their slopes can be compared. */
  static List<Plot.Curve> curves(Scaling.Axis axis) {
    List<Plot.Curve> curves = new ArrayList<>();
    for (Scaling.Line l : axis.lines()) {
      double first = l.values()[0];
      if (first > 0 && curves.size() < CURVES && l.kind() != Scaling.Kind.LOSS) {
        double[] y = java.util.Arrays.stream(l.values()).map(v -> v / first).toArray();
        curves.add(new Plot.Curve(l.name(), axis.points(), y));
      }
    }
    return curves;
  }

  private void line(String text) throws IOException {
    out.append(text).append('\n');
  }
}
