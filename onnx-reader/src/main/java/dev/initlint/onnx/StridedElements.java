package dev.initlint.onnx;

/** Elements of another tensor in another order: a slice, a transposition, or both. */
final class StridedElements {
  private StridedElements() {}

  /** Distance between neighbours along each axis of a tensor whose elements lie in order. */
  static long[] rowMajor(long[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int d = dims.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= Math.max(1, dims[d]);
    }
    return strides;
  }
}
