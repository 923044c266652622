package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The closed form against counting every tap of every window. */
class ReachTest {

  @Test
  void countsAsOneCountsByHand() {
    Random random = new Random(7);
    for (int run = 0; run < 400; run++) {
      int kernel = 1 + random.nextInt(7);
      int stride = 1 + random.nextInt(3);
      int dilation = 1 + random.nextInt(3);
      int in = 1 + random.nextInt(24);
      int pad = random.nextInt(kernel * dilation);
      int span = (kernel - 1) * dilation + 1;
      int out = Math.max(1, (in + 2 * pad - span) / stride + 1);
      for (Reach.Weight weight : Reach.Weight.values()) {
        Reach reach = new Reach(in, out, kernel, stride, dilation, pad, weight);
        for (int lag = 1 - out; lag < out; lag++) {
          for (int delta = 1 - kernel; delta < kernel; delta++) {
            assertThat(reach.share(lag, delta))
                .as(
                    "in %d out %d kernel %d stride %d dilation %d pad %d %s lag %d delta %d",
                    in, out, kernel, stride, dilation, pad, weight, lag, delta)
                .isCloseTo(
                    counted(in, out, kernel, stride, dilation, pad, weight, lag, delta),
                    within(1e-9));
          }
        }
      }
    }
  }

  private static double counted(
      int in,
      int out,
      int kernel,
      int stride,
      int dilation,
      int pad,
      Reach.Weight weight,
      int lag,
      int delta) {
    double sum = 0;
    int partners = 0;
    for (int y = Math.max(0, -lag); y < Math.min(out, out - lag); y++) {
      partners++;
      for (int a = 0; a < kernel; a++) {
        int b = a + delta;
        boolean taps = b >= 0 && b < kernel;
        boolean both =
            taps
                && inside(y * stride - pad + a * dilation, in)
                && inside((y + lag) * stride - pad + b * dilation, in);
        if (both) {
          sum +=
              each(y, in, kernel, stride, dilation, pad, weight)
                  * each(y + lag, in, kernel, stride, dilation, pad, weight);
        }
      }
    }
    return sum / partners;
  }

  private static double each(
      int y, int in, int kernel, int stride, int dilation, int pad, Reach.Weight weight) {
    int taps = 0;
    for (int a = 0; a < kernel; a++) {
      taps += inside(y * stride - pad + a * dilation, in) ? 1 : 0;
    }
    return weight == Reach.Weight.ONE ? 1 : 1.0 / (weight == Reach.Weight.WINDOW ? kernel : taps);
  }

  private static boolean inside(int at, int in) {
    return at >= 0 && at < in;
  }
}
