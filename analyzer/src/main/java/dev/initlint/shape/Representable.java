package dev.initlint.shape;

import dev.initlint.graph.ElementType;

/** Results of arithmetic, brought back into what an element type can hold. */
final class Representable {
  private static final double EXACT = 1L << 53;

  private Representable() {}

  /**
   * Nearest value of a real type (ties to even), or the wrapped value of an integer type.
   *
   * @throws IllegalArgumentException for 64-bit results beyond 2^53 and for types without
   *     arithmetic
   */
  static double of(ElementType type, double v) {
    return switch (type) {
      case DOUBLE -> v;
      case FLOAT -> (float) v;
      case FLOAT16 -> rounded(v, 10, -14, 65504);
      case BFLOAT16 -> rounded((float) v, 7, -126, 0x1.fep127);
      case BOOL -> v != 0 ? 1 : 0;
      case INT64, UINT64 -> exact(v);
      case INT32 -> (int) (long) v;
      case INT16 -> (short) (long) v;
      case INT8 -> (byte) (long) v;
      case UINT32 -> (long) v & 0xffffffffL;
      case UINT16 -> (long) v & 0xffff;
      case UINT8 -> (long) v & 0xff;
      default -> throw new IllegalArgumentException("arithmetic in " + type + " is not modelled");
    };
  }

  private static double exact(double v) {
    if (!(Math.abs(v) <= EXACT)) {
      throw new IllegalArgumentException("an integer beyond 2^53 is not computed exactly");
    }
    // Integers have one zero.
    return v + 0.0;
  }

  /** Binary floating point with {@code bits} stored bits of the significand. */
  private static double rounded(double v, int bits, int minExponent, double max) {
    if (v == 0 || Double.isNaN(v) || Double.isInfinite(v)) {
      return v;
    }
    double ulp = Math.scalb(1.0, Math.max(Math.getExponent(v), minExponent) - bits);
    double near = Math.rint(v / ulp) * ulp;
    return Math.abs(near) <= max ? near : Math.copySign(Double.POSITIVE_INFINITY, v);
  }

  /** A value converted to another type: reals towards zero into integers, saturating. */
  static double cast(ElementType from, ElementType to, double v) {
    if (to.isInteger() && from.isReal()) {
      double whole = v < 0 ? Math.ceil(v) : Math.floor(v);
      return to == ElementType.INT64 || to == ElementType.UINT64
          ? (double) (long) whole
          : of(to, whole);
    }
    // The extremes of 64 bits stand for "to the end" and pass unchanged.
    return to == ElementType.INT64 || to == ElementType.UINT64 ? v : of(to, v);
  }
}
