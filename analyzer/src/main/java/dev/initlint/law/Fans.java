package dev.initlint.law;

/**
 * The two fans of a weight as initialisers count them: the extents an initialisation law scales
 * with. They differ from the fans of the signal for grouped and strided convolutions, whose
 * frameworks divide neither by groups nor by stride.
 *
 * @param fanIn inputs of one output unit
 * @param fanOut outputs that one input unit feeds
 */
public record Fans(long fanIn, long fanOut) {

  /** Of a tensor with fewer than two extents. */
  public static Fans vector(long... dims) {
    long n = dims.length == 0 ? 1 : dims[0];
    return new Fans(n, n);
  }

  /**
   * Of {@code x·W} with W {@code [.., in, out]}.
   *
   * @throws IllegalArgumentException if W has fewer than two extents
   */
  public static Fans matMul(long... dims) {
    requireRank(dims, 2);
    return new Fans(dims[dims.length - 2], dims[dims.length - 1]);
  }

  /**
   * Of ONNX Gemm: W is {@code [in, out]}, or {@code [out, in]} with {@code transB}.
   *
   * @throws IllegalArgumentException if W has fewer than two extents
   */
  public static Fans gemm(boolean transB, long... dims) {
    requireRank(dims, 2);
    return transB ? new Fans(dims[1], dims[0]) : new Fans(dims[0], dims[1]);
  }

  /**
   * Of a convolution with W {@code [out, in/groups, kernel..]}.
   *
   * @throws IllegalArgumentException if W has fewer than two extents
   */
  public static Fans conv(long... dims) {
    requireRank(dims, 2);
    long taps = taps(dims);
    return new Fans(dims[1] * taps, dims[0] * taps);
  }

  /**
   * Of a transposed convolution with W {@code [in, out/groups, kernel..]}. Frameworks read the
   * second extent as the fan-in here as well, which makes it the number of outputs.
   *
   * @throws IllegalArgumentException if W has fewer than two extents
   */
  public static Fans convTranspose(long... dims) {
    return conv(dims);
  }

  /**
   * Of an embedding {@code [V, d]}: d is the fan-in, as for the head that may share it.
   *
   * @throws IllegalArgumentException if the table has fewer than two extents
   */
  public static Fans embedding(long... dims) {
    requireRank(dims, 2);
    return new Fans(dims[dims.length - 1], dims[dims.length - 2]);
  }

  private static long taps(long[] dims) {
    long taps = 1;
    for (int i = 2; i < dims.length; i++) {
      taps = Math.multiplyExact(taps, dims[i]);
    }
    return taps;
  }

  private static void requireRank(long[] dims, int rank) {
    if (dims.length < rank) {
      throw new IllegalArgumentException(
          "a weight with fans has at least " + rank + " extents, not " + dims.length);
    }
  }
}
