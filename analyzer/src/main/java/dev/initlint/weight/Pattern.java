package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * Questions about single elements. Of a random tensor a few elements answer each of them; only
 * where the answer is yes are all elements read.
 */
final class Pattern {
  private static final int RUN = 512;

  private final TensorData.Runs runs;
  private final Layout layout;
  private final float[] some = new float[RUN];
  private final float[] others = new float[RUN];

  Pattern(TensorData data, Layout layout) {
    this.runs = data.runs();
    this.layout = layout;
  }

  /** Tests a run of elements. */
  private interface Test {
    boolean holds(long from, int n);
  }

  /** Whether a test holds for elements {@code from} to {@code to}, taken in runs. */
  private boolean everywhere(long from, long to, Test test) {
    for (long at = from; at < to; at += RUN) {
      if (!test.holds(at, (int) Math.min(RUN, to - at))) {
        return false;
      }
    }
    return true;
  }

  /** All rows have the same bits. */
  boolean rowsEqual() {
    long columns = layout.columns();
    for (long row = 1; row < layout.rows(); row++) {
      long below = row * columns;
      if (!everywhere(0, columns, (at, n) -> equal(at, below + at, n))) {
        return false;
      }
    }
    return true;
  }

  private boolean equal(long a, long b, int n) {
    runs.read(a, some, 0, n);
    runs.read(b, others, 0, n);
    for (int i = 0; i < n; i++) {
      if (bits(some[i]) != bits(others[i])) {
        return false;
      }
    }
    return true;
  }

  /** All columns have the same bits. */
  boolean columnsEqual() {
    for (long row = 0; row < layout.rows(); row++) {
      if (!isOneValue(row)) {
        return false;
      }
    }
    return true;
  }

  /** All entries of the first row have the same bits. */
  boolean firstRowEqual() {
    return isOneValue(0);
  }

  private boolean isOneValue(long row) {
    long start = row * layout.columns();
    runs.read(start, others, 0, 1);
    int first = bits(others[0]);
    return everywhere(start, start + layout.columns(), (at, n) -> repeats(first, at, n));
  }

  private boolean repeats(int value, long at, int n) {
    runs.read(at, some, 0, n);
    for (int i = 0; i < n; i++) {
      if (bits(some[i]) != value) {
        return false;
      }
    }
    return true;
  }

  /** All entries of the first column have the same bits. */
  boolean firstColumnEqual() {
    runs.read(0, others, 0, 1);
    for (long row = 1; row < layout.rows(); row++) {
      runs.read(row * layout.columns(), some, 0, 1);
      if (bits(some[0]) != bits(others[0])) {
        return false;
      }
    }
    return true;
  }

  /** Ones on the main diagonal, zeros elsewhere. */
  boolean identity() {
    return everywhere(0, layout.count(), this::isOfIdentity);
  }

  private boolean isOfIdentity(long from, int n) {
    runs.read(from, some, 0, n);
    for (int i = 0; i < n; i++) {
      boolean diagonal = (from + i) / layout.columns() == (from + i) % layout.columns();
      if (some[i] != (diagonal ? 1 : 0)) {
        return false;
      }
    }
    return true;
  }

  /** The elements never fall, or never rise, from one to the next. */
  boolean monotone() {
    return everywhere(1, layout.count(), (at, n) -> rises(at, n, 1))
        || everywhere(1, layout.count(), (at, n) -> rises(at, n, -1));
  }

  private boolean rises(long from, int n, int direction) {
    runs.read(from - 1, others, 0, 1);
    runs.read(from, some, 0, n);
    float last = others[0];
    for (int i = 0; i < n; i++) {
      if (direction * some[i] < direction * last) {
        return false;
      }
      last = some[i];
    }
    return true;
  }

  private static int bits(float v) {
    return Float.floatToRawIntBits(v);
  }
}
