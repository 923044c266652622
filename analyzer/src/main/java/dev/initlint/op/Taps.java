package dev.initlint.op;

import dev.initlint.graph.Cancelled;
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
 * how often both are inside the map. The cost is linear in the number of positions.
 *
 * @param down the window along the rows of the map
 * @param right the window along a row
 */
record Taps(Layout in, Layout out, Reach down, Reach right) {
  /** Maps of more positions than this are not resolved. */
  private static final long MOST_POSITIONS = 1L << 23;

  static Taps of(Node node, Axes axes, long[] weight, long[] output) {
    int[] kernel = {weight.length == 4 ? (int) weight[2] : 1, (int) weight[weight.length - 1]};
    return of(node, axes, kernel, output, Reach.Weight.ONE);
  }

  /**
   * The taps of a pooling, weighted so that sums over pairs of them are averages.
   *
   * @param padding whether taps in the padding count as zeros
   */
  static Taps averaging(Node node, Axes axes, int[] kernel, long[] output, boolean padding) {
    return of(node, axes, kernel, output, padding ? Reach.Weight.WINDOW : Reach.Weight.INSIDE);
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

  private static Taps of(Node node, Axes axes, int[] kernel, long[] output, Reach.Weight weight) {
    requireResolvable(axes, output);
    Frame f = Frame.of(node, axes, kernel, output);
    return new Taps(
        Layout.grid(f.in[0], f.in[1]),
        Layout.grid(f.out[0], f.out[1]),
        reach(f, 0, weight),
        reach(f, 1, weight));
  }

  private static Reach reach(Frame f, int axis, Reach.Weight weight) {
    return new Reach(
        f.in[axis],
        f.out[axis],
        f.kernel[axis],
        f.stride[axis],
        f.dilation[axis],
        f.pad[axis],
        weight);
  }

  private static void requireResolvable(Axes axes, long[] output) {
    double before = 1;
    double after = 1;
    for (int i = 2; i < axes.rank(); i++) {
      before *= axes.size(i);
      after *= output[i];
    }
    if (Math.max(before, after) > MOST_POSITIONS) {
      throw new Op.NotModelled(
          "a map of " + (long) Math.max(before, after) + " positions is too large to resolve");
    }
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

  /** Numbers of taps inside the map, of all windows. */
  int[] windows() {
    int[] n = new int[(int) out.positions()];
    for (int i = 0; i < n.length; i++) {
      n[i] = down.inside(i / out.width()) * right.inside(i % out.width());
    }
    return n;
  }

  /** Whether two windows meet the same taps at every position. */
  boolean isAlike(Taps that) {
    return in.sameAs(that.in)
        && out.sameAs(that.out)
        && down.isAlike(that.down)
        && right.isAlike(that.right);
  }

  /** Whether a map has one or two axes of positions, and none among its samples. */
  static boolean isPlanar(Axes axes) {
    return axes.rank() <= 4 && !axes.has(0, Axes.Role.POSITION) && !axes.has(0, Axes.Role.FEATURE);
  }

  int count() {
    return down.kernel() * right.kernel();
  }

  /**
   * Visits pairs of taps at the lags of the output, one after another, with the lag of the input
   * that they meet.
   */
  private final class Meetings {
    /** Whether of all taps, or of each with itself alone, as where weights are independent. */
    private final boolean pairs;

    private final int tall;

    private final int wide;

    /** Pair classes in a row of lags of the input. */
    private final int span = 2 * in.width() - 1;

    Meetings(boolean own) {
      pairs = !own;
      tall = own ? 0 : down.kernel() - 1;
      wide = own ? 0 : right.kernel() - 1;
    }

    /** Σ over the pairs at a lag of the output. */
    double sum(int y, int x, double same, double[] other) {
      double[] vertical = down.shares(y, pairs);
      double[] horizontal = right.shares(x, pairs);
      double sum = 0;
      for (int dy = -tall; dy <= tall; dy++) {
        double v = vertical[dy + tall];
        int rows = y * down.stride() + dy * down.dilation();
        if (v == 0 || Math.abs(rows) >= in.height()) {
          continue;
        }
        for (int dx = -wide; dx <= wide; dx++) {
          int columns = x * right.stride() + dx * right.dilation();
          double share = Math.abs(columns) >= in.width() ? 0 : v * horizontal[dx + wide];
          if (share > 0) {
            int at = cell(rows, columns);
            sum += share * (at < 0 ? same : other[at]);
          }
        }
      }
      return sum;
    }

    /** Adds a weight to all that the pairs at a lag of the output meet; lag zero comes last. */
    void add(int y, int x, double weight, double[] to) {
      double[] vertical = down.shares(y, pairs);
      double[] horizontal = right.shares(x, pairs);
      for (int dy = -tall; dy <= tall; dy++) {
        double v = vertical[dy + tall];
        int rows = y * down.stride() + dy * down.dilation();
        if (v == 0 || Math.abs(rows) >= in.height()) {
          continue;
        }
        for (int dx = -wide; dx <= wide; dx++) {
          int columns = x * right.stride() + dx * right.dilation();
          double share = Math.abs(columns) >= in.width() ? 0 : v * horizontal[dx + wide];
          if (share > 0) {
            int at = cell(rows, columns);
            to[at < 0 ? to.length - 1 : at] += share * weight;
          }
        }
      }
    }

    /** {@link Layout#lagClass} of a lag that is inside the map. */
    private int cell(int rows, int columns) {
      return Math.abs(rows * span + columns) - 1;
    }
  }

  /** Σ over pairs of taps of the field, for every lag of the output. */
  Field gathered(Field f, boolean own) {
    if (f.isZero()) {
      return Field.zero(out);
    }
    Meetings meetings = new Meetings(own);
    double[] other = new double[out.pairClasses()];
    boolean white = Arrays.stream(f.other()).allMatch(v -> v == 0);
    int at = 0;
    for (int y = 0; y < out.height(); y++) {
      for (int x = y == 0 ? 1 : 1 - out.width(); x < out.width(); x++, at++) {
        Cancelled.check();
        if (!white || overlaps(y, x)) {
          other[at] = meetings.sum(y, x, f.same()[0], f.other());
        }
      }
    }
    return new Field(gathered(f, meetings), other);
  }

  /** The same at lag zero alone. */
  private double[] gathered(Field f, Meetings meetings) {
    return new double[] {meetings.sum(0, 0, f.same()[0], f.other())};
  }

  /** Whether windows at a lag share positions of the input. */
  private boolean overlaps(int y, int x) {
    return Math.abs(y) * down.stride() <= (down.kernel() - 1) * down.dilation()
        && Math.abs(x) * right.stride() <= (right.kernel() - 1) * right.dilation();
  }

  /** The adjoint of {@link #gathered}: a gradient's field at the input's lags. */
  private Field scattered(Field g, boolean own) {
    if (g.isZero()) {
      return Field.zero(in);
    }
    Meetings meetings = new Meetings(own);
    double[] to = new double[in.pairClasses() + 1];
    meetings.add(0, 0, out.positions() * g.same()[0], to);
    int at = 0;
    for (int y = 0; y < out.height(); y++) {
      for (int x = y == 0 ? 1 : 1 - out.width(); x < out.width(); x++, at++) {
        double weight = out.pairs(at) * g.other()[at];
        if (weight != 0) {
          meetings.add(y, x, weight, to);
        }
      }
    }
    double[] other = Arrays.copyOf(to, in.pairClasses());
    for (int i = 0; i < other.length; i++) {
      other[i] /= in.pairs(i);
    }
    return new Field(new double[] {to[other.length] / in.positions()}, other);
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
   * but for the gains (docs/theory/linear.md#gradient-of-a-weight).
   */
  Stat adjoint(Stat gradient, double gain, Stat input) {
    Stat g = gradient.refined(out);
    Stat x = input.refined(in);
    double own = x.secondMoment() - x.tokenOverlap();
    double coherence =
        own > 0 && g.coherence() != 0 ? g.coherence() * gain * mapped(x.within()) / own : 0;
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

  /** What becomes of the mean of a field at equal positions, less that at different ones. */
  private double mapped(Field f) {
    Field map = gathered(f, true);
    return map.meanSame(out) - map.meanOther(out);
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
    double pairs = q > 0 ? gathered(x.within(), new Meetings(false))[0] : 0;
    return q > 0 ? Math.max(0, Math.min(1, pairs / all / q)) : 1;
  }

  /** Mean number of taps of a window that are inside the map. */
  double inside() {
    return down.share(0, 0) * right.share(0, 0);
  }

  /** Mean of a field over pairs of different taps of one window that are inside the map. */
  double apart(Field f) {
    Meetings meetings = new Meetings(false);
    double[] each = new double[in.pairClasses()];
    Arrays.fill(each, 1);
    double all = meetings.sum(0, 0, 0, each);
    return all > 0 ? meetings.sum(0, 0, 0, f.other()) / all : 0;
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
    Meetings meetings = new Meetings(true);
    double same = x.same()[0];
    double sum = out.positions() * g.same()[0] * meetings.sum(0, 0, same, x.other());
    int at = 0;
    for (int y = 0; y < out.height(); y++) {
      for (int i = y == 0 ? 1 : 1 - out.width(); i < out.width(); i++, at++) {
        double weight = out.pairs(at) * g.other()[at];
        sum += weight == 0 ? 0 : weight * meetings.sum(y, i, same, x.other());
      }
    }
    return sum;
  }
}
