package dev.initlint.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Curves in characters, for a terminal. Each curve has a mark of its own; where two meet, the first
 * is seen. Points that are not finite, or not positive on a logarithmic axis, are left out.
 */
public final class Plot {
  private static final String MARKS = "●○▲△■□◆◇";
  private static final String ASCII_MARKS = "*o+x#@%&";

  private final int width;
  private final int height;
  private final boolean logX;
  private final boolean logY;
  private final List<Curve> curves = new ArrayList<>();

  /** One curve: as many ordinates as abscissas. */
  public record Curve(String label, double[] x, double[] y) {}

  /**
   * @param width columns between the axis and the right end
   * @param height rows between top and bottom
   */
  public Plot(int width, int height, boolean logX, boolean logY) {
    this.width = width;
    this.height = height;
    this.logX = logX;
    this.logY = logY;
  }

  /** Adds a curve. */
  public Plot curve(String label, double[] x, double[] y) {
    curves.add(new Curve(label, x, y));
    return this;
  }

  /** The lines, without trailing blanks; none where there is no point to draw. */
  public List<String> lines(Style style) {
    double[] xs = range(true);
    double[] ys = range(false);
    if (xs == null || ys == null) {
      return List.of();
    }
    String marks = style.unicode() ? MARKS : ASCII_MARKS;
    char[][] cells = new char[height][width];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    for (int c = curves.size() - 1; c >= 0; c--) {
      draw(curves.get(c), marks.charAt(c % marks.length()), cells, xs, ys);
    }
    return framed(cells, xs, ys, marks, style);
  }

  private void draw(Curve c, char mark, char[][] cells, double[] xs, double[] ys) {
    for (int i = 0; i < c.x().length; i++) {
      put(cells, c.x()[i], c.y()[i], mark, xs, ys);
      for (int k = 1; i > 0 && k < width; k++) {
        double t = (double) k / width;
        double x = between(scaled(c.x()[i - 1], logX), scaled(c.x()[i], logX), t);
        double y = between(scaled(c.y()[i - 1], logY), scaled(c.y()[i], logY), t);
        int column = (int) Math.round((x - xs[0]) / (xs[1] - xs[0]) * (width - 1));
        int row = row(y, ys);
        boolean inside = Double.isFinite(x) && Double.isFinite(y);
        if (inside && column >= 0 && column < width && row >= 0 && row < height) {
          if (cells[row][column] == ' ') {
            cells[row][column] = styleless(mark);
          }
        }
      }
    }
  }

  /** The way between two points of a curve. */
  private static char styleless(char mark) {
    return mark < 128 ? '.' : '·';
  }

  private void put(char[][] cells, double px, double py, char mark, double[] xs, double[] ys) {
    double x = scaled(px, logX);
    double y = scaled(py, logY);
    if (Double.isFinite(x) && Double.isFinite(y)) {
      int column = (int) Math.round((x - xs[0]) / (xs[1] - xs[0]) * (width - 1));
      cells[row(y, ys)][Math.max(0, Math.min(width - 1, column))] = mark;
    }
  }

  private int row(double y, double[] ys) {
    int up = (int) Math.round((y - ys[0]) / (ys[1] - ys[0]) * (height - 1));
    return height - 1 - Math.max(0, Math.min(height - 1, up));
  }

  private static double between(double a, double b, double t) {
    return a + (b - a) * t;
  }

  private static double scaled(double v, boolean log) {
    return log ? v > 0 ? Math.log10(v) : Double.NaN : v;
  }

  /** Smallest and largest, in the scale of the axis, never equal; null where there is no point. */
  private double[] range(boolean abscissa) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Curve c : curves) {
      for (int i = 0; i < c.x().length; i++) {
        double x = scaled(c.x()[i], logX);
        double y = scaled(c.y()[i], logY);
        if (Double.isFinite(x) && Double.isFinite(y)) {
          low = Math.min(low, abscissa ? x : y);
          high = Math.max(high, abscissa ? x : y);
        }
      }
    }
    if (low > high) {
      return null;
    }
    double room = high - low < 1e-9 * Math.max(1, Math.abs(high)) ? 0.5 : 0;
    return new double[] {low - room, high + room};
  }

  private List<String> framed(char[][] cells, double[] xs, double[] ys, String marks, Style style) {
    String top = label(ys[1], logY);
    String bottom = label(ys[0], logY);
    int margin = Math.max(top.length(), bottom.length());
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < height; r++) {
      String text = r == 0 ? top : r == height - 1 ? bottom : "";
      String axis = " ".repeat(margin - text.length()) + text + style.own(" ┤");
      lines.add((axis + new String(cells[r])).stripTrailing());
    }
    String left = label(xs[0], logX);
    String right = label(xs[1], logX);
    int gap = Math.max(1, width - left.length() - right.length());
    lines.add(" ".repeat(margin + 2) + left + " ".repeat(gap) + right);
    StringBuilder legend = new StringBuilder();
    for (int c = 0; c < curves.size(); c++) {
      String entry = marks.charAt(c % marks.length()) + " " + style.foreign(curves.get(c).label());
      if (legend.length() > 0 && legend.length() + entry.length() + 3 > width) {
        lines.add(" ".repeat(margin + 2) + legend);
        legend.setLength(0);
      }
      legend.append(legend.length() == 0 ? "" : "   ").append(entry);
    }
    lines.add((" ".repeat(margin + 2) + legend).stripTrailing());
    return lines;
  }

  private static String label(double v, boolean log) {
    return Figure.of(log ? Math.pow(10, v) : v);
  }
}
