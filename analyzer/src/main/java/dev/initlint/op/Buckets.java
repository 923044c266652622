package dev.initlint.op;

/**
 * Which row of a table each pair of query and key looks up.
 *
 * @param row by query, then key
 * @param rows number of rows of the table
 */
public record Buckets(int[][] row, int rows) {

  static Buckets of(long[] index, int n, long rows) {
    int[][] row = new int[n][n];
    for (int t = 0; t < n; t++) {
      for (int s = 0; s < n; s++) {
        long at = index[t * n + s];
        row[t][s] = (int) (at < 0 ? at + rows : at);
      }
    }
    return new Buckets(row, (int) rows);
  }

  int queries() {
    return row.length;
  }

  int keys() {
    return row[0].length;
  }

  /** Σ over buckets of the squared share of a query's keys. */
  double repeat(int t, boolean[] seen) {
    int[] count = new int[rows];
    double keys = 0;
    for (int s = 0; s < seen.length; s++) {
      if (seen[s]) {
        count[row[t][s]]++;
        keys++;
      }
    }
    double sum = 0;
    for (int c : count) {
      sum += c * (double) c;
    }
    return keys > 0 ? sum / (keys * keys) : 1;
  }

  /**
   * Σ over buckets of Σ p_ts p_us' cov(ṽ_s, ṽ_s') at even weights, for independent values of unit
   * variance that each query centres over its own keys.
   */
  double between(int t, int u, boolean[] seenT, boolean[] seenU) {
    double[] ofT = new double[rows];
    double[] ofU = new double[rows];
    double[] ofTSeenByU = new double[rows];
    double[] ofUSeenByT = new double[rows];
    double keysT = 0;
    double keysU = 0;
    double both = 0;
    double match = 0;
    for (int s = 0; s < seenT.length; s++) {
      int a = row[t][s];
      int b = row[u][s];
      keysT += seenT[s] ? 1 : 0;
      keysU += seenU[s] ? 1 : 0;
      ofT[a] += seenT[s] ? 1 : 0;
      ofU[b] += seenU[s] ? 1 : 0;
      if (seenT[s] && seenU[s]) {
        ofTSeenByU[a]++;
        ofUSeenByT[b]++;
        both++;
        match += a == b ? 1 : 0;
      }
    }
    if (keysT == 0 || keysU == 0) {
      return 0;
    }
    double sum = match;
    for (int k = 0; k < rows; k++) {
      sum -= ofU[k] * ofTSeenByU[k] / keysU + ofT[k] * ofUSeenByT[k] / keysT;
      sum += ofT[k] * ofU[k] * both / (keysT * keysU);
    }
    return sum / (keysT * keysU);
  }
}
