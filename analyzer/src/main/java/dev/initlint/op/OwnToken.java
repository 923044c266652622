package dev.initlint.op;

import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How much of a token's own embedding row is still in a tensor. A head that is tied to the table
 * turns it into a logit for the token itself (docs/theory/linear.md#own-token).
 */
public final class OwnToken {
  private OwnToken() {}

  static Quantity<double[]> plus(Quantity<double[]> a, Quantity<double[]> b) {
    return Quantity.of(
        e -> {
          double[] x = a.in(e);
          double[] y = b.in(e);
          if (x.length != y.length) {
            return new double[] {average(x) + average(y)};
          }
          double[] sum = x.clone();
          for (int k = 0; k < sum.length; k++) {
            sum[k] += y[k];
          }
          return sum;
        });
  }

  /** The shares of {@code x} after a factor that may depend on the position. */
  static Map<ParameterFacts, Quantity<double[]>> scaled(
      Signal x, BiFunction<dev.initlint.moment.Evaluation, Integer, double[]> factor) {
    Map<ParameterFacts, Quantity<double[]>> scaled = new HashMap<>();
    x.ownToken()
        .forEach(
            (table, share) ->
                scaled.put(
                    table,
                    Quantity.of(
                        e -> {
                          Stat s = x.stat().in(e);
                          double[] r = factor.apply(e, s.layout().classes());
                          double[] a = share.in(e);
                          double[] out = new double[r.length];
                          for (int k = 0; k < r.length; k++) {
                            out[k] = r[k] * (a.length == r.length ? a[k] : average(a));
                          }
                          return out;
                        })));
    return scaled;
  }

  /**
   * The logit of the own token under a head that is tied to the table
   * (docs/theory/loss.md#tied-heads): mean α·d·E[e²] for a share α of its row, and the variance of
   * that about its mean.
   *
   * @param mean root mean square over positions of the mean
   * @param variance what the own logit varies by, for the share of the row alone
   */
  public record Logit(double mean, double variance) {}

  /** The own logit that {@code x} gives a head, or null when the head is tied to no table in it. */
  public static Quantity<Logit> logit(Signal x, ParameterFacts head) {
    for (Map.Entry<ParameterFacts, Quantity<double[]>> own : x.ownToken().entrySet()) {
      ParameterFacts table = own.getKey();
      if (table.isTiedTo(head)) {
        return Quantity.of(
            e -> {
              Stat s = x.stat().in(e);
              double[] share = own.getValue().in(e);
              double q = e.number(table.variance()) + table.mean() * table.mean();
              double square = 0;
              for (int k = 0; k < s.layout().classes(); k++) {
                double a = share.length == s.layout().classes() ? share[k] : average(share);
                square += s.layout().count(k) / s.layout().positions() * a * a;
              }
              double mean = Math.sqrt(square) * s.features() * q;
              return new Logit(mean, 2 * square * q * q * s.features());
            });
      }
    }
    return null;
  }

  static double average(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x;
    }
    return sum / v.length;
  }
}
