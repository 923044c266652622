package dev.initlint.weight;

/**
 * The innermost loops: what one element does to the figures of its lane. C2 makes vector code of
 * each on JDK 17 (SuperWord); of comparisons between ints it does not before JDK 20, nor reliably
 * of loops that do more at once. The bits of magnitudes are in the order of their values, and
 * {@code a + (d & ~(d >> 31))} with d = b − a is the larger of two of them.
 */
final class Lanes {
  private static final int MAGNITUDE = 0x7fffffff;

  private Lanes() {}

  /** The largest magnitude among positive elements. */
  static void positive(int[] bits, int[] largest, int n) {
    for (int j = 0; j < n; j++) {
      int b = bits[j];
      int more = (b & ~(b >> 31)) - largest[j];
      largest[j] += more & ~(more >> 31);
    }
  }

  /** The largest magnitude among negative elements. */
  static void negative(int[] bits, int[] largest, int n) {
    for (int j = 0; j < n; j++) {
      int b = bits[j];
      int more = (b & b >> 31 & MAGNITUDE) - largest[j];
      largest[j] += more & ~(more >> 31);
    }
  }

  /**
   * Sets the top bit where an element is 0 or −0: only then its magnitude, less one, has it set.
   */
  static void zero(int[] bits, int[] zero, int n) {
    for (int j = 0; j < n; j++) {
      zero[j] |= (bits[j] & MAGNITUDE) - 1;
    }
  }

  /** Adds y, y², y³ and y⁴ of y = (x − shift)·scale. */
  static void moments(
      float[] x,
      float[] sums,
      float[] squares,
      float[] cubes,
      float[] fourths,
      float shift,
      float scale,
      int n) {
    for (int j = 0; j < n; j++) {
      float y = (x[j] - shift) * scale;
      float y2 = y * y;
      sums[j] += y;
      squares[j] += y2;
      cubes[j] += y2 * y;
      fourths[j] += y2 * y2;
    }
  }
}
