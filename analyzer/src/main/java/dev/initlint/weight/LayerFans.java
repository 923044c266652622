package dev.initlint.weight;

import dev.initlint.graph.Node;
import dev.initlint.law.Fans;

/** The fans of weights by the operators that read them. */
public final class LayerFans {
  private LayerFans() {}

  /**
   * Of a weight by the operator that reads it. A vector or a scalar has no fans of its own; its
   * extent stands for both.
   *
   * @param input which input of the operator the weight is
   */
  public static Fans of(Node reader, int input, long... dims) {
    if (dims.length < 2) {
      return Fans.vector(dims);
    }
    return switch (reader.op()) {
      case "Conv" -> Fans.conv(dims);
      case "ConvTranspose" -> Fans.convTranspose(dims);
      case "Gather" -> Fans.embedding(dims);
      case "Gemm" -> Fans.gemm(isTurned(reader, "transB"), dims);
      // [direction, gates·hidden, inputs]
      case "RNN", "LSTM", "GRU" -> Fans.gemm(true, dims[dims.length - 2], dims[dims.length - 1]);
      case "FusedMatMul" -> fused(reader, input, dims);
      case "Einsum" -> einsum(reader, input, dims);
      default -> input == 0 ? Fans.gemm(true, dims) : Fans.matMul(dims);
    };
  }

  /** Of {@code alpha·A·B}, either with its last two extents exchanged. */
  private static Fans fused(Node reader, int input, long[] dims) {
    boolean turned = isTurned(reader, input == 0 ? "transA" : "transB");
    Fans fans = Fans.matMul(dims);
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
      return Fans.matMul(dims);
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
}
