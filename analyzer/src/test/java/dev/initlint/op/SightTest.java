package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Averages over the keys that queries see")
class SightTest {
  private static final Layout LAYOUT = Layout.resolved(200);

  private static Mask window(int width) {
    boolean[][] rows = new boolean[200][200];
    for (int t = 0; t < 200; t++) {
      for (int s = Math.max(0, t - width); s <= t; s++) {
        rows[t][s] = true;
      }
    }
    return new Mask.Listed(rows);
  }

  private static final List<Mask> MASKS = List.of(Mask.NONE, new Mask.Causal(0), window(9));

  private static Field random(long seed) {
    Random random = new Random(seed);
    Field zero = Field.zero(LAYOUT);
    return zero.map(v -> random.nextGaussian());
  }

  /** Every pair of sums by its definition, whatever the two see in common. */
  @Test
  void sumsOverWhatTwoQueriesSeeAreThoseOfTheirKeys() {
    for (Mask mask : MASKS) {
      for (boolean weighted : new boolean[] {false, true}) {
        double[][] seen = mask.visible(LAYOUT, LAYOUT);
        Field f = random(3);
        KeyAverages spread = KeyAverages.of(f, new Sight(seen, LAYOUT), weighted);
        for (int a = 0; a < seen.length; a += 3) {
          for (int b = 0; b < seen.length; b += 2) {
            double common = 0;
            double same = 0;
            double other = 0;
            for (int j = 0; j < LAYOUT.classes(); j++) {
              double both =
                  weighted
                      ? seen[a][j] * seen[b][j] / LAYOUT.count(j)
                      : Math.min(seen[a][j], seen[b][j]);
              common += both;
              same += both * f.same()[j];
              other -= both * f.other()[LAYOUT.pair(j, j)];
              for (int l = 0; l < LAYOUT.classes(); l++) {
                other += seen[a][l] * seen[b][j] * f.other()[LAYOUT.pair(j, l)];
              }
            }
            String at = mask + " " + a + " " + b;
            assertThat(spread.common(a, b)).as(at).isCloseTo(common, within(1e-9));
            assertThat(spread.sameSum(a, b)).as(at).isCloseTo(same, within(1e-9));
            assertThat(spread.otherSum(a, b)).as(at).isCloseTo(other, within(1e-7));
          }
        }
      }
    }
  }

  @Test
  void centredOverlapsOfValuesAndKeysAreTheirDoubleSum() {
    for (Mask mask : MASKS) {
      double[][] seen = mask.visible(LAYOUT, LAYOUT);
      Field v = random(5);
      Field k = random(6);
      KeyOverlap overlap = new KeyOverlap(v, k, new Sight(seen, LAYOUT));
      for (int a = 0; a < seen.length; a += 7) {
        for (int b = 1; b < seen.length; b += 5) {
          assertThat(overlap.of(a, b)).isCloseTo(centred(v, k, seen[a], seen[b]), within(1e-9));
        }
      }
    }
  }

  /** Σ p_s p'_s' (V_ss' K_ss') with its means over the keys of the two taken out. */
  private static double centred(Field v, Field k, double[] a, double[] b) {
    double na = Math.max(1, Arrays.stream(a).sum());
    double nb = Math.max(1, Arrays.stream(b).sum());
    int n = a.length;
    double product = 0;
    double meanV = 0;
    double meanK = 0;
    double rows = 0;
    double columns = 0;
    for (int i = 0; i < n; i++) {
      double vOfB = mean(v, i, b, nb);
      double kOfB = mean(k, i, b, nb);
      rows += a[i] / na * vOfB * kOfB;
      columns += b[i] / nb * mean(v, i, a, na) * mean(k, i, a, na);
      product += a[i] / na * mean(v.times(k), i, b, nb);
      meanV += a[i] / na * vOfB;
      meanK += a[i] / na * kOfB;
    }
    return product - rows - columns + meanV * meanK;
  }

  private static double mean(Field f, int key, double[] seen, double count) {
    double own = f.same()[key] - f.other()[LAYOUT.pair(key, key)];
    double sum = seen[key] / LAYOUT.count(key) * own;
    for (int l = 0; l < seen.length; l++) {
      sum += seen[l] * f.other()[LAYOUT.pair(key, l)];
    }
    return sum / count;
  }
}
