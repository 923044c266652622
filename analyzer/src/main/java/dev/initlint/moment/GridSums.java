package dev.initlint.moment;

/**
 * Sums of a grid's figures by lag over all pairs of positions of two runs along its rows. A run is
 * a part of a row, whole rows and a part of a row, so that sums over columns that are kept for each
 * lag of rows take the place of one step for each pair.
 */
final class GridSums {
  private final int height;
  private final int width;

  /** For each lag down from {@code 1 - height}: sums up to each lag to the right. */
  private final double[][] rights;

  /** For each lag down: sums over a whole row from the positions before each column. */
  private final double[][] rows;

  /**
   * Sums of {@code figures}, of which there is one for each lag; a position and itself add nothing.
   */
  GridSums(Layout grid, double[] figures) {
    height = grid.height();
    width = grid.width();
    rights = new double[2 * height - 1][2 * width];
    rows = new double[2 * height - 1][width + 1];
    for (int down = 1 - height; down < height; down++) {
      double[] right = rights[down + height - 1];
      for (int r = 1 - width; r < width; r++) {
        int lag = grid.lagClass(down, r);
        right[r + width] = right[r + width - 1] + (lag < 0 ? 0 : figures[lag]);
      }
      double[] row = rows[down + height - 1];
      for (int i = 0; i < width; i++) {
        row[i + 1] = row[i] + span(down, i, 0, width);
      }
    }
  }

  /** From one column to a part of the row at a lag. */
  private double span(int down, int column, int from, int to) {
    double[] right = rights[down + height - 1];
    return right[to - 1 - column + width] - right[from - 1 - column + width];
  }

  /**
   * Columns {@code from} to {@code to} of the rows {@code top} to {@code bottom}, ends excluded.
   */
  private record Block(int top, int bottom, int from, int to) {}

  /** A run as at most three blocks: the end of a row, whole rows, the beginning of a row. */
  private Block[] blocks(int start, int end) {
    int top = start / width;
    int bottom = end / width;
    if (top == bottom) {
      return new Block[] {new Block(top, top + 1, start - top * width, end - top * width)};
    }
    int whole = start % width == 0 ? top : top + 1;
    return new Block[] {
      new Block(top, whole, start - top * width, width),
      new Block(whole, bottom, 0, width),
      new Block(bottom, bottom + (end % width == 0 ? 0 : 1), 0, end % width)
    };
  }

  /** Over the pairs of a position of one run with a position of another, ends excluded. */
  double between(int start, int end, int otherStart, int otherEnd) {
    double sum = 0;
    for (Block a : blocks(start, end)) {
      for (Block b : blocks(otherStart, otherEnd)) {
        sum += between(a, b);
      }
    }
    return sum;
  }

  private double between(Block a, Block b) {
    double sum = 0;
    for (int down = b.top - a.bottom + 1; down < b.bottom - a.top; down++) {
      int times = Math.min(a.bottom, b.bottom - down) - Math.max(a.top, b.top - down);
      sum += times > 0 ? times * columns(down, a, b) : 0;
    }
    return sum;
  }

  private double columns(int down, Block a, Block b) {
    if (b.to - b.from == width) {
      double[] row = rows[down + height - 1];
      return row[a.to] - row[a.from];
    }
    if (a.to - a.from == width) {
      double[] row = rows[height - 1 - down];
      return row[b.to] - row[b.from];
    }
    double sum = 0;
    for (int i = a.from; i < a.to; i++) {
      sum += span(down, i, b.from, b.to);
    }
    return sum;
  }
}
