package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;

/**
 * The window of a convolution or a pooling: which pairs of taps meet which lag of the input, and
 * how often both are inside the map.
 *
 * @param inside [down, right][lag of the output + offset][tap a][tap b]: share of the output
 *     positions with a partner at that lag at which both taps lie inside
 */
record Taps(
    Layout in,
    Layout out,
    int[] kernel,
    int[] stride,
    int[] dilation,
    int[] pad,
    double[][][][] inside) {

  /** What a pair of taps that are both inside the map counts for. */
  private enum Weight {
    /** As one: a convolution. */
    ONE,
    /** As one over the square of the window: an average that counts its padding. */
    WINDOW,
    /** As one over the numbers of taps inside: an average that leaves its padding out. */
    INSIDE
  }

  static Taps of(Node node, Axes axes, long[] weight, long[] output) {
    int[] kernel = {weight.length == 4 ? (int) weight[2] : 1, (int) weight[weight.length - 1]};
    return of(node, axes, kernel, output, Weight.ONE);
  }

  /**
   * The taps of a pooling, weighted so that sums over pairs of them are averages.
   *
   * @param padding whether taps in the padding count as zeros
   */
  static Taps averaging(Node node, Axes axes, int[] kernel, long[] output, boolean padding) {
    return of(node, axes, kernel, output, padding ? Weight.WINDOW : Weight.INSIDE);
  }

  /** The extents of a window and of the maps it is between, down and right. */
  record Frame(int[] in, int[] out, int[] kernel, int[] stride, int[] dilation, int[] pad) {
    static Frame of(Node node, Axes axes, long[] weight, long[] output) {
      int[] kernel = {weight.length == 4 ? (int) weight[2] : 1, (int) weight[weight.length - 1]};
      return of(node, axes, kernel, output);
    }

    static Frame of(Node node, Axes axes, int[] kernel, long[] output) {
      boolean flat = axes.rank() == 3;
      int[] in = {flat ? 1 : (int) axes.size(2), (int) axes.size(axes.rank() - 1)};
      int[] out = {flat ? 1 : (int) output[2], (int) output[output.length - 1]};
      int[] stride = pair(node.attributes().integers("strides"), flat, 1);
      int[] dilation = pair(node.attributes().integers("dilations"), flat, 1);
      int[] pad = pads(node, flat, in, out, kernel, stride, dilation);
      return new Frame(in, out, kernel, stride, dilation, pad);
    }

    /** The row or column that a tap meets at one of the output, or −1 in the padding. */
    int input(int axis, int output, int tap) {
      int at = output * stride[axis] - pad[axis] + tap * dilation[axis];
      return at >= 0 && at < in[axis] ? at : -1;
    }
  }

  private static Taps of(Node node, Axes axes, int[] kernel, long[] output, Weight weight) {
    Frame f = Frame.of(node, axes, kernel, output);
    double[][][] down =
        inside(f.in[0], f.out[0], kernel[0], f.stride[0], f.dilation[0], f.pad[0], weight);
    double[][][] right =
        inside(f.in[1], f.out[1], kernel[1], f.stride[1], f.dilation[1], f.pad[1], weight);
    return new Taps(
        Layout.grid(f.in[0], f.in[1]),
        Layout.grid(f.out[0], f.out[1]),
        kernel,
        f.stride,
        f.dilation,
        f.pad,
        new double[][][][] {down, right});
  }

  private static int[] pair(long[] attribute, boolean flat, int otherwise) {
    if (attribute == null) {
      return new int[] {otherwise, otherwise};
    }
    return flat
        ? new int[] {1, (int) attribute[0]}
        : new int[] {(int) attribute[0], (int) attribute[1]};
  }

  private static int[] pads(
      Node node, boolean flat, int[] in, int[] out, int[] kernel, int[] stride, int[] dilation) {
    long[] pads = node.attributes().integers("pads");
    if (pads != null) {
      return flat ? new int[] {0, (int) pads[0]} : new int[] {(int) pads[0], (int) pads[1]};
    }
    int[] begin = new int[2];
    String auto = node.attributes().text("auto_pad", "NOTSET");
    for (int i = 0; i < 2 && auto.startsWith("SAME"); i++) {
      int total = Math.max(0, (out[i] - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1 - in[i]);
      begin[i] = auto.equals("SAME_LOWER") ? total - total / 2 : total / 2;
    }
    return begin;
  }

  private static double[][][] inside(
      int in, int out, int kernel, int stride, int dilation, int pad, Weight weight) {
    double[] each = new double[out];
    for (int y = 0; y < out; y++) {
      int taps = within(y, in, kernel, stride, dilation, pad);
      each[y] = weight == Weight.ONE ? 1 : 1.0 / (weight == Weight.WINDOW ? kernel : taps);
    }
    double[][][] share = new double[2 * out - 1][kernel][kernel];
    for (int lag = -(out - 1); lag < out; lag++) {
      int from = Math.max(0, -lag);
      int to = Math.min(out, out - lag);
      for (int a = 0; a < kernel; a++) {
        for (int b = 0; b < kernel; b++) {
          double hits = 0;
          for (int y = from; y < to; y++) {
            int first = y * stride - pad + a * dilation;
            int second = (y + lag) * stride - pad + b * dilation;
            boolean both = first >= 0 && first < in && second >= 0 && second < in;
            hits += both ? each[y] * each[y + lag] : 0;
          }
          share[lag + out - 1][a][b] = hits / (to - from);
        }
      }
    }
    return share;
  }

  /** Number of taps of the window at output position {@code y} that are inside the map. */
  private static int within(int y, int in, int kernel, int stride, int dilation, int pad) {
    int taps = 0;
    for (int a = 0; a < kernel; a++) {
      int at = y * stride - pad + a * dilation;
      taps += at >= 0 && at < in ? 1 : 0;
    }
    return taps;
  }

  /** Numbers of taps inside the map, of all windows. */
  int[] windows() {
    int[] n = new int[(int) out.positions()];
    for (int i = 0; i < n.length; i++) {
      int y = i / out.width();
      int x = i % out.width();
      n[i] =
          within(y, in.height(), kernel[0], stride[0], dilation[0], pad[0])
              * within(x, in.width(), kernel[1], stride[1], dilation[1], pad[1]);
    }
    return n;
  }

  /** Whether a map has one or two axes of positions, and none among its samples. */
  static boolean isPlanar(Axes axes) {
    return axes.rank() <= 4 && !axes.has(0, Axes.Role.POSITION) && !axes.has(0, Axes.Role.FEATURE);
  }

  int count() {
    return kernel[0] * kernel[1];
  }

  /** One pair of taps at one lag of the output. */
  @FunctionalInterface
  private interface Meeting {
    /** {@code cell} is −1 at lag zero of the input and a pair class otherwise. */
    void at(int cell, double share);
  }

  /**
   * Visits pairs of taps at one lag of the output.
   *
   * @param own only pairs of a tap with itself: the weights of different taps are independent
   */
  private void meet(int down, int right, boolean own, Meeting meeting) {
    int h = out.height() - 1;
    int w = out.width() - 1;
    for (int ay = 0; ay < kernel[0]; ay++) {
      for (int by = own ? ay : 0; by < (own ? ay + 1 : kernel[0]); by++) {
        double vertical = inside[0][down + h][ay][by];
        if (vertical == 0) {
          continue;
        }
        for (int ax = 0; ax < kernel[1]; ax++) {
          for (int bx = own ? ax : 0; bx < (own ? ax + 1 : kernel[1]); bx++) {
            double share = vertical * inside[1][right + w][ax][bx];
            if (share > 0) {
              int cell =
                  in.lagClass(
                      down * stride[0] + (by - ay) * dilation[0],
                      right * stride[1] + (bx - ax) * dilation[1]);
              if (cell != -2) {
                meeting.at(cell, share);
              }
            }
          }
        }
      }
    }
  }

  /** Σ over pairs of taps of the field, for every lag of the output. */
  Field gathered(Field f, boolean own) {
    double[] sum = new double[1];
    Meeting meeting = (cell, share) -> sum[0] += share * (cell < 0 ? f.same()[0] : f.other()[cell]);
    meet(0, 0, own, meeting);
    double[] same = {sum[0]};
    double[] other = new double[out.pairClasses()];
    boolean white = Arrays.stream(f.other()).allMatch(v -> v == 0);
    for (int i = 0; i < other.length; i++) {
      int[] lag = out.lag(i);
      if (!white || overlaps(lag)) {
        sum[0] = 0;
        meet(lag[0], lag[1], own, meeting);
        other[i] = sum[0];
      }
    }
    return new Field(same, other);
  }

  /** Whether windows at a lag share positions of the input. */
  private boolean overlaps(int[] lag) {
    return Math.abs(lag[0]) * stride[0] <= (kernel[0] - 1) * dilation[0]
        && Math.abs(lag[1]) * stride[1] <= (kernel[1] - 1) * dilation[1];
  }

  /** The adjoint of {@link #gathered}: a gradient's field at the input's lags. */
  private Field scattered(Field g, boolean own) {
    double[] same = new double[1];
    double[] other = new double[in.pairClasses()];
    double[] weight = new double[1];
    Meeting meeting =
        (cell, share) -> {
          if (cell < 0) {
            same[0] += share * weight[0];
          } else {
            other[cell] += share * weight[0];
          }
        };
    weight[0] = out.positions() * g.same()[0];
    meet(0, 0, own, meeting);
    for (int i = 0; i < out.pairClasses(); i++) {
      weight[0] = out.pairs(i) * g.other()[i];
      if (weight[0] != 0) {
        int[] lag = out.lag(i);
        meet(lag[0], lag[1], own, meeting);
      }
    }
    same[0] /= in.positions();
    for (int i = 0; i < other.length; i++) {
      other[i] /= in.pairs(i);
    }
    return new Field(same, other);
  }

  Stat forward(Stat input, double gain) {
    Stat x = input.refined(in);
    return new Stat(
        out,
        gathered(x.within(), true).times(gain),
        gathered(x.across(), true).times(gain),
        Field.zero(out),
        Field.zero(out),
        new double[1],
        x.features(),
        x.inverseDim(),
        x.spread());
  }

  /**
   * The gradient at the input. What G and K of pairs of positions share is carried over whole: with
   * K_y the sum of K_x over the taps and G_x that of G_y, ΣG_x·K_x and ΣG_y·K_y are the same sum
   * but for the gains (moments.md a.1, rows "Conv" and "weight grad").
   */
  Stat adjoint(Stat gradient, double gain, Stat input) {
    Stat g = gradient.refined(out);
    Stat x = input.refined(in);
    double own = x.secondMoment() - x.tokenOverlap();
    Field map = gathered(x.within(), true);
    double mapped = map.meanSame(out) - map.meanOther(out);
    double coherence = own > 0 ? g.coherence() * gain * mapped / own : 0;
    return new Stat(
        in,
        scattered(g.within(), true).times(gain),
        scattered(g.across(), true).times(gain),
        Field.zero(in),
        Field.zero(in),
        new double[1],
        x.features(),
        g.inverseDim(),
        g.spread(),
        coherence);
  }

  /** The averages of a pooling. */
  Field averaged(Field f) {
    return gathered(f, false);
  }

  /** The adjoint of {@link #averaged}. */
  Field averagedBack(Field g) {
    return scattered(g, false);
  }

  /** Mean cosine between the positions of a window, equal ones included: 1/count for white maps. */
  double overlap(Stat x) {
    double q = x.within().same()[0];
    double all = (double) count() * count();
    return q > 0 ? Math.max(0, Math.min(1, gathered(x.within(), false).same()[0] / all / q)) : 1;
  }

  /** Second moment of an entry of the kernel's gradient, averaged over taps. */
  double weightGradient(Stat gradient, Stat input, Evaluation e) {
    Stat g = gradient.refined(out);
    Stat x = input.refined(in);
    double batch = e.number(Expr.symbol("batch"));
    double apart = x.secondMoment() - x.tokenOverlap();
    return (batch * pairs(g.within(), x.within())
                + batch * (batch - 1) * pairs(g.across(), x.across()))
            / count()
        + g.coherence() * apart;
  }

  private double pairs(Field g, Field x) {
    double[] sum = new double[1];
    double[] weight = {out.positions() * g.same()[0]};
    Meeting meeting =
        (cell, share) -> sum[0] += share * weight[0] * (cell < 0 ? x.same()[0] : x.other()[cell]);
    meet(0, 0, true, meeting);
    for (int i = 0; i < out.pairClasses(); i++) {
      weight[0] = out.pairs(i) * g.other()[i];
      if (weight[0] != 0) {
        int[] lag = out.lag(i);
        meet(lag[0], lag[1], true, meeting);
      }
    }
    return sum[0];
  }
}
