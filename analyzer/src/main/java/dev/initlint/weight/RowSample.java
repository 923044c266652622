package dev.initlint.weight;

/** Σx² over up to {@value #ROWS} evenly spaced rows of a matrix; the first row is one of them. */
final class RowSample {
  static final int ROWS = 64;

  private final int columns;
  private final long stride;
  private final double[] squares;

  RowSample(Layout layout) {
    columns = layout.columns();
    stride = Math.max(1, (layout.rows() + ROWS - 1) / ROWS);
    int sampled = (int) ((layout.rows() + stride - 1) / stride);
    squares = new double[sampled];
  }

  /** Takes in n elements: part of row {@code row}, or whole rows from that one on. */
  void accept(float[] x, int n, long row) {
    int width = Math.min(n, columns);
    int rows = n / width;
    for (long r = (stride - row % stride) % stride; r < rows; r += stride) {
      int start = (int) r * width;
      add(x, (int) ((row + r) / stride), start, start + width);
    }
  }

  /** Two sums, so that an addition need not wait for the one before it. */
  private void add(float[] x, int sample, int from, int to) {
    double square = 0;
    double oddSquare = 0;
    for (int j = from; j < to - 1; j += 2) {
      double v = x[j];
      double w = x[j + 1];
      square += v * v;
      oddSquare += w * w;
    }
    if ((to - from) % 2 == 1) {
      double v = x[to - 1];
      square += v * v;
    }
    squares[sample] += square + oddSquare;
  }

  /** Adds the sums over other rows of the same matrix. */
  void add(RowSample other) {
    for (int i = 0; i < squares.length; i++) {
      squares[i] += other.squares[i];
    }
  }

  /** Second moment of each sampled row. */
  double[] secondMoments() {
    double[] means = new double[squares.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = squares[i] / columns;
    }
    return means;
  }
}
