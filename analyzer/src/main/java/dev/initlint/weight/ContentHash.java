package dev.initlint.weight;

/**
 * Fingerprint of the bits of a matrix, made in one pass and comparable with that of the transpose.
 * With odd pseudo-random weights r, column j has the hash h_j = Σ_i r_i·fold(bits(x_ij)) modulo
 * 2³², which differs whenever a single element differs.
 *
 * @param ordered Σ_j s_j·h_j modulo 2⁶⁴ with independent weights s: differs between W and Wᵀ
 * @param symmetric Σ_j r_j·h_j modulo 2³²: equal for W and Wᵀ
 */
public record ContentHash(long ordered, int symmetric) {

  /** One to one; fills the low bits, which are empty where a half-precision value was widened. */
  static int fold(int bits) {
    return bits ^ bits >>> 16;
  }

  /** The weight r of a row index, odd. */
  static int rowWeight(long row) {
    return (int) (mix(row + 1) >>> 32) | 1;
  }

  /** The weight s of a column index, odd. */
  static long columnWeight(long column) {
    return mix(~column) | 1;
  }

  static ContentHash of(int[] columnHashes) {
    long ordered = 0;
    int symmetric = 0;
    for (int j = 0; j < columnHashes.length; j++) {
      ordered += columnWeight(j) * (columnHashes[j] & 0xffffffffL);
      symmetric += rowWeight(j) * columnHashes[j];
    }
    return new ContentHash(ordered, symmetric);
  }

  /** Number of different values, by open addressing. */
  static int distinct(int[] hashes) {
    int size = Integer.highestOneBit(Math.max(4, hashes.length)) * 4;
    int[] slots = new int[size];
    boolean zero = false;
    int count = 0;
    for (int h : hashes) {
      if (h == 0) {
        zero = true;
        continue;
      }
      int at = (h * 0x9e3779b9) >>> 7 & size - 1;
      while (slots[at] != 0 && slots[at] != h) {
        at = at + 1 & size - 1;
      }
      if (slots[at] == 0) {
        slots[at] = h;
        count++;
      }
    }
    return zero ? count + 1 : count;
  }

  /** Finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long z) {
    long a = z * 0x9e3779b97f4a7c15L;
    a = (a ^ (a >>> 30)) * 0xbf58476d1ce4e5b9L;
    a = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return a ^ (a >>> 31);
  }
}
