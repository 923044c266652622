package dev.initlint.hub.safetensors;

import dev.initlint.graph.ElementType;

/** Values of the floats of 16 bits and fewer, from their bits. */
final class SmallFloats {
  private static final float[] E4M3FN = eightBit(4, 7, false);
  private static final float[] E4M3FNUZ = eightBit(4, 8, true);
  private static final float[] E5M2 = eightBit(5, 15, false);
  private static final float[] E5M2FNUZ = eightBit(5, 16, true);
  private static final float[] E2M1 = {0, .5f, 1, 1.5f, 2, 3, 4, 6};

  private SmallFloats() {}

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

  /** The upper half of a binary32. */
  static float brain(int bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Four bits, two to a byte, the lower first. */
  static float four(int bits) {
    float size = E2M1[bits & 7];
    return (bits & 8) == 0 ? size : -size;
  }

  /** The values of all 256 codes of a type of eight bits. */
  static float[] table(ElementType type) {
    return switch (type) {
      case FLOAT8E4M3FN -> E4M3FN;
      case FLOAT8E4M3FNUZ -> E4M3FNUZ;
      case FLOAT8E5M2 -> E5M2;
      case FLOAT8E5M2FNUZ -> E5M2FNUZ;
      default -> throw new IllegalArgumentException(type + " is no float of eight bits");
    };
  }

  /** FNUZ: no infinities, and no negative zero, whose code is NaN. */
  private static float[] eightBit(int exponentBits, int bias, boolean fnuz) {
    float[] values = new float[256];
    int fractionBits = 7 - exponentBits;
    int top = (1 << exponentBits) - 1;
    for (int code = 0; code < 128; code++) {
      int exponent = code >> fractionBits;
      float fraction = (code & (1 << fractionBits) - 1) / (float) (1 << fractionBits);
      float v =
          exponent == 0
              ? Math.scalb(fraction, 1 - bias)
              : Math.scalb(1 + fraction, exponent - bias);
      if (!fnuz && exponent == top && exponentBits == 5) {
        v = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
      } else if (!fnuz && code == 0x7f) {
        v = Float.NaN;
      }
      values[code] = v;
      values[code | 0x80] = -v;
    }
    if (fnuz) {
      values[0x80] = Float.NaN;
    }
    return values;
  }
}
