package dev.initlint.graph;

/** Element types of the ONNX specification (TensorProto.DataType), in the order of their codes. */
public enum ElementType {
  UNDEFINED(0),
  FLOAT(32),
  UINT8(8),
  INT8(8),
  UINT16(16),
  INT16(16),
  INT32(32),
  INT64(64),
  STRING(0),
  BOOL(8),
  FLOAT16(16),
  DOUBLE(64),
  UINT32(32),
  UINT64(64),
  COMPLEX64(64),
  COMPLEX128(128),
  BFLOAT16(16),
  FLOAT8E4M3FN(8),
  FLOAT8E4M3FNUZ(8),
  FLOAT8E5M2(8),
  FLOAT8E5M2FNUZ(8),
  UINT4(4),
  INT4(4),
  FLOAT4E2M1(4),
  FLOAT8E8M0(8),
  UINT2(2),
  INT2(2);

  private final int bits;

  ElementType(int bits) {
    this.bits = bits;
  }

  /** Width of one element in the raw little-endian layout, in bits; 0 where it has none. */
  public int bits() {
    return bits;
  }

  /** True for real-valued types, the only ones that carry a signal. */
  public boolean isReal() {
    return switch (this) {
      case FLOAT,
          FLOAT16,
          DOUBLE,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E4M3FNUZ,
          FLOAT8E5M2,
          FLOAT8E5M2FNUZ,
          FLOAT4E2M1,
          FLOAT8E8M0 ->
          true;
      default -> false;
    };
  }

  /** True for integer types, signed or not; BOOL is not one of them. */
  public boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, INT32, INT64, UINT32, UINT64, UINT4, INT4, UINT2, INT2 ->
          true;
      default -> false;
    };
  }
}
