package dev.initlint.shape;

import dev.initlint.graph.ElementType;

/**
 * Results of arithmetic, brought back into what an element type can hold.
 *
 * <p>64-bit integers beyond 2^53 are kept to 53 bits: they occur as "to the end" and as casts of
 * infinities that a later Where discards. They may be moved, compared with small numbers and
 * shifted by them; a result that would need their lost bits is refused.
 */
final class Representable {
  private static final double EXACT = 1L << 53;

  private Representable() {}

  /**
   * Nearest value of a real type (ties to even), or the wrapped value of an integer type.
   *
   * @throws IllegalArgumentException for integers beyond 2^53 and for types without arithmetic
   */
  static double of(ElementType type, double v) {
    return switch (type) {
      case DOUBLE -> v;
      case FLOAT -> (float) v;
      case FLOAT16 -> rounded(v, 10, -14, 65504);
      case BFLOAT16 -> rounded((float) v, 7, -126, 0x1.fep127);
      case BOOL -> v != 0 ? 1 : 0;
      case INT64, UINT64 -> exact(v);
      case INT32 -> (int) (long) exact(v);
      case INT16 -> (short) (long) exact(v);
      case INT8 -> (byte) (long) exact(v);
      case UINT32 -> (long) exact(v) & 0xffffffffL;
      case UINT16 -> (long) exact(v) & 0xffff;
      case UINT8 -> (long) exact(v) & 0xff;
      default -> throw new IllegalArgumentException("arithmetic in " + type + " is not modelled");
    };
  }

  /** As {@link #of(ElementType, double)}, for the result {@code v} of operands a and b. */
  static double of(ElementType type, double v, double a, double b) {
    boolean wide = type == ElementType.INT64 || type == ElementType.UINT64;
    if (!wide || !isHuge(a) && !isHuge(b) && !isHuge(v)) {
      return of(type, v);
    }
    if (isHuge(v) && Math.abs(v) <= 0x1p63) {
      return v;
    }
    throw inexact();
  }

  /** Whether an integer has more bits than are kept. */
  static boolean isHuge(double v) {
    return !(Math.abs(v) <= EXACT);
  }

  private static double exact(double v) {
    if (isHuge(v)) {
      throw inexact();
    }
    // Integers have one zero.
    return v + 0.0;
  }

  static IllegalArgumentException inexact() {
    return new IllegalArgumentException("an integer beyond 2^53 is not computed exactly");
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
    boolean wide = to == ElementType.INT64 || to == ElementType.UINT64;
    if (!to.isInteger() || !from.isReal()) {
      return wide ? v : of(to, v);
    }
    if (Double.isNaN(v)) {
      throw new IllegalArgumentException("NaN has no integer value");
    }
    double whole = (v < 0 ? Math.ceil(v) : Math.floor(v)) + 0.0;
    boolean signed = to.name().startsWith("INT");
    double low = signed ? -Math.pow(2, to.bits() - 1) : 0;
    double high = wide ? 0x1p63 : Math.pow(2, signed ? to.bits() - 1 : to.bits()) - 1;
    return Math.max(low, Math.min(high, whole));
  }
}
