package dev.initlint.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves on logarithmic axes as one SVG, a panel below the other; it needs no other file. */
final class SvgPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 36;
  private static final int BOTTOM = 44;
  private static final int LEGEND = 18;

  /** Hues that are told apart by those who do not see all colours (Okabe and Ito 2008). */
  private static final String[] COLOURS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"
  };

  private record Panel(String title, String x, String y, List<Plot.Curve> curves) {
    int height() {
      return HEIGHT + LEGEND * curves.size();
    }
  }

  private final List<Panel> panels = new ArrayList<>();

  void panel(String title, String x, String y, List<Plot.Curve> curves) {
    panels.add(new Panel(title, x, y, curves));
  }

  void write(Appendable to) throws IOException {
    int height = panels.stream().mapToInt(Panel::height).sum();
    to.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height);
    to.append("\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n");
    to.append("<rect width=\"" + WIDTH + "\" height=\"" + height + "\" fill=\"#fff\"/>\n");
    int top = 0;
    for (Panel p : panels) {
      to.append("<g transform=\"translate(0," + top + ")\">\n");
      draw(p, to);
      to.append("</g>\n");
      top += p.height();
    }
    to.append("</svg>\n");
  }

  private static void draw(Panel p, Appendable to) throws IOException {
    to.append(text(LEFT, 20, "start", p.title()));
    double[] xs = decades(p, true);
    double[] ys = decades(p, false);
    if (xs == null || ys == null) {
      to.append(text(LEFT, 60, "start", "no figure to draw"));
      return;
    }
    grid(xs, ys, to);
    to.append(text(WIDTH / 2.0, HEIGHT - 8, "middle", p.x()));
    to.append(text(LEFT, TOP - 4, "start", p.y()));
    for (int c = 0; c < p.curves().size(); c++) {
      curve(p.curves().get(c), COLOURS[c % COLOURS.length], xs, ys, to);
      double y = HEIGHT + LEGEND * (c + 0.5);
      to.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"4\" fill=\"%s\"/>\n",
              LEFT,
              y - 6,
              COLOURS[c % COLOURS.length]));
      to.append(text(LEFT + 22, y, "start", p.curves().get(c).label()));
    }
  }

  /** Range of the logarithms, never empty. */
  private static double[] decades(Panel p, boolean abscissa) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Plot.Curve c : p.curves()) {
      for (double v : abscissa ? c.x() : c.y()) {
        if (v > 0 && Double.isFinite(v)) {
          low = Math.min(low, Math.log10(v));
          high = Math.max(high, Math.log10(v));
        }
      }
    }
    if (low > high) {
      return null;
    }
    double room = high - low < 0.1 ? 0.2 : 0;
    return new double[] {low - room, high + room};
  }

  private static void grid(double[] xs, double[] ys, Appendable to) throws IOException {
    to.append("<g stroke=\"#ddd\">\n");
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i <= 4; i++) {
      double x = xs[0] + (xs[1] - xs[0]) * i / 4;
      double y = ys[0] + (ys[1] - ys[0]) * i / 4;
      to.append(line(x(x, xs), TOP, x(x, xs), HEIGHT - BOTTOM));
      to.append(line(LEFT, y(y, ys), WIDTH - RIGHT, y(y, ys)));
      labels.append(text(x(x, xs), HEIGHT - BOTTOM + 16, "middle", Figure.of(Math.pow(10, x))));
      labels.append(text(LEFT - 6, y(y, ys) + 4, "end", Figure.of(Math.pow(10, y))));
    }
    to.append("</g>\n").append(labels);
  }

  private static void curve(Plot.Curve c, String colour, double[] xs, double[] ys, Appendable to)
      throws IOException {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < c.x().length; i++) {
      if (c.x()[i] > 0 && c.y()[i] > 0 && Double.isFinite(c.y()[i])) {
        points.append(
            String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                x(Math.log10(c.x()[i]), xs),
                y(Math.log10(c.y()[i]), ys)));
      }
    }
    to.append("<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\" points=\"");
    to.append(points.toString().strip()).append("\"/>\n");
  }

  private static double x(double v, double[] xs) {
    return LEFT + (v - xs[0]) / (xs[1] - xs[0]) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double v, double[] ys) {
    return HEIGHT - BOTTOM - (v - ys[0]) / (ys[1] - ys[0]) * (HEIGHT - TOP - BOTTOM);
  }

  private static String line(double x, double y, double toX, double toY) {
    return String.format(Locale.ROOT, "<path d=\"M%.1f %.1fL%.1f %.1f\"/>\n", x, y, toX, toY);
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
        x,
        y,
        anchor,
        Html.text(text));
  }
}
