package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;

/**
 * One unit of a recurrent layer, one step at a time: from the arguments of its gates, each a
 * Gaussian of its own, and its state to the next state, and the way back.
 *
 * <p>Arguments come in the order of ONNX's weights; that of the candidate of a GRU is split into
 * what comes from the input and what comes from the state, because the reset gate stands between
 * them.
 */
interface Cell {
  /** Number of Gaussian arguments. */
  int arguments();

  /** Number of gates, that is, of blocks of rows of W and R. */
  int gates();

  /** The gate whose rows of W, or of R, make an argument. */
  int gate(int argument);

  /** Whether the rows of W take part in an argument. */
  boolean takesInput(int argument);

  /** Whether the rows of R take part in an argument. */
  boolean takesState(int argument);

  /**
   * The state after a step.
   *
   * @param a arguments
   * @param state h and c before the step; c is unused where there is none
   * @return h and c after it
   */
  double[] step(double[] a, double[] state);

  /**
   * The way back through a step.
   *
   * @param d gradients at h and c after the step
   * @param da receives the gradients at the arguments
   * @return what flows to h and c before the step other than through R
   */
  double[] back(double[] a, double[] state, double[] d, double[] da);

  /** h' = φ(W x + R h + b). */
  record Plain(ScalarFunction f) implements Cell {
    @Override
    public int arguments() {
      return 1;
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int gate(int argument) {
      return 0;
    }

    @Override
    public boolean takesInput(int argument) {
      return true;
    }

    @Override
    public boolean takesState(int argument) {
      return true;
    }

    @Override
    public double[] step(double[] a, double[] state) {
      return new double[] {f.value(a[0]), 0};
    }

    @Override
    public double[] back(double[] a, double[] state, double[] d, double[] da) {
      da[0] = d[0] * f.slope(a[0]);
      return new double[2];
    }
  }

  /**
   * Long short-term memory (Hochreiter and Schmidhuber 1997): gates i, o, f and candidate c.
   *
   * @param inner function of the candidate, as a rule tanh
   * @param outer function of the memory on its way out
   */
  record Memory(ScalarFunction inner, ScalarFunction outer) implements Cell {
    @Override
    public int arguments() {
      return 4;
    }

    @Override
    public int gates() {
      return 4;
    }

    @Override
    public int gate(int argument) {
      return argument;
    }

    @Override
    public boolean takesInput(int argument) {
      return true;
    }

    @Override
    public boolean takesState(int argument) {
      return true;
    }

    @Override
    public double[] step(double[] a, double[] state) {
      double c = sigmoid(a[2]) * state[1] + sigmoid(a[0]) * inner.value(a[3]);
      return new double[] {sigmoid(a[1]) * outer.value(c), c};
    }

    @Override
    public double[] back(double[] a, double[] state, double[] d, double[] da) {
      double i = sigmoid(a[0]);
      double o = sigmoid(a[1]);
      double f = sigmoid(a[2]);
      double g = inner.value(a[3]);
      double c = f * state[1] + i * g;
      double dc = d[1] + d[0] * o * outer.slope(c);
      da[0] = dc * g * i * (1 - i);
      da[1] = d[0] * outer.value(c) * o * (1 - o);
      da[2] = dc * state[1] * f * (1 - f);
      da[3] = dc * i * inner.slope(a[3]);
      return new double[] {0, dc * f};
    }
  }

  /** Gated recurrent unit (Cho et al. 2014) whose reset gate scales R h: gates z, r, candidate. */
  record Gated() implements Cell {
    @Override
    public int arguments() {
      return 4;
    }

    @Override
    public int gates() {
      return 3;
    }

    @Override
    public int gate(int argument) {
      return Math.min(argument, 2);
    }

    @Override
    public boolean takesInput(int argument) {
      return argument != 3;
    }

    @Override
    public boolean takesState(int argument) {
      return argument != 2;
    }

    @Override
    public double[] step(double[] a, double[] state) {
      double z = sigmoid(a[0]);
      double n = Math.tanh(a[2] + sigmoid(a[1]) * a[3]);
      return new double[] {(1 - z) * n + z * state[0], 0};
    }

    @Override
    public double[] back(double[] a, double[] state, double[] d, double[] da) {
      double z = sigmoid(a[0]);
      double r = sigmoid(a[1]);
      double n = Math.tanh(a[2] + r * a[3]);
      double dn = d[0] * (1 - z) * (1 - n * n);
      da[0] = d[0] * (state[0] - n) * z * (1 - z);
      da[1] = dn * a[3] * r * (1 - r);
      da[2] = dn;
      da[3] = dn * r;
      return new double[] {d[0] * z, 0};
    }
  }

  private static double sigmoid(double x) {
    return Activation.SIGMOID.value(x);
  }
}
