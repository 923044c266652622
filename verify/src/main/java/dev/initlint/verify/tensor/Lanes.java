package dev.initlint.verify.tensor;

/**
 * Kernels on blocks of floats that the compiler does not turn into vector instructions by itself:
 * sums, whose order it may not change, and the exponential, which takes its exponent apart. Written
 * out with the JDK's Vector API they are two to five times faster; plain loops compute the same to
 * a few units in the last place.
 *
 * <p>The Vector API costs about 0.6 processor seconds until its classes are loaded and compiled. It
 * is for long runs.
 */
public interface Lanes {
  /** Plain loops. */
  static Lanes plain() {
    return PlainLanes.INSTANCE;
  }

  /** Kernels by the Vector API where the JVM has it, plain loops elsewhere. */
  static Lanes best() {
    return LaneChoice.BEST;
  }

  /** Σ x over {@code n} elements from {@code at} on. */
  float sum(float[] x, int at, int n);

  /** Σ x·y over {@code n} elements from {@code at} on in both arrays, which may be the same. */
  float dot(float[] x, float[] y, int at, int n);

  /**
   * y = exp(scale·x + shift) for {@code n} elements from {@code at} on in both arrays, which may be
   * the same; what would be below 2e-38 may be 0.
   *
   * @return Σ y
   */
  float exp(float[] x, float[] y, int at, int n, float scale, float shift);

  /** What computes, as it is reported to the user. */
  String name();
}
