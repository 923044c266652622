package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Lanes;

/**
 * A scalar function applied to every element, given on blocks.
 *
 * @param fromOutput true when the slope is a function of the value, so that the argument need not
 *     be kept
 * @param pull multiplies a gradient by the slope
 * @param single the function in single precision, faster; null where there is no such kernel
 * @param singlePull as {@code pull}, in single precision
 */
public record Curve(
    boolean fromOutput, Value value, Pull pull, Single single, SinglePull singlePull) {

  /** y = f(x) for the first {@code n} elements; the arrays differ. */
  @FunctionalInterface
  public interface Value {
    void of(double[] x, double[] y, int n);
  }

  /** g = g·f'(x), where {@code v} holds f(x) if the slope is a function of it, else x. */
  @FunctionalInterface
  public interface Pull {
    void of(double[] v, double[] g, int n);
  }

  /** y = f(x) in single precision; the arrays differ. */
  @FunctionalInterface
  public interface Single {
    void of(Lanes lanes, float[] x, float[] y, int n);
  }

  /** g = g·f'(x) in single precision; {@code v} may be overwritten. */
  @FunctionalInterface
  public interface SinglePull {
    void of(Lanes lanes, float[] v, float[] g, int n);
  }

  /** Slope as a function of the argument. */
  public static Curve of(Value value, Pull pull) {
    return new Curve(false, value, pull, null, null);
  }

  /** Slope as a function of the value. */
  public static Curve byOutput(Value value, Pull pull) {
    return new Curve(true, value, pull, null, null);
  }

  /** The same with kernels in single precision. */
  public Curve with(Single kernel, SinglePull pullKernel) {
    return new Curve(fromOutput, value, pull, kernel, pullKernel);
  }
}
