package dev.initlint.law;

import dev.initlint.graph.Node;

/**
 * The two fans of a weight as initialisers count them: the extents an initialisation law scales
 * with. They differ from the fans of the signal for grouped and strided convolutions, whose
 * frameworks divide neither by groups nor by stride.
 *
 * @param fanIn inputs of one output unit
 * @param fanOut outputs that one input unit feeds
 */
public record Fans(long fanIn, long fanOut) {

  /**
   * Of a weight by the operator that reads it. A vector or a scalar has no fans of its own; its
   * extent stands for both.
   *
   * @param input which input of the operator the weight is
   */
  public static Fans of(Node reader, int input, long... dims) {
    if (dims.length < 2) {
      return vector(dims);
    }
    return switch (reader.op()) {
      case "Conv" -> conv(dims);
      case "ConvTranspose" -> convTranspose(dims);
      case "Gather" -> embedding(dims);
      case "Gemm" -> gemm(isTurned(reader, "transB"), dims);
      case "FusedMatMul" -> fused(reader, input, dims);
      case "Einsum" -> einsum(reader, input, dims);
      default -> input == 0 ? gemm(true, dims) : matMul(dims);
    };
  }

  /** Of a tensor with fewer than two extents. */
  public static Fans vector(long... dims) {
    long n = dims.length == 0 ? 1 : dims[0];
    return new Fans(n, n);
  }

  /** Of {@code alpha·A·B}, either with its last two extents exchanged. */
  private static Fans fused(Node reader, int input, long[] dims) {
    boolean turned = isTurned(reader, input == 0 ? "transA" : "transB");
    Fans fans = matMul(dims);
    return (input == 0) == turned ? fans : new Fans(fans.fanOut(), fans.fanIn());
  }

  private static boolean isTurned(Node reader, String attribute) {
    return reader.attributes().integer(attribute, 0) != 0;
  }

  /**
   * Letters of the weight that the result lacks are contracted; those of the result are outputs.
   */
  private static Fans einsum(Node reader, int input, long[] dims) {
    String equation = reader.attributes().text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    String own = input < terms.length ? terms[input] : "";
    if (arrow < 0 || own.length() != dims.length) {
      return matMul(dims);
    }
    long in = 1;
    long out = 1;
    for (int i = 0; i < dims.length; i++) {
      boolean kept = equation.indexOf(own.charAt(i), arrow) >= 0;
      boolean stacked = false;
      for (int t = 0; t < terms.length; t++) {
        stacked |= kept && t != input && terms[t].indexOf(own.charAt(i)) >= 0;
      }
      in *= kept ? 1 : dims[i];
      out *= kept && !stacked ? dims[i] : 1;
    }
    return new Fans(in, out);
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
