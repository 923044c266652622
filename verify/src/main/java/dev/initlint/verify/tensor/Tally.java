package dev.initlint.verify.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Σ x and Σ x² of floats. Sixteen elements at a time are summed in single precision, in a tree of
 * two levels of four, and such sums in double: JDK 17 widens floats one by one, which takes four
 * times as long as all else in a sum of doubles. A result is off by at most 3e-7 of Σ |x| and of Σ
 * x², and, as roundings have both signs, by far less.
 *
 * <p>The loops are written so that C2 of all JDKs from 17 on makes vectors of them: one result
 * each, four operands at constant distances.
 */
public final class Tally {
  private static final ThreadLocal<Tally> OF_THREAD = ThreadLocal.withInitial(Tally::new);

  private static final int ROWS = 4;
  private static final int COLUMNS = 512;
  private static final int FEW = COLUMNS / ROWS;

  /** Squares of floats below 1e-19 are no normal floats; a mean this small has many of those. */
  private static final double SMALLEST = 1e-30;

  private final float[] block = new float[ROWS * COLUMNS];
  private final float[] rows = new float[ROWS * COLUMNS];
  private final float[] four = new float[COLUMNS];
  private final float[] few = new float[FEW];
  private double sum;
  private double squares;
  private long count;

  private Tally() {}

  /** The tally of this thread, emptied; valid until the thread asks for the next. */
  public static Tally empty() {
    Tally t = OF_THREAD.get();
    t.sum = 0;
    t.squares = 0;
    t.count = 0;
    return t;
  }

  /** Σ x of what {@link #add} was given. */
  public double sum() {
    return sum;
  }

  /** Σ x². */
  public double squares() {
    return squares;
  }

  /** How many elements were added. */
  public long count() {
    return count;
  }

  /** False when squares may have been lost as too large or too small for a float. */
  public boolean isExact() {
    return squares >= SMALLEST * count && squares <= Float.MAX_VALUE;
  }

  /** Adds {@code n} elements that lie side by side. */
  public void add(FloatBuffer from, int at, int n) {
    for (int i = 0; i < n; i += block.length) {
      int m = Math.min(block.length, n - i);
      from.get(at + i, block, 0, m);
      addBlock(m);
    }
  }

  /** Adds those of {@code n} elements that are above a threshold or no numbers. */
  public void addAbove(float lowest, FloatBuffer from, int at, int n) {
    for (int i = 0; i < n; i += block.length) {
      int m = Math.min(block.length, n - i);
      from.get(at + i, block, 0, m);
      addBlock(above(block, m, lowest));
    }
  }

  private void addBlock(int n) {
    Arrays.fill(block, n, block.length, 0);
    add(block, four, COLUMNS);
    fold(four, few);
    sum += total(few);
    square(block);
    add(block, four, COLUMNS);
    fold(four, few);
    squares += total(few);
    count += n;
  }

  /**
   * Adds the rows of a matrix, whose first element is at {@code at}, to the sums of its columns.
   */
  public static void addColumns(FloatBuffer from, int at, int height, int width, double[] columns) {
    OF_THREAD.get().addRows(from, at, height, width, columns, false);
  }

  /** The same, and the squares of all its elements are added to {@link #squares}. */
  public void addRows(FloatBuffer from, int at, int height, int width, double[] columns) {
    addRows(from, at, height, width, columns, true);
  }

  private void addRows(
      FloatBuffer from, int at, int height, int width, double[] columns, boolean squared) {
    for (int c = 0; c < width; c += COLUMNS) {
      int n = Math.min(COLUMNS, width - c);
      for (int r = 0; r < height; r += ROWS * ROWS) {
        for (int group = 0; group < ROWS; group++) {
          read(from, at + (r + group * ROWS) * width + c, width, height - r - group * ROWS, n);
          add(block, four, n);
          System.arraycopy(four, 0, rows, group * COLUMNS, n);
          if (squared) {
            square(block);
            add(block, four, n);
            Arrays.fill(four, n, COLUMNS, 0);
            fold(four, few);
            squares += total(few);
          }
        }
        add(rows, four, n);
        widen(four, columns, c, n);
      }
    }
    count += (long) height * width;
  }

  private void read(FloatBuffer from, int at, int width, int height, int n) {
    for (int r = 0; r < ROWS; r++) {
      int start = r * COLUMNS;
      if (r < height) {
        from.get(at + r * width, block, start, n);
      } else {
        Arrays.fill(block, start, start + n, 0);
      }
    }
  }

  private static void add(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (x[i] + x[i + COLUMNS]) + (x[i + 2 * COLUMNS] + x[i + 3 * COLUMNS]);
    }
  }

  private static void square(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= x[i];
    }
  }

  private static void fold(float[] x, float[] y) {
    for (int i = 0; i < FEW; i++) {
      y[i] = (x[i] + x[i + FEW]) + (x[i + 2 * FEW] + x[i + 3 * FEW]);
    }
  }

  private static double total(float[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int i = 0; i < x.length; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    return (a + b) + (c + d);
  }

  private static void widen(float[] x, double[] sums, int at, int n) {
    for (int i = 0; i < n; i++) {
      sums[at + i] += x[i];
    }
  }

  /** Moves the elements above a threshold, and those that are not numbers, to the front. */
  private static int above(float[] x, int n, float lowest) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
      x[kept] = x[i];
      kept += x[i] <= lowest ? 0 : 1;
    }
    return kept;
  }
}
