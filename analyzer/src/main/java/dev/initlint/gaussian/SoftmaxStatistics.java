package dev.initlint.gaussian;

/**
 * Expectations over the softmax p of n independent logits N(0, s²); a common shift of the logits
 * changes nothing but the log-partition.
 *
 * @param keys number of logits n, at least 1, not necessarily whole
 * @param logitStd s
 * @param logPartition E ln Σe^x
 * @param s2 participation E Σp²
 * @param s3 E Σp³
 * @param s4 E Σp⁴
 * @param squaredParticipation E (Σp²)²
 * @param entropy E −Σp·ln p in nats
 * @param selfCheck E Σp by the same quadrature; its distance from 1 shows the error
 */
public record SoftmaxStatistics(
    double keys,
    double logitStd,
    double logPartition,
    double s2,
    double s3,
    double s4,
    double squaredParticipation,
    double entropy,
    double selfCheck) {

  /**
   * The statistics of n logits of deviation s. Where many n share one s, keep the {@link Family}.
   *
   * @throws IllegalArgumentException if keys is below 1 or the deviation negative or not finite
   */
  public static SoftmaxStatistics of(double keys, double logitStd) {
    return Family.of(logitStd).at(keys);
  }

  /** E Σp·x = s²(1−S2), by Stein's lemma. */
  public double attendedLogit() {
    return logitStd * logitStd * (1 - s2);
  }

  /**
   * E ‖diag p − ppᵀ‖²_F = S2 − 2·S3 + E (Σp²)²: the squared size of the softmax Jacobian, and the
   * gain from an iid incoming gradient to the summed squares of the logits' gradient.
   */
  public double jacobian() {
    return Math.max(0, s2 - 2 * s3 + squaredParticipation);
  }

  /**
   * d ln E Σp² / d ln s² = s²·(S2 − 4·S3 + 3·E (Σp²)²)/S2, by Stein's lemma from d p_i² =
   * 2p_i²·(x_i − Σ p_j x_j)·d ln s.
   */
  public double participationElasticity() {
    return logitStd * logitStd * (s2 - 4 * s3 + 3 * squaredParticipation) / s2;
  }

  /** Entropy as a share of that of the uniform distribution; 1 for a single key. */
  public double entropyShare() {
    return keys == 1 ? 1 : entropy / Math.log(keys);
  }

  /** The statistics of all n for one logit deviation; the integrals over a logit are done once. */
  public static final class Family {
    /** A wider law needs more entries than a table should have; its softmax is one-hot. */
    public static final double WIDEST = 1e5;

    private final LogitIntegrals integrals;
    private LargestProbability largest;

    private Family(LogitIntegrals integrals) {
      this.integrals = integrals;
    }

    /**
     * Prepares a deviation.
     *
     * @throws OutOfRange if it is negative, or beyond {@link #WIDEST}
     */
    public static Family of(double logitStd) {
      if (!(logitStd >= 0 && logitStd <= WIDEST)) {
        throw new OutOfRange("a logit deviation is between 0 and " + WIDEST + ", not " + logitStd);
      }
      return new Family(LogitIntegrals.of(logitStd));
    }

    /** The logit deviation s. */
    public double logitStd() {
      return integrals.logitStd();
    }

    /**
     * The statistics of n keys.
     *
     * @throws IllegalArgumentException if n is below 1
     */
    public SoftmaxStatistics at(double keys) {
      return integrals.statistics(requireKeys(keys));
    }

    /**
     * E max p of n keys, by the exact two-dimensional integral of {@link LargestProbability}.
     *
     * @throws IllegalArgumentException if n is below 1
     */
    public double largestProbability(double keys) {
      requireKeys(keys);
      synchronized (this) {
        if (largest == null) {
          largest = new LargestProbability(logitStd());
        }
      }
      return largest.of(keys);
    }

    private static double requireKeys(double keys) {
      if (!(keys >= 1) || !Double.isFinite(keys)) {
        throw new IllegalArgumentException("a softmax needs at least one key, not " + keys);
      }
      return keys;
    }
  }
}
