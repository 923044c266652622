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
 * turns it into a logit for the token itself (moments.md a.6, "tied head").
 */
final class OwnToken {
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

  static double average(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x;
    }
    return sum / v.length;
  }
}
