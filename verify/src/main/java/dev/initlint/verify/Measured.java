package dev.initlint.verify;

import dev.initlint.verify.engine.NotRun;
import java.util.List;
import java.util.Map;

/**
 * What one verification measured. Second moments are E[x²] over all elements that no mask hides;
 * gradients are those of Σ output·N(0,1), a gradient of unit variance entering the first output.
 *
 * @param values real values in graph order, graph inputs first
 * @param parameters weights that a node reads, in graph order
 * @param copies stored weights that are bit for bit another, perhaps transposed, with its name
 * @param remarks defaults that were assumed and what was reduced, one sentence each
 */
public record Measured(
    String model,
    List<ValueFigures> values,
    List<ParameterFigures> parameters,
    Map<String, String> copies,
    List<AttentionFigures> attention,
    List<OutputFigures> outputs,
    List<NotRun> notRun,
    Conditions conditions,
    List<String> remarks) {

  public Measured {
    values = List.copyOf(values);
    parameters = List.copyOf(parameters);
    copies = Map.copyOf(copies);
    attention = List.copyOf(attention);
    outputs = List.copyOf(outputs);
    notRun = List.copyOf(notRun);
    remarks = List.copyOf(remarks);
  }

  /**
   * One value.
   *
   * @param op operator that computes it; {@code Input} for a graph input
   * @param inputs what the operator reads, values and weights
   * @param tokenOverlap mean over pairs of different positions (axis 1) of one sample of x_t·x_s/d;
   *     null unless the value has rank 3 and several positions
   * @param gradientSecondMoment null when no gradient reaches the value
   */
  public record ValueFigures(
      String name,
      String op,
      String node,
      List<String> inputs,
      int[] shape,
      Estimate secondMoment,
      Estimate mean,
      Estimate tokenOverlap,
      Estimate gradientSecondMoment) {}

  /**
   * One weight.
   *
   * @param weight name of the tensor; another name than {@code name} where the exporter wrote one
   *     tensor for several parameters
   * @param secondMoment of the weight itself, over weight draws
   * @param gradientSecondMoment null when no gradient reaches it
   * @param firstUseOnly true when the gradient is that of its first use alone, because the exporter
   *     merged equal constant vectors of several layers into one
   */
  public record ParameterFigures(
      String name,
      String weight,
      long[] shape,
      Estimate secondMoment,
      Estimate gradientSecondMoment,
      boolean firstUseOnly) {}

  /**
   * One softmax over keys. Masked keys are left out.
   *
   * @param node name of the softmax
   * @param value its output
   * @param keys extent of the axis of keys
   * @param logitStd root mean square, over queries, of the deviation of a logit from its query's
   *     mean
   * @param largestProbability mean of the largest attention weight over the queries that see most
   *     keys
   * @param entropyShare mean over queries with two keys or more of entropy over ln(keys)
   * @param participation mean over queries of the sum of squared weights
   */
  public record AttentionFigures(
      String node,
      String value,
      int keys,
      Estimate logitStd,
      Estimate largestProbability,
      Estimate entropyShare,
      Estimate participation) {}

  /**
   * One graph output of reals.
   *
   * @param initialCrossEntropy expected cross-entropy in nats when the last axis holds logits of
   *     classes and labels are uniform; null for an output of rank 1 or of a single class
   */
  public record OutputFigures(
      String name, int[] shape, Estimate secondMoment, Estimate initialCrossEntropy) {}

  /**
   * How it was measured.
   *
   * @param kernels what computed the matrix products
   * @param productShare share of the time spent in matrix products
   * @param peakBytes largest number of bytes of tensors in use at once, weights included
   * @param complete false when it was cancelled before all draws were done
   */
  public record Conditions(
      int draws,
      int seeds,
      int threads,
      String kernels,
      double seconds,
      double productShare,
      long peakBytes,
      boolean complete) {}
}
