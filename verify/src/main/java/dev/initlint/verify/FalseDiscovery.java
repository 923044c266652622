package dev.initlint.verify;

import java.util.Arrays;

/**
 * How small the probability of a figure must be, when many figures are looked at, for the share of
 * false ones among those picked out to stay at a rate: p ≤ rate·k/n, for the largest k of n figures
 * that still have k such (Benjamini and Hochberg, J. R. Stat. Soc. B 57, 1995). Where nothing is
 * wrong at all, anything is picked out with the probability of that rate, however the figures
 * depend on one another positively, as those along a signal do (Benjamini and Yekutieli, Ann. Stat.
 * 29, 2001).
 */
final class FalseDiscovery {
  private FalseDiscovery() {}

  /** The largest probability that is picked out; rate/n where none is. */
  static double threshold(double[] probabilities, double rate) {
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    int found = 1;
    for (int k = 1; k <= n; k++) {
      if (sorted[k - 1] <= rate * k / n) {
        found = k;
      }
    }
    return n == 0 ? rate : rate * found / n;
  }
}
