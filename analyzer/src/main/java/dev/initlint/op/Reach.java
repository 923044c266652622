package dev.initlint.op;

/**
 * A window along one axis: how often two taps are inside the map together, at any lag of the
 * output, in constant time for all lags but those few at which both windows may touch a border.
 *
 * <p>Taps inside are an interval [lo, hi] at each output position, and the pairs (a, a + δ) that
 * are inside at two positions are the overlap of one interval with the other moved by δ. Away from
 * the borders that is k − |δ|.
 */
final class Reach {
  /** What a pair of taps that are both inside the map counts for. */
  enum Weight {
    /** As one: a convolution. */
    ONE,
    /** As one over the square of the window: an average that counts its padding. */
    WINDOW,
    /** As one over the numbers of taps inside: an average that leaves its padding out. */
    INSIDE
  }

  private final int in;
  private final int out;
  private final int kernel;
  private final int stride;
  private final int dilation;
  private final int pad;
  private final Weight weight;

  /** Output positions before the first and behind the last whose window is whole. */
  private final int left;

  private final int right;

  /** What a whole window adds with one at the left or the right border, by δ + kernel − 1. */
  private final double[] withLeft;

  private final double[] withRight;

  /** Shares of this many lags and distances are kept, which are asked for row after row. */
  private static final long KEPT = 1 << 18;

  /** What {@link #shares} answers of a tap with itself, by lag + out − 1; made when asked for. */
  private double[][] own;

  /** The same of all pairs of taps. */
  private double[][] all;

  Reach(int in, int out, int kernel, int stride, int dilation, int pad, Weight weight) {
    this.in = in;
    this.out = out;
    this.kernel = kernel;
    this.stride = stride;
    this.dilation = dilation;
    this.pad = pad;
    this.weight = weight;
    int first = Math.max(0, (pad + stride - 1) / stride);
    long room = (long) in - 1 + pad - (long) (kernel - 1) * dilation;
    int last = (int) Math.max(-1, Math.min(out - 1, Math.floorDiv(room, stride)));
    boolean whole = first <= last;
    left = whole ? first : out;
    right = whole ? out - 1 - last : 0;
    withLeft = new double[2 * kernel - 1];
    withRight = new double[2 * kernel - 1];
    for (int delta = 1 - kernel; whole && delta < kernel; delta++) {
      for (int y = 0; y < left; y++) {
        withLeft[delta + kernel - 1] += met(y, first, delta);
      }
      for (int y = last + 1; y < out; y++) {
        withRight[delta + kernel - 1] += met(first, y, delta);
      }
    }
  }

  int in() {
    return in;
  }

  int out() {
    return out;
  }

  int kernel() {
    return kernel;
  }

  int stride() {
    return stride;
  }

  int dilation() {
    return dilation;
  }

  int pad() {
    return pad;
  }

  /** Whether two windows meet the same taps at every position. */
  boolean isAlike(Reach that) {
    return in == that.in
        && out == that.out
        && kernel == that.kernel
        && stride == that.stride
        && dilation == that.dilation
        && pad == that.pad;
  }

  /** First tap inside the map at an output position. */
  private int low(int y) {
    long start = (long) y * stride - pad;
    return start >= 0 ? 0 : (int) Math.min(kernel, (-start + dilation - 1) / dilation);
  }

  /** Last tap inside the map at an output position; before the first where none is. */
  private int high(int y) {
    long left = (long) in - 1 - ((long) y * stride - pad);
    return left < 0 ? -1 : (int) Math.min(kernel - 1, left / dilation);
  }

  /** Number of taps inside the map at an output position. */
  int inside(int y) {
    return Math.max(0, high(y) - low(y) + 1);
  }

  private double each(int y) {
    return switch (weight) {
      case ONE -> 1;
      case WINDOW -> 1.0 / kernel;
      case INSIDE -> 1.0 / inside(y);
    };
  }

  /** Weight of the pairs (a, a + delta) of which a is inside at y and the other at z. */
  private double met(int y, int z, int delta) {
    int from = Math.max(low(y), low(z) - delta);
    int to = Math.min(high(y), high(z) - delta);
    return to < from ? 0 : (to - from + 1) * each(y) * each(z);
  }

  /**
   * Weight of the pairs of taps (a, a + δ) that are both inside, summed over a, averaged over the
   * output positions that have a partner at the lag.
   *
   * @param lag of the output, of either sign
   * @param pairs whether all pairs are asked for, or those of a tap with itself alone
   * @return by δ + kernel − 1, or the one share; not to be written to
   */
  double[] shares(int lag, boolean pairs) {
    int most = pairs ? kernel - 1 : 0;
    if ((2L * out - 1) * (2L * most + 1) > KEPT) {
      return computed(lag, most);
    }
    double[][] known = pairs ? all : own; // a race computes the same figures twice
    if (known == null) {
      known = new double[2 * out - 1][];
      for (int y = 1 - out; y < out; y++) {
        known[y + out - 1] = computed(y, most);
      }
      if (pairs) {
        all = known;
      } else {
        own = known;
      }
    }
    return known[lag + out - 1];
  }

  private double[] computed(int lag, int most) {
    double[] row = new double[2 * most + 1];
    for (int delta = -most; delta <= most; delta++) {
      row[delta + most] = share(lag, delta);
    }
    return row;
  }

  /** The same for one distance. */
  double share(int lag, int delta) {
    if (lag < 0) {
      return share(-lag, -delta);
    }
    int n = out - lag;
    boolean apart = lag >= Math.max(left, right) && lag <= out - left - right;
    if (!apart) {
      return sum(lag, delta) / n;
    }
    int whole = left < out ? n - left - right : 0;
    double between = Math.max(0, kernel - Math.abs(delta));
    double one = weight == Weight.ONE ? 1 : 1.0 / kernel;
    return (whole * between * one * one
            + withLeft[delta + kernel - 1]
            + withRight[delta + kernel - 1])
        / n;
  }

  /** The sum where a window at one border may meet one at the other, or at the same. */
  private double sum(int lag, int delta) {
    int n = out - lag;
    // Both windows are whole from the one position to the other, exclusive.
    int from = Math.min(n, left);
    int to = Math.max(from, out - right - lag);
    double sum = 0;
    for (int y = 0; y < from; y++) {
      sum += met(y, y + lag, delta);
    }
    for (int y = to; y < n; y++) {
      sum += met(y, y + lag, delta);
    }
    return to > from ? sum + (to - from) * met(from, from + lag, delta) : sum;
  }
}
