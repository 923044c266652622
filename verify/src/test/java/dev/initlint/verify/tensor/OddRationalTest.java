package dev.initlint.verify.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;

class OddRationalTest {
  private static final int N = 20_001;

  @Test
  void tanhAndErfAreAccurateToSinglePrecision() {
    float[] x = new float[N];
    for (int i = 0; i < N; i++) {
      x[i] = (i - N / 2) * 0.001f;
    }
    float[] tanh = new float[N];
    float[] erf = new float[N];
    Curves.tanh(x, tanh, N, 1);
    Curves.erf(x, erf, N, 1);
    for (int i = 0; i < N; i++) {
      assertThat(Math.abs(tanh[i] - Math.tanh(x[i]))).as("tanh %s", x[i]).isLessThan(4e-7);
      assertThat(Math.abs(erf[i] - Erf.erf(x[i]))).as("erf %s", x[i]).isLessThan(4e-7);
    }
  }

  @Test
  void smallArgumentsKeepTheirRelativeAccuracy() {
    float[] x = {1e-6f, -3e-4f, 0, Float.NaN, 100, -100};
    float[] y = new float[6];
    Curves.tanh(x, y, 6, 1);
    assertThat(Math.abs(y[0] / 1e-6 - 1)).isLessThan(1e-6);
    assertThat(Math.abs(y[1] / -3e-4 - 1)).isLessThan(1e-6);
    assertThat(y[2]).isZero();
    assertThat(y[3]).isNaN();
    assertThat(y[4]).isBetween(1 - 4e-7f, 1f);
    assertThat(y[5]).isBetween(-1f, -1 + 4e-7f);
  }
}
