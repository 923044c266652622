package dev.initlint.verify.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Lanes} by the JDK's Vector API, in vectors as wide as the processor prefers. Loaded by
 * {@link LaneChoice} alone, because its module is not always there.
 */
final class VectorLanes implements Lanes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Added to a float of small magnitude, leaves it rounded to an integer in its lowest bits. */
  private static final float ROUNDING = 0x1.8p23f;

  private static final float LOG2_E = (float) (1 / Math.log(2));

  /** ln 2 in two parts, the first with so few bits that its products with exponents are exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

  /** exp is infinite from here on. */
  private static final float LARGEST = 89;

  /** Rounds to the exponent -126, whose half is no normal number and comes out as 0. */
  private static final float SMALLEST = -87.6f;

  @Override
  public float sum(float[] x, int at, int n) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int i = at;
    for (int end = at + SPECIES.loopBound(n); i < end; i += SPECIES.length()) {
      sum = sum.add(FloatVector.fromArray(SPECIES, x, i));
    }
    float rest = 0;
    for (int end = at + n; i < end; i++) {
      rest += x[i];
    }
    return sum.reduceLanes(VectorOperators.ADD) + rest;
  }

  @Override
  public float dot(float[] x, float[] y, int at, int n) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int i = at;
    for (int end = at + SPECIES.loopBound(n); i < end; i += SPECIES.length()) {
      FloatVector left = FloatVector.fromArray(SPECIES, x, i);
      sum = sum.add(left.mul(FloatVector.fromArray(SPECIES, y, i)));
    }
    float rest = 0;
    for (int end = at + n; i < end; i++) {
      rest += x[i] * y[i];
    }
    return sum.reduceLanes(VectorOperators.ADD) + rest;
  }

  @Override
  public float exp(float[] x, float[] y, int at, int n, float scale, float shift) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int i = at;
    for (int end = at + SPECIES.loopBound(n); i < end; i += SPECIES.length()) {
      FloatVector e = exp(FloatVector.fromArray(SPECIES, x, i).mul(scale).add(shift));
      e.intoArray(y, i);
      sum = sum.add(e);
    }
    if (i < at + n) {
      VectorMask<Float> rest = SPECIES.indexInRange(i, at + n);
      FloatVector e = exp(FloatVector.fromArray(SPECIES, x, i, rest).mul(scale).add(shift));
      e.intoArray(y, i, rest);
      sum = sum.add(e, rest);
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  /**
   * exp x = 2^k·exp r with k the integer nearest to x/ln 2 and a polynomial in r, |r| ≤ ln 2 / 2,
   * whose coefficients minimise the relative error (S. Moshier, Cephes, expf).
   */
  private static FloatVector exp(FloatVector x) {
    FloatVector t = x.max(SMALLEST).min(LARGEST);
    FloatVector shifted = t.mul(LOG2_E).add(ROUNDING);
    FloatVector k = shifted.sub(ROUNDING);
    FloatVector r = t.sub(k.mul(LN2_HIGH)).sub(k.mul(LN2_LOW));
    FloatVector p = r.mul(1.9875691500e-4f).add(1.3981999507e-3f);
    p = p.mul(r).add(8.3334519073e-3f).mul(r).add(4.1665795894e-2f);
    p = p.mul(r).add(1.6666665459e-1f).mul(r).add(5.0000001201e-1f);
    p = p.mul(r).mul(r).add(r).add(1f);
    // 2^(k-1) as the bits of a float, then doubled: 2^k itself may not be a float
    IntVector exponent = shifted.reinterpretAsInts().add(126);
    FloatVector half = exponent.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    return p.mul(half).mul(2f);
  }

  @Override
  public String name() {
    return "the Vector API";
  }
}
