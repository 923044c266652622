package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * Fingerprint of the bits of a matrix, comparable with that of the transpose. With odd
 * pseudo-random weights r, column j has the hash Σ_i r_i·fold(bits(x_ij)) modulo 2³² and row i the
 * hash Σ_j r_j·fold(bits(x_ij)), which differ whenever a single element differs.
 *
 * @param ordered Σ_j s_j·(hash of column j) modulo 2⁶⁴ with independent weights s: differs between
 *     W and Wᵀ
 * @param transposed Σ_i s_i·(hash of row i): what {@code ordered} is of Wᵀ
 * @param symmetric Σ_j r_j·(hash of column j) modulo 2³²: equal for W and Wᵀ
 */
record ContentHash(long ordered, long transposed, int symmetric) {

  /** Reads all elements. */
  static ContentHash of(TensorData data) {
    Pass pass = new Pass(Layout.of(data.dims()).columns());
    data.stream(pass);
    return pass.hash();
  }

  /** The hash of the transpose. */
  ContentHash transpose() {
    return new ContentHash(transposed, ordered, symmetric);
  }

  /** One to one; fills the low bits, which are empty where a half-precision value was widened. */
  private static int fold(int bits) {
    return bits ^ bits >>> 16;
  }

  /** The weight r of an index, odd. */
  private static int weight(long index) {
    return (int) (mix(index + 1) >>> 32) | 1;
  }

  /** The weight s of an index, odd. */
  private static long orderedWeight(long index) {
    return mix(~index) | 1;
  }

  /** Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long z) {
    long a = z * 0x9e3779b97f4a7c15L;
    a = (a ^ (a >>> 30)) * 0xbf58476d1ce4e5b9L;
    a = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return a ^ (a >>> 31);
  }

  private static long ordered(long index, int hash) {
    return orderedWeight(index) * (hash & 0xffffffffL);
  }

  /** Takes in rows one after the other. */
  private static final class Pass implements TensorData.Chunks {
    private final int[] columnHashes;
    private final int[] weights;
    private long row;
    private int column;
    private int rowHash;
    private long transposed;

    Pass(int columns) {
      columnHashes = new int[columns];
      weights = new int[columns];
      for (int j = 0; j < columns; j++) {
        weights[j] = weight(j);
      }
    }

    @Override
    public void accept(float[] values, int length) {
      for (int from = 0; from < length; ) {
        int n = Math.min(length - from, weights.length - column);
        rowHash += add(values, from, n, weight(row));
        from += n;
        column += n;
        if (column == weights.length) {
          endRow();
        }
      }
    }

    private int add(float[] values, int from, int n, int rowWeight) {
      int hash = 0;
      for (int j = 0; j < n; j++) {
        int b = fold(Float.floatToRawIntBits(values[from + j]));
        columnHashes[column + j] += rowWeight * b;
        hash += weights[column + j] * b;
      }
      return hash;
    }

    private void endRow() {
      transposed += ordered(row, rowHash);
      rowHash = 0;
      column = 0;
      row++;
    }

    ContentHash hash() {
      long ordered = 0;
      int symmetric = 0;
      for (int j = 0; j < columnHashes.length; j++) {
        ordered += ordered(j, columnHashes[j]);
        symmetric += weights[j] * columnHashes[j];
      }
      return new ContentHash(ordered, transposed, symmetric);
    }
  }
}
