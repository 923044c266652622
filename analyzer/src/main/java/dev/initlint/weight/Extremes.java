package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * Ends of the finite elements, and how many zeros there are.
 *
 * @param low smallest finite element; NaN if none is
 * @param high largest finite element; NaN if none is
 * @param zeros elements that are 0 or −0
 * @param zeroRows rows of nothing but zeros
 */
record Extremes(float low, float high, long zeros, long zeroRows) {

  /** From the pass alone where it met positive and negative elements, and neither zeros nor Inf. */
  static Extremes of(FactsPass pass, TensorData data, Layout layout) {
    float high = pass.high();
    float low = pass.low();
    if (low < 0 && high > 0 && pass.isFinite() && !pass.mayHaveZero()) {
      return new Extremes(low, high, 0, 0);
    }
    Scan scan = new Scan(layout.columns());
    data.stream(scan);
    return scan.extremes();
  }

  /** Looks at every element. */
  private static final class Scan implements TensorData.Chunks {
    private final int columns;
    private float low = Float.POSITIVE_INFINITY;
    private float high = Float.NEGATIVE_INFINITY;
    private long zeros;
    private long zeroRows;
    private int column;
    private int zerosInRow;

    Scan(int columns) {
      this.columns = columns;
    }

    @Override
    public void accept(float[] values, int length) {
      for (int from = 0; from < length; ) {
        int n = Math.min(length - from, columns - column);
        zerosInRow += look(values, from, n);
        from += n;
        column += n;
        if (column == columns) {
          endRow();
        }
      }
    }

    private int look(float[] values, int from, int n) {
      int found = 0;
      for (int j = from; j < from + n; j++) {
        float v = values[j];
        if (v == 0) {
          found++;
        }
        if (v > high && v <= Float.MAX_VALUE) {
          high = v;
        }
        if (v < low && v >= -Float.MAX_VALUE) {
          low = v;
        }
      }
      return found;
    }

    private void endRow() {
      zeros += zerosInRow;
      zeroRows += zerosInRow == columns ? 1 : 0;
      zerosInRow = 0;
      column = 0;
    }

    /** The last row of a vector may be short. */
    Extremes extremes() {
      zeros += zerosInRow;
      boolean none = low > high;
      return new Extremes(none ? Float.NaN : low, none ? Float.NaN : high, zeros, zeroRows);
    }
  }
}
