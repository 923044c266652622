package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.gaussian.Activation;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Moments of recurrent layers against layers that are run, forward and back. */
class CellPathsTest {
  private static final int WIDTH = 96;
  private static final int INPUTS = 24;
  private static final int STEPS = 6;

  private static final CellPaths.Moments WHITE = (one, t, s) -> one && t == s ? 1 : 0;
  private static final CellPaths.Moments NONE = (one, t, s) -> 0;

  private static CellPaths.Gate[] gates(int n, double state) {
    CellPaths.Gate[] all = new CellPaths.Gate[n];
    for (int g = 0; g < n; g++) {
      all[g] = new CellPaths.Gate(1, state, 0.1, 0.1, 0, 0);
    }
    return all;
  }

  private static CellPaths predicted(Cell cell) {
    return CellPaths.of(cell, gates(cell.gates(), 0.8), STEPS, WHITE, NONE, NONE);
  }

  /** E h² after every step of layers that are drawn and run. */
  private static double[] measured(Cell cell) {
    Random random = new Random(5);
    double[] q = new double[STEPS];
    int draws = 60;
    for (int draw = 0; draw < draws; draw++) {
      int n = cell.arguments();
      double[][][] w = new double[cell.gates()][WIDTH][INPUTS];
      double[][][] r = new double[cell.gates()][WIDTH][WIDTH];
      double[][] inputBias = new double[cell.gates()][WIDTH];
      double[][] stateBias = new double[cell.gates()][WIDTH];
      for (int g = 0; g < cell.gates(); g++) {
        for (int i = 0; i < WIDTH; i++) {
          fill(w[g][i], 1.0 / INPUTS, random);
          fill(r[g][i], 0.8 / WIDTH, random);
        }
        fill(inputBias[g], 0.1, random);
        fill(stateBias[g], 0.1, random);
      }
      double[] h = new double[WIDTH];
      double[] c = new double[WIDTH];
      for (int t = 0; t < STEPS; t++) {
        double[] x = new double[INPUTS];
        fill(x, 1, random);
        double[] nextH = new double[WIDTH];
        double[] nextC = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
          double[] a = new double[n];
          for (int k = 0; k < n; k++) {
            int g = cell.gate(k);
            a[k] += cell.takesInput(k) ? dot(w[g][i], x) + inputBias[g][i] : 0;
            a[k] += cell.takesState(k) ? dot(r[g][i], h) + stateBias[g][i] : 0;
          }
          double[] next = cell.step(a, new double[] {h[i], c[i]});
          nextH[i] = next[0];
          nextC[i] = next[1];
          q[t] += next[0] * next[0] / (WIDTH * draws);
        }
        h = nextH;
        c = nextC;
      }
    }
    return q;
  }

  private static void fill(double[] v, double variance, Random random) {
    for (int i = 0; i < v.length; i++) {
      v[i] = Math.sqrt(variance) * random.nextGaussian();
    }
  }

  private static double dot(double[] a, double[] b) {
    return GaussianPaths.dot(a, b);
  }

  private static void agree(Cell cell) {
    CellPaths p = predicted(cell);
    double[] q = measured(cell);
    for (int t = 0; t < STEPS; t++) {
      assertThat(p.hidden(true, t, t)).isCloseTo(q[t], within(0.06 * q[t]));
    }
  }

  @Test
  void statesOfAPlainLayerGrowAsMeasured() {
    agree(new Cell.Plain(Activation.TANH));
  }

  @Test
  void statesOfALongShortTermMemoryGrowAsMeasured() {
    agree(new Cell.Memory(Activation.TANH, Activation.TANH));
    agree(new Cell.Memory(Activation.SIGMOID, Activation.SIGMOID));
    agree(new Cell.Memory(Activation.SOFTSIGN, Activation.TANH));
  }

  @Test
  void statesOfAGatedUnitGrowAsMeasured() {
    agree(new Cell.Gated());
  }

  /** The way back of one step is the derivative of the step. */
  @Test
  void backIsTheDerivativeOfTheStep() {
    for (Cell cell :
        new Cell[] {
          new Cell.Plain(Activation.TANH),
          new Cell.Memory(Activation.TANH, Activation.TANH),
          new Cell.Memory(Activation.SIGMOID, Activation.SIGMOID),
          new Cell.Gated()
        }) {
      double[] a = new double[cell.arguments()];
      for (int i = 0; i < a.length; i++) {
        a[i] = 0.3 + 0.4 * i - 0.2 * i * i;
      }
      double[] state = {0.4, -0.7};
      double[] d = {1.3, cell instanceof Cell.Memory ? -0.6 : 0};
      double[] da = new double[a.length];
      double[] left = cell.back(a, state, d, da);
      double eps = 1e-6;
      for (int i = 0; i < a.length; i++) {
        double[] up = a.clone();
        double[] down = a.clone();
        up[i] += eps;
        down[i] -= eps;
        double slope = (dot(d, cell.step(up, state)) - dot(d, cell.step(down, state))) / (2 * eps);
        assertThat(da[i]).isCloseTo(slope, within(1e-7));
      }
      for (int i = 0; i < 2; i++) {
        double[] up = state.clone();
        double[] down = state.clone();
        up[i] += eps;
        down[i] -= eps;
        double slope = (dot(d, cell.step(a, up)) - dot(d, cell.step(a, down))) / (2 * eps);
        assertThat(left[i]).isCloseTo(slope, within(1e-7));
      }
    }
  }

  /** Without a state's weight nothing flows back from one step to another. */
  @Test
  void gradientsStayAtTheirStepWithoutAStatesWeight() {
    Cell cell = new Cell.Plain(Activation.IDENTITY);
    CellPaths p = CellPaths.of(cell, gates(1, 0), STEPS, WHITE, NONE, NONE);
    CellPaths.Moments last = (one, t, s) -> one && t == STEPS - 1 && s == STEPS - 1 ? 1 : 0;
    CellPaths.Back back = p.back(last, NONE);

    assertThat(back.at(0, true, STEPS - 1, STEPS - 1)).isCloseTo(1, within(1e-9));
    assertThat(back.at(0, true, 0, 0)).isCloseTo(0, within(1e-9));
  }

  /** With the identity and H·σ² = 0.8 the gradient falls by 0.8 a step. */
  @Test
  void gradientsShrinkByTheGainOfTheStatesWeight() {
    Cell cell = new Cell.Plain(Activation.IDENTITY);
    CellPaths p = predicted(cell);
    CellPaths.Moments last = (one, t, s) -> one && t == STEPS - 1 && s == STEPS - 1 ? 1 : 0;
    CellPaths.Back back = p.back(last, NONE);

    for (int t = 0; t < STEPS; t++) {
      double want = Math.pow(0.8, STEPS - 1 - t);
      assertThat(back.at(0, true, t, t)).isCloseTo(want, within(0.03 * want));
    }
  }
}
