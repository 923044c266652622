package dev.initlint.stored;

import dev.initlint.graph.ElementType;

/**
 * Values of the element types, from their bits.
 *
 * <p>fp8: Micikevicius et al. 2022 (arXiv:2209.05433) for E4M3FN and E5M2; Noune et al. 2022
 * (arXiv:2206.02915) for the FNUZ variants; fp4 and E8M0: OCP Microscaling Formats 1.0.
 */
public final class Floats {
  private static final double[] E4M3FN = eightBit(4, 7, false);
  private static final double[] E4M3FNUZ = eightBit(4, 8, true);
  private static final double[] E5M2 = eightBit(5, 15, false);
  private static final double[] E5M2FNUZ = eightBit(5, 16, true);
  private static final double[] E2M1 = {
    0, .5, 1, 1.5, 2, 3, 4, 6, -0.0, -.5, -1, -1.5, -2, -3, -4, -6
  };

  private Floats() {}

  /** The value of an element whose bits are the low bits of {@code bits}. */
  public static double decode(ElementType type, long bits) {
    return switch (type) {
      case FLOAT -> Float.intBitsToFloat((int) bits);
      case DOUBLE -> Double.longBitsToDouble(bits);
      case FLOAT16 -> half((int) bits & 0xffff);
      case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
      case FLOAT8E4M3FN -> E4M3FN[(int) bits & 0xff];
      case FLOAT8E4M3FNUZ -> E4M3FNUZ[(int) bits & 0xff];
      case FLOAT8E5M2 -> E5M2[(int) bits & 0xff];
      case FLOAT8E5M2FNUZ -> E5M2FNUZ[(int) bits & 0xff];
      case FLOAT8E8M0 ->
          (bits & 0xff) == 0xff ? Double.NaN : Math.scalb(1.0, (int) (bits & 0xff) - 127);
      case FLOAT4E2M1 -> E2M1[(int) bits & 0xf];
      case UINT2 -> bits & 3;
      case INT2 -> bits << 62 >> 62;
      case UINT4 -> bits & 0xf;
      case INT4 -> bits << 60 >> 60;
      case UINT8 -> bits & 0xff;
      case INT8 -> (byte) bits;
      case UINT16 -> bits & 0xffff;
      case INT16 -> (short) bits;
      case UINT32 -> bits & 0xffffffffL;
      case INT32 -> (int) bits;
      case INT64 -> bits;
      case UINT64 -> unsigned(bits);
      case BOOL -> (bits & 0xff) == 0 ? 0 : 1;
      case STRING, COMPLEX64, COMPLEX128, UNDEFINED ->
          throw new IllegalArgumentException(type + " is not a real number");
    };
  }

  /** IEEE 754 binary16. */
  static float half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0) {
      float tiny = fraction * 0x1p-24f;
      return sign == 0 ? tiny : -tiny;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  /** The value nearest to {@code v} in a type, ties to even; integers are cut and wrap. */
  public static double rounded(ElementType type, double v) {
    return switch (type) {
      case FLOAT -> (float) v;
      case FLOAT16 -> binary(v, 10, -14, 65504);
      case BFLOAT16 -> binary(v, 7, -126, 0x1.fep127);
      case BOOL -> v == 0 ? 0 : 1;
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64 -> decode(type, (long) v);
      default -> v;
    };
  }

  private static double binary(double v, int fractionBits, int leastExponent, double greatest) {
    if (v == 0 || Double.isNaN(v) || Double.isInfinite(v)) {
      return v;
    }
    int exponent = Math.max(leastExponent, Math.getExponent(v));
    double unit = Math.scalb(1.0, exponent - fractionBits);
    double rounded = Math.rint(v / unit) * unit;
    return Math.abs(rounded) > greatest ? Math.copySign(Double.POSITIVE_INFINITY, v) : rounded;
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
  }

  /** All values of an 8-bit float. FNUZ: no infinities, no negative zero, whose code is NaN. */
  private static double[] eightBit(int exponentBits, int bias, boolean fnuz) {
    double[] values = new double[256];
    int fractionBits = 7 - exponentBits;
    int top = (1 << exponentBits) - 1;
    for (int code = 0; code < 128; code++) {
      int exponent = code >> fractionBits;
      double fraction = (code & (1 << fractionBits) - 1) / (double) (1 << fractionBits);
      double v =
          exponent == 0
              ? Math.scalb(fraction, 1 - bias)
              : Math.scalb(1 + fraction, exponent - bias);
      if (!fnuz && exponent == top) {
        if (exponentBits == 5) {
          v = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (code == 0x7f) {
          v = Double.NaN;
        }
      }
      values[code] = v;
      values[code | 0x80] = -v;
    }
    if (fnuz) {
      values[0x80] = Double.NaN;
    }
    return values;
  }
}
