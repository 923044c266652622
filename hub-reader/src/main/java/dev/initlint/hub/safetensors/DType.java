package dev.initlint.hub.safetensors;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.Optional;

/**
 * Element types by the names of the format (safetensors 0.7, {@code Dtype} in tensor.rs).
 *
 * <p>F8_E4M3 and F8_E5M2 are those of Micikevicius et al. 2022 (arXiv:2209.05433), F8_E8M0 and F4
 * those of the OCP Microscaling Formats 1.0.
 */
enum DType {
  BOOL(8, ElementType.BOOL),
  F4(4, ElementType.FLOAT4E2M1),
  F6_E2M3(6, ElementType.UNDEFINED),
  F6_E3M2(6, ElementType.UNDEFINED),
  U8(8, ElementType.UINT8),
  I8(8, ElementType.INT8),
  F8_E5M2(8, ElementType.FLOAT8E5M2),
  F8_E4M3(8, ElementType.FLOAT8E4M3FN),
  F8_E5M2FNUZ(8, ElementType.FLOAT8E5M2FNUZ),
  F8_E4M3FNUZ(8, ElementType.FLOAT8E4M3FNUZ),
  F8_E8M0(8, ElementType.FLOAT8E8M0),
  I16(16, ElementType.INT16),
  U16(16, ElementType.UINT16),
  F16(16, ElementType.FLOAT16),
  BF16(16, ElementType.BFLOAT16),
  I32(32, ElementType.INT32),
  U32(32, ElementType.UINT32),
  F32(32, ElementType.FLOAT),
  C64(64, ElementType.COMPLEX64),
  F64(64, ElementType.DOUBLE),
  I64(64, ElementType.INT64),
  U64(64, ElementType.UINT64);

  private final int bits;
  private final ElementType type;

  DType(int bits, ElementType type) {
    this.bits = bits;
    this.type = type;
  }

  int bits() {
    return bits;
  }

  ElementType type() {
    return type;
  }

  /** Whether the elements are numbers that are read here. */
  boolean isRead() {
    return type != ElementType.UNDEFINED && type != ElementType.COMPLEX64;
  }

  static Optional<DType> of(String name) {
    return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
  }

  static String names() {
    return String.join(", ", Arrays.stream(values()).map(DType::name).toList());
  }
}
