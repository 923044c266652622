package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * A cheap test for orthonormal rows (or columns, of a matrix with more rows than columns). Haar
 * orthogonal matrices cannot be told from normal draws by their moments, but all their vectors are
 * of one length and perpendicular, where those of a normal draw of n entries differ in length by
 * √(2/n)/2 and have cosines of order 1/√n (Saxe, McClelland and Ganguli, ICLR 2014).
 */
final class Orthogonality {
  private static final int VECTORS = 8;

  /** Bounds the memory of the vectors, 32 MB. */
  private static final long LONGEST = 1 << 20;

  /**
   * Share of the sampling spread below which lengths count as equal; half precision stays below.
   */
  private static final double EQUAL_LENGTHS = 0.05;

  private Orthogonality() {}

  static boolean mayHold(Layout layout, Spread rows, Spread columns) {
    Spread shorter = layout.rows() <= layout.columns() ? rows : columns;
    return Math.max(layout.rows(), layout.columns()) <= LONGEST
        && shorter.min() > 0
        && shorter.sampled() > 1
        && shorter.relativeStd() < EQUAL_LENGTHS * shorter.expected();
  }

  /** Streams the tensor once and compares the first vectors of the shorter side. */
  static double largestCosine(TensorData data, Layout layout) {
    boolean byRow = layout.rows() <= layout.columns();
    int length = (int) Math.max(layout.rows(), layout.columns());
    int count = (int) Math.min(VECTORS, Math.min(layout.rows(), layout.columns()));
    float[][] vectors = new float[count][length];
    long[] position = new long[1];
    int columns = layout.columns();
    data.stream(
        (values, n) -> {
          long at = position[0];
          for (int i = 0; i < n; i++) {
            long row = (at + i) / columns;
            int column = (int) ((at + i) % columns);
            if (byRow && row < count) {
              vectors[(int) row][column] = values[i];
            } else if (!byRow && column < count) {
              vectors[column][(int) row] = values[i];
            }
          }
          position[0] = at + n;
        });
    double largest = 0;
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < a; b++) {
        largest = Math.max(largest, Math.abs(cosine(vectors[a], vectors[b])));
      }
    }
    return largest;
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
