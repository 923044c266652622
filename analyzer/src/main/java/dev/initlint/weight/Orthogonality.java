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

  /** Reads the first vectors of the shorter side and compares them. */
  static double largestCosine(TensorData data, Layout layout) {
    float[][] vectors =
        layout.rows() <= layout.columns() ? firstRows(data, layout) : firstColumns(data, layout);
    int count = vectors.length;
    double largest = 0;
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < a; b++) {
        largest = Math.max(largest, Math.abs(cosine(vectors[a], vectors[b])));
      }
    }
    return largest;
  }

  private static float[][] firstRows(TensorData data, Layout layout) {
    int columns = layout.columns();
    float[][] vectors = new float[(int) Math.min(VECTORS, layout.rows())][columns];
    TensorData.Runs runs = data.runs();
    for (int i = 0; i < vectors.length; i++) {
      runs.read((long) i * columns, vectors[i], 0, columns);
    }
    return vectors;
  }

  private static float[][] firstColumns(TensorData data, Layout layout) {
    float[] start = new float[Math.min(VECTORS, layout.columns())];
    float[][] vectors = new float[start.length][(int) layout.rows()];
    TensorData.Runs runs = data.runs();
    for (int row = 0; row < layout.rows(); row++) {
      runs.read((long) row * layout.columns(), start, 0, start.length);
      for (int i = 0; i < start.length; i++) {
        vectors[i][row] = start[i];
      }
    }
    return vectors;
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
