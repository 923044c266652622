package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;

/**
 * A formula of two operands on blocks.
 *
 * @param single the formula on floats, bit for bit what rounding the result on doubles gives; null
 *     where there is no such kernel
 */
record Kernel(Wide wide, Single single) {
  static final Kernel SUM = new Kernel(Kernel::sum, Kernel::sum);
  static final Kernel DIFFERENCE = new Kernel(Kernel::difference, Kernel::difference);
  static final Kernel PRODUCT = new Kernel(Kernel::product, Kernel::product);
  static final Kernel QUOTIENT = new Kernel(Kernel::quotient, Kernel::quotient);

  /** result = f(a, b) for the first {@code n} elements; result may be a. */
  @FunctionalInterface
  interface Wide {
    void of(double[] a, double[] b, double[] result, int n);
  }

  /** The same on floats. */
  @FunctionalInterface
  interface Single {
    void of(float[] a, float[] b, float[] result, int n);
  }

  /** A kernel from a scalar function. */
  static Kernel each(DoubleBinaryOperator f) {
    return new Kernel(
        (a, b, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = f.applyAsDouble(a[i], b[i]);
          }
        },
        null);
  }

  /** y = f(a, b) under broadcasting to the shape of y. */
  void evaluate(Machine machine, Tensor a, Tensor b, Tensor y) {
    Pairing pairing = new Pairing(a.dims(), b.dims(), y.dims());
    if (single != null && y.store() instanceof Floats to) {
      pairing.eachFloat(
          (Floats) a.store(),
          (Floats) b.store(),
          machine.workers(),
          (x, z, dense, n) -> {
            single.of(x, z, x, n);
            to.buffer().put(dense, x, 0, n);
          });
      return;
    }
    Reals to = y.reals();
    pairing.each(
        a.reals(),
        b.reals(),
        machine.workers(),
        (x, z, dense, n) -> {
          wide.of(x, z, x, n);
          to.store(dense, x, 0, n);
        });
  }

  /** result = g·f(a, b), where g has the shape a and b broadcast to. */
  void pull(Machine machine, Tensor a, Tensor b, Tensor g, Tensor result) {
    Reals upstream = g.reals();
    Reals to = result.reals();
    new Pairing(a.dims(), b.dims(), g.dims())
        .each(
            a.reals(),
            b.reals(),
            machine.workers(),
            (x, z, dense, n) -> {
              wide.of(x, z, x, n);
              upstream.load(dense, z, 0, n);
              product(x, z, x, n);
              to.store(dense, x, 0, n);
            });
  }

  private static void sum(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void sum(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void difference(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void difference(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void product(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void product(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void quotient(double[] a, double[] b, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
  }

  private static void quotient(float[] a, float[] b, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = a[i] / b[i];
    }
  }
}
