package dev.initlint.verify.tensor;

/**
 * Kernels on blocks of floats that the compiler does not turn into vector instructions by itself:
 * sums, whose order it may not change, and the exponential, which takes its exponent apart. Written
 * out with the JDK's vector interface they are several times faster; where the JVM was started
 * without it, {@link PlainLanes} computes the same to a few units in the last place.
 */
public interface Lanes {
  /** The faster kernels where the JVM has what they need. */
  Lanes BEST = LaneChoice.best();

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
