package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Series at the nodes of a mesh, beside the recurrence of one order at a time. */
class HermiteSeriesTest {
  private static final int NODES = 401;
  private final double[] z = new double[NODES];
  private final double[] weight = new double[NODES];

  HermiteSeriesTest() {
    for (int i = 0; i < NODES; i++) {
      z[i] = (i - NODES / 2) / 20.0;
      weight[i] = ErrorFunction.normalDensity(z[i]) / 20;
    }
  }

  @Test
  void severalOrdersInOneWalkAreThoseOfOneAtATimeToTheLastBit() {
    double[] relu = Arrays.stream(z).map(x -> Math.max(0, x)).toArray();
    double mean = mean(relu);
    for (int orders : new int[] {1, 2, 4, 5, 7, 32, 96, 256}) {
      double[] found =
          HermiteSeries.expand(z, weight, relu, mean, variance(relu, mean), orders).coefficient();
      assertThat(found).isEqualTo(oneByOne(relu, mean, orders));
    }
  }

  /** No more than blocks of 16 orders are found of a series that ends. */
  @Test
  void aSeriesThatEndsIsNotContinued() {
    double[] cubic = Arrays.stream(z).map(x -> x * x * x).toArray();
    double mean = mean(cubic);
    HermiteSeries.Expansion e =
        HermiteSeries.expand(z, weight, cubic, mean, variance(cubic, mean), 256);
    assertThat(e.complete()).isTrue();
    assertThat(e.coefficient()).isEqualTo(oneByOne(cubic, mean, 17));
  }

  private double mean(double[] value) {
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      sum += weight[i] * value[i];
    }
    return sum;
  }

  private double variance(double[] value, double mean) {
    return mean(Arrays.stream(value).map(v -> (v - mean) * (v - mean)).toArray());
  }

  /** h_{k+1} = (z h_k − √k h_{k−1})/√(k+1). */
  private double[] oneByOne(double[] value, double mean, int orders) {
    double[] a = new double[orders];
    a[0] = mean;
    double[] before = new double[NODES];
    double[] now = new double[NODES];
    Arrays.setAll(now, i -> weight[i] * (value[i] - mean));
    for (int k = 0; k + 1 < orders; k++) {
      double up = 1 / Math.sqrt(k + 1.0);
      double down = Math.sqrt(k) * up;
      for (int i = 0; i < NODES; i++) {
        double next = up * z[i] * now[i] - down * before[i];
        before[i] = now[i];
        now[i] = next;
        a[k + 1] += next;
      }
    }
    return a;
  }
}
