package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums over pairs of taps, against all pairs of positions and taps one by one. */
class TapsTest {
  private static Taps taps(int high, int wide, int kernel, int stride, int dilation, int pad) {
    Reach down = reach(high, kernel, stride, dilation, pad);
    Reach right = reach(wide, kernel, stride, dilation, pad);
    return new Taps(Layout.grid(high, wide), Layout.grid(down.out(), right.out()), down, right);
  }

  private static Reach reach(int in, int kernel, int stride, int dilation, int pad) {
    int out = (in + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
    return new Reach(in, out, kernel, stride, dilation, pad, Reach.Weight.ONE);
  }

  private static Field varied(Layout layout) {
    double[] other = new double[layout.pairClasses()];
    for (int i = 0; i < other.length; i++) {
      other[i] = Math.sin(1.7 * i + 0.3);
    }
    return new Field(new double[] {2}, other);
  }

  private static double at(Field f, Layout layout, int down, int right) {
    int cell = layout.lagClass(down, right);
    return cell == -1 ? f.same()[0] : f.other()[cell];
  }

  private static double read(Taps t, Field f, int[] y, int[] z, int[] a, int[] b) {
    int[] from = {place(t.down(), y[0], a[0]), place(t.right(), y[1], a[1])};
    int[] to = {place(t.down(), z[0], b[0]), place(t.right(), z[1], b[1])};
    boolean inside = from[0] >= 0 && from[1] >= 0 && to[0] >= 0 && to[1] >= 0;
    return inside ? at(f, t.in(), to[0] - from[0], to[1] - from[1]) : 0;
  }

  private static int place(Reach r, int output, int tap) {
    int at = output * r.stride() - r.pad() + tap * r.dilation();
    return at < r.in() ? at : -1;
  }

  /** Mean over pairs of outputs at a lag of the sum over their pairs of taps. */
  private static double direct(Taps t, Field f, int down, int right, boolean own) {
    int k = t.down().kernel();
    double sum = 0;
    int pairs = 0;
    for (int y = 0; y < t.out().height(); y++) {
      for (int x = 0; x < t.out().width(); x++) {
        if (y + down >= t.out().height() || x + right < 0 || x + right >= t.out().width()) {
          continue;
        }
        pairs++;
        for (int p = 0; p < k * k * k * k; p++) {
          int[] a = {p % k, p / k % k};
          int[] b = {p / k / k % k, p / k / k / k};
          if (!own || a[0] == b[0] && a[1] == b[1]) {
            sum += read(t, f, new int[] {y, x}, new int[] {y + down, x + right}, a, b);
          }
        }
      }
    }
    return sum / pairs;
  }

  @ParameterizedTest(name = "{0}x{1}, kernel {2}, stride {3}, dilation {4}, padding {5}")
  @CsvSource({"6,5,3,1,1,1", "7,7,3,2,1,0", "8,5,2,2,1,1", "9,8,3,1,2,2", "1,9,1,2,1,0"})
  void allLags(int high, int wide, int kernel, int stride, int dilation, int pad) {
    Taps t = taps(high, wide, kernel, stride, dilation, pad);
    Field f = varied(t.in());
    for (boolean own : new boolean[] {true, false}) {
      Field y = t.gathered(f, own);
      assertThat(y.same()[0]).isCloseTo(direct(t, f, 0, 0, own), within(1e-9));
      for (int i = 0; i < t.out().pairClasses(); i++) {
        int[] lag = t.out().lag(i);
        assertThat(y.other()[i]).isCloseTo(direct(t, f, lag[0], lag[1], own), within(1e-9));
      }
    }
  }

  /** Σ over pairs of the output of G·K' is Σ over pairs of the input of G'·K. */
  @ParameterizedTest(name = "{0}x{1}, kernel {2}, stride {3}, dilation {4}, padding {5}")
  @CsvSource({"6,5,3,1,1,1", "7,7,3,2,1,0", "8,5,2,2,1,1", "9,8,3,1,2,2"})
  void theAdjointIsTheAdjoint(int high, int wide, int kernel, int stride, int dilation, int pad) {
    Taps t = taps(high, wide, kernel, stride, dilation, pad);
    Field k = varied(t.in());
    Field g = varied(t.out());
    assertThat(sum(t.in(), t.averagedBack(g), k))
        .isCloseTo(sum(t.out(), g, t.averaged(k)), within(1e-8));
  }

  @ParameterizedTest(name = "{0}x{1}, kernel {2}, stride {3}, dilation {4}, padding {5}")
  @CsvSource({"6,5,3,1,1,1", "7,7,3,2,1,0"})
  void anOverlapIsThatOfOneWindow(
      int high, int wide, int kernel, int stride, int dilation, int pad) {
    Taps t = taps(high, wide, kernel, stride, dilation, pad);
    Stat x = Stat.independent(t.in(), 0.5, 1, 8);
    double pairs = direct(t, x.within(), 0, 0, false);
    assertThat(t.overlap(x)).isCloseTo(pairs / Math.pow(kernel, 4), within(1e-12));
  }

  private static double sum(Layout layout, Field a, Field b) {
    double sum = layout.positions() * a.same()[0] * b.same()[0];
    for (int i = 0; i < layout.pairClasses(); i++) {
      sum += layout.pairs(i) * a.other()[i] * b.other()[i];
    }
    return sum;
  }
}
