package dev.initlint.verify;

import java.util.Arrays;
import java.util.Objects;

/**
 * A measured mean over draws.
 *
 * @param standardError of the mean, from the spread between weight draws where there are several,
 *     between input draws otherwise; NaN when there was a single draw
 * @param draws the figure of each weight draw, or of each input draw where there is one weight
 *     draw; empty where only the mean is known
 */
public record Estimate(double mean, double standardError, double... draws) {

  /** Mean and standard error of figures, of which there is at least one. */
  public static Estimate of(double... draws) {
    int n = draws.length;
    double sum = 0;
    for (double x : draws) {
      sum += x;
    }
    double mean = sum / n;
    double squares = 0;
    for (double x : draws) {
      squares += (x - mean) * (x - mean);
    }
    return new Estimate(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n), draws);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Estimate e
        && Double.compare(mean, e.mean) == 0
        && Double.compare(standardError, e.standardError) == 0
        && Arrays.equals(draws, e.draws);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mean, standardError, Arrays.hashCode(draws));
  }

  @Override
  public String toString() {
    return mean + " ± " + standardError;
  }
}
