package dev.initlint.report;

import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.util.List;

/** The second moments of a signal and of its gradient against depth, drawn in characters. */
public final class TracePlot {
  private static final int WIDTH = 66;
  private static final int HEIGHT = 16;

  private TracePlot() {}

  /** Writes the curves of all values that are known, in the order of the network. */
  public static void write(Trace trace, Style style, Appendable out) throws IOException {
    List<Trace.ValueRow> rows =
        trace.values().stream()
            .filter(r -> r.secondMoment() != null && !r.op().equals("Weight"))
            .toList();
    double[] x = new double[rows.size()];
    double[] q = new double[rows.size()];
    double[] g = new double[rows.size()];
    for (int i = 0; i < x.length; i++) {
      Double gradient = rows.get(i).gradientSecondMoment();
      x[i] = i;
      q[i] = rows.get(i).secondMoment();
      g[i] = gradient == null ? Double.NaN : gradient;
    }
    List<String> lines =
        new Plot(WIDTH, HEIGHT, false, true)
            .curve("E[x²] of each value, in the order of the network", x, q)
            .curve("of its gradient", x, g)
            .lines(style);
    out.append(style.strong(style.foreign(trace.model()))).append('\n');
    if (lines.isEmpty()) {
      out.append("nothing to draw: no value is known\n");
    }
    for (String line : lines) {
      out.append(line).append('\n');
    }
  }
}
