package dev.initlint.op;

/**
 * The moments of a recurrent layer over time, for two samples at once
 * (docs/theory/recurrence.md#gated-layers).
 *
 * <p>In a wide layer the arguments of a gate at all times and samples are jointly Gaussian over
 * units, with C = I·σ_W²·K_x + H·σ_R²·K_h + σ_b² (Yang 2019, "Tensor Programs I", section 3), where
 * K_h is that of the states so far. So draws of one unit, step by step, give K_h of the next step;
 * the way back is the same with gradients: those at h have the covariance of what enters from above
 * plus H·σ_R² times that of the gates' (Yang 2020, "Tensor Programs II").
 */
final class CellPaths {
  private static final int SAMPLES = 2;

  /** Units drawn times squared number of times, at most; and units, at least and at most. */
  private static final double WORK = 8e6;

  private static final int FEWEST = 256;
  private static final int MOST = 2048;

  /**
   * What multiplies second moments on the way into the arguments of a gate.
   *
   * @param input I·σ_W²
   * @param state H·σ_R²
   * @param inputBias variance of the bias beside W
   * @param stateBias variance of the bias beside R
   * @param inputMean mean of the bias beside W
   * @param stateMean mean of the bias beside R
   */
  record Gate(
      double input,
      double state,
      double inputBias,
      double stateBias,
      double inputMean,
      double stateMean) {}

  /** Second moments by (sample, time) and (sample, time). */
  @FunctionalInterface
  interface Moments {
    double at(boolean oneSample, int t, int s);
  }

  private final Cell cell;
  private final Gate[] gates;
  private final int steps;
  private final int draws;
  private final double[][][] arguments;
  private final double[][] hidden;
  private final double[][] memory;
  private final double[][] k;

  private CellPaths(Cell cell, Gate[] gates, int steps) {
    this.cell = cell;
    this.gates = gates;
    this.steps = steps;
    double squares = Math.pow(SAMPLES * steps, 2);
    draws = 2 * ((int) Math.max(FEWEST, Math.min(MOST, WORK / squares)) / 2);
    arguments = new double[cell.arguments()][SAMPLES * steps][];
    hidden = new double[SAMPLES * (steps + 1)][];
    memory = new double[SAMPLES * (steps + 1)][];
    k = new double[SAMPLES * (steps + 1)][SAMPLES * (steps + 1)];
  }

  /**
   * Runs the layer forward.
   *
   * @param x of the inputs, by time
   * @param h of the first state, at time 0
   * @param c of the first memory, at time 0
   */
  static CellPaths of(Cell cell, Gate[] gates, int steps, Moments x, Moments h, Moments c) {
    CellPaths p = new CellPaths(cell, gates, steps);
    p.start(p.hidden, h, 1);
    p.start(p.memory, c, 2);
    p.moments(0);
    GaussianPaths[] process = new GaussianPaths[cell.arguments()];
    for (int g = 0; g < process.length; g++) {
      process[g] = new GaussianPaths(p.draws, 101 + g);
    }
    for (int t = 0; t < steps; t++) {
      for (int s = 0; s < SAMPLES; s++) {
        for (int g = 0; g < process.length; g++) {
          int at = SAMPLES * t + s;
          p.arguments[g][at] = process[g].next(p.covariance(g, at, x), p.mean(g));
        }
        p.step(SAMPLES * t + s);
      }
      p.moments(t + 1);
    }
    return p;
  }

  private void start(double[][] state, Moments m, long seed) {
    GaussianPaths process = new GaussianPaths(draws, seed);
    double q = m.at(true, 0, 0);
    state[0] = process.next(new double[] {q}, 0);
    state[1] = process.next(new double[] {m.at(false, 0, 0), q}, 0);
  }

  private double mean(int argument) {
    Gate g = gates[cell.gate(argument)];
    return (cell.takesInput(argument) ? g.inputMean() : 0)
        + (cell.takesState(argument) ? g.stateMean() : 0);
  }

  private double[] covariance(int argument, int at, Moments x) {
    Gate g = gates[cell.gate(argument)];
    boolean input = cell.takesInput(argument);
    boolean state = cell.takesState(argument);
    double bias = (input ? g.inputBias() : 0) + (state ? g.stateBias() : 0);
    double[] row = new double[at + 1];
    for (int j = 0; j <= at; j++) {
      row[j] = bias;
      row[j] += input ? g.input() * x.at(j % SAMPLES == at % SAMPLES, j / 2, at / 2) : 0;
      row[j] += state ? g.state() * k[j][at] : 0;
    }
    return row;
  }

  private void step(int at) {
    double[] a = new double[cell.arguments()];
    double[] h = new double[draws];
    double[] c = new double[draws];
    for (int n = 0; n < draws; n++) {
      for (int g = 0; g < a.length; g++) {
        a[g] = arguments[g][at][n];
      }
      double[] next = cell.step(a, new double[] {hidden[at][n], memory[at][n]});
      h[n] = next[0];
      c[n] = next[1];
    }
    hidden[at + SAMPLES] = h;
    memory[at + SAMPLES] = c;
  }

  /** Second moments of the state at time {@code t} with all before. */
  private void moments(int t) {
    for (int s = 0; s <= t; s++) {
      pair(k, hidden, t, s);
    }
  }

  private double mean(double[][] of, int i, int j) {
    return GaussianPaths.dot(of[i], of[j]) / draws;
  }

  /** E[h h'] after steps {@code t} and {@code s}, counted from 0. */
  double hidden(boolean oneSample, int t, int s) {
    return k[2 * (t + 1)][2 * (s + 1) + (oneSample ? 0 : 1)];
  }

  /** E[h h'] before steps {@code t} and {@code s}. */
  double before(boolean oneSample, int t, int s) {
    return k[2 * t][2 * s + (oneSample ? 0 : 1)];
  }

  /** Mean of h after step {@code t}. */
  double hiddenMean(int t) {
    return average(hidden[2 * (t + 1)]);
  }

  /** E[c c'] after the last step. */
  double memory(boolean oneSample) {
    return mean(memory, 2 * steps, 2 * steps + (oneSample ? 0 : 1));
  }

  /** Mean of c after the last step. */
  double memoryMean() {
    return average(memory[2 * steps]);
  }

  private static double average(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x;
    }
    return sum / v.length;
  }

  int steps() {
    return steps;
  }

  /**
   * Gradients at the arguments, second moments by argument, (sample, time) and (sample, time).
   *
   * @param first second moments of the gradient at h before the first step, within a sample and
   *     across two
   * @param firstMemory the same at c
   */
  record Back(
      double[][][] arguments, double[] first, double[] firstMemory, Cell cell, Gate[] gates) {
    /** E[δa δa'] of an argument. */
    double at(int argument, boolean oneSample, int t, int s) {
      return arguments[argument][2 * t][2 * s + (oneSample ? 0 : 1)];
    }

    /** E[δx δx'] of the inputs. */
    double input(boolean oneSample, int t, int s, double hiddenByInputs) {
      double sum = 0;
      for (int a = 0; a < cell.arguments(); a++) {
        sum +=
            cell.takesInput(a)
                ? gates[cell.gate(a)].input() * hiddenByInputs * at(a, oneSample, t, s)
                : 0;
      }
      return sum;
    }
  }

  /**
   * Runs the layer backward.
   *
   * @param h of the gradients that enter at the states, by time
   * @param c of the gradient that enters at the last memory, at time 0
   */
  Back back(Moments h, Moments c) {
    double[][][] at = new double[cell.arguments()][SAMPLES * steps][];
    double[][][] moments = new double[cell.arguments()][SAMPLES * steps][SAMPLES * steps];
    double[][] carriedH = new double[SAMPLES][draws];
    double[][] carriedC = new double[SAMPLES][];
    GaussianPaths memoryStart = new GaussianPaths(draws, 3);
    carriedC[0] = memoryStart.next(new double[] {c.at(true, 0, 0)}, 0);
    carriedC[1] = memoryStart.next(new double[] {c.at(false, 0, 0), c.at(true, 0, 0)}, 0);
    GaussianPaths process = new GaussianPaths(draws, 4);
    for (int t = steps - 1; t >= 0; t--) {
      for (int s = 0; s < SAMPLES; s++) {
        double[] d = process.next(entering(t, s, h, moments), 0);
        stepBack(SAMPLES * t + s, d, carriedH[s], carriedC[s], at);
      }
      for (int a = 0; a < at.length; a++) {
        for (int u = t; u < steps; u++) {
          pair(moments[a], at[a], t, u);
        }
      }
    }
    double[] first = new double[SAMPLES];
    double[] firstMemory = new double[SAMPLES];
    for (int j = 0; j < SAMPLES; j++) {
      first[j] = GaussianPaths.dot(carriedH[0], carriedH[j]) / draws + through(moments, 0, j);
      firstMemory[j] = GaussianPaths.dot(carriedC[0], carriedC[j]) / draws;
    }
    return new Back(moments, first, firstMemory, cell, gates);
  }

  private void pair(double[][] to, double[][] of, int t, int u) {
    double within = (mean(of, 2 * t, 2 * u) + mean(of, 2 * t + 1, 2 * u + 1)) / 2;
    double across = (mean(of, 2 * t, 2 * u + 1) + mean(of, 2 * t + 1, 2 * u)) / 2;
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < SAMPLES; j++) {
        to[2 * t + i][2 * u + j] = i == j ? within : across;
        to[2 * u + j][2 * t + i] = i == j ? within : across;
      }
    }
  }

  /** Covariance of the gradient that reaches h at step t, sample s, with those drawn before it. */
  private double[] entering(int t, int s, Moments h, double[][][] moments) {
    int drawn = SAMPLES * (steps - 1 - t) + s;
    double[] row = new double[drawn + 1];
    for (int j = 0; j <= drawn; j++) {
      int u = steps - 1 - j / SAMPLES;
      int v = j % SAMPLES;
      row[j] = h.at(v == s, t, u);
      if (t + 1 < steps && u + 1 < steps) {
        row[j] += through(moments, 2 * (t + 1) + s, 2 * (u + 1) + v);
      }
    }
    return row;
  }

  /** H·σ_R² E[δa δa'] summed over the gates that take the state. */
  private double through(double[][][] moments, int i, int j) {
    double sum = 0;
    for (int a = 0; a < cell.arguments(); a++) {
      sum += cell.takesState(a) ? gates[cell.gate(a)].state() * moments[a][i][j] : 0;
    }
    return sum;
  }

  private void stepBack(int at, double[] d, double[] h, double[] c, double[][][] gradients) {
    double[] a = new double[cell.arguments()];
    double[] da = new double[a.length];
    double[][] all = new double[a.length][draws];
    for (int n = 0; n < draws; n++) {
      for (int g = 0; g < a.length; g++) {
        a[g] = arguments[g][at][n];
      }
      double[] state = {hidden[at][n], memory[at][n]};
      double[] left = cell.back(a, state, new double[] {d[n] + h[n], c[n]}, da);
      for (int g = 0; g < a.length; g++) {
        all[g][n] = da[g];
      }
      h[n] = left[0];
      c[n] = left[1];
    }
    for (int g = 0; g < a.length; g++) {
      gradients[g][at] = all[g];
    }
  }
}
