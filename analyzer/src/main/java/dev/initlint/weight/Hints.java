package dev.initlint.weight;

/**
 * What the architecture around a weight says of the scales it may have been drawn with.
 *
 * @param residualBranches number of branches added to the residual stream, 2L for L transformer
 *     blocks; 0 where not known
 * @param headDim channels of one attention head, d_k; 0 where not known
 */
public record Hints(int residualBranches, int headDim) {
  /** Nothing is known. */
  public static final Hints NONE = new Hints(0, 0);
}
