package dev.initlint.propagate;

import dev.initlint.finding.Coverage;
import dev.initlint.finding.Unmodelled;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The figures of one propagation under one binding, ready to be printed. A figure that is not known
 * is null.
 *
 * @param dims every symbol that was bound and its value
 * @param coverage how many of the values are known, and why the others are not
 * @param atInitialisation null where nothing tells
 * @param remarks what the reader repaired and what was assumed, one sentence each
 */
public record Trace(
    String model,
    Map<String, Double> dims,
    List<ValueRow> values,
    List<ParameterRow> parameters,
    List<OutputRow> outputs,
    List<AttentionRow> attention,
    Coverage coverage,
    Boolean atInitialisation,
    String verdict,
    Laws laws,
    List<String> remarks) {

  /** Why values are not known, most values first. */
  public List<Unmodelled> unknown() {
    return coverage.unknown();
  }

  /**
   * One value.
   *
   * @param block label of the repeated block it belongs to, as {@code blocks.3}; empty outside
   * @param symbolicShape extents by name, as {@code [batch, n, d_model]}
   * @param tokenOverlap mean over pairs of different positions of one sample of x_t·x_s/d
   * @param formula the second moment in terms of others; evaluated, it is the figure
   * @param symbols by its text, every symbol and every function call in the formula with its number
   * @param module dotted path of the module of the program that the value is of; empty for the
   *     model itself, null where it is not known
   * @param relativeBand one standard deviation of the relative error to expect, from finite width
   *     and seeds
   */
  public record ValueRow(
      String name,
      String op,
      String node,
      String block,
      long[] shape,
      String symbolicShape,
      Double mean,
      Double secondMoment,
      Double tokenOverlap,
      Double relativeBand,
      Double gradientSecondMoment,
      String formula,
      Map<String, Double> symbols,
      String unknown,
      String module) {

    /** A value of no known module. */
    public ValueRow(
        String name,
        String op,
        String node,
        String block,
        long[] shape,
        String symbolicShape,
        Double mean,
        Double secondMoment,
        Double tokenOverlap,
        Double relativeBand,
        Double gradientSecondMoment,
        String formula,
        Map<String, Double> symbols,
        String unknown) {
      this(
          name,
          op,
          node,
          block,
          shape,
          symbolicShape,
          mean,
          secondMoment,
          tokenOverlap,
          relativeBand,
          gradientSecondMoment,
          formula,
          symbols,
          unknown,
          null);
    }
  }

  /**
   * One weight.
   *
   * @param lawSecondMoment what the second moment would be over all draws of the law that the
   *     library draws it from; null where no library is known
   */
  public record ParameterRow(
      String name,
      long[] shape,
      Double mean,
      Double secondMoment,
      String law,
      Double gradientSecondMoment,
      Double lawSecondMoment) {

    /** A weight of no known library. */
    public ParameterRow(
        String name,
        long[] shape,
        Double mean,
        Double secondMoment,
        String law,
        Double gradientSecondMoment) {
      this(name, shape, mean, secondMoment, law, gradientSecondMoment, null);
    }
  }

  /**
   * One graph output.
   *
   * @param initialCrossEntropy mean cross-entropy in nats against random labels; null when the
   *     output is no classification or language-model head
   * @param excess cross-entropy above ln(number of classes)
   */
  public record OutputRow(
      String name, Double secondMoment, Double initialCrossEntropy, Double excess) {}

  /**
   * One attention.
   *
   * @param logitStd standard deviation of the logits between the keys of one query
   * @param scale product of all scalar factors between the projections and the softmax
   * @param largestProbability expected largest attention weight of a query that sees most keys
   * @param entropyShare entropy of a row over ln(keys)
   * @param participation expected sum of squared weights of a row
   */
  public record AttentionRow(
      String node,
      String block,
      Double logitStd,
      Double scale,
      long headDim,
      long keys,
      Double largestProbability,
      Double entropyShare,
      Double participation) {}

  /**
   * Depth laws; empty when there are no repeated blocks.
   *
   * @param depth d ln(second moment of the stream) / d ln(number of blocks) as {@code L}, or
   *     nothing
   * @param sizes d ln(output second moment) / d ln(symbol) for the sizes of the model; worked out
   *     when they are asked for, because each takes an evaluation of the model at another size
   */
  public record Laws(
      List<BlockRow> blocks, Map<String, Double> depth, Supplier<Map<String, Double>> sizes) {

    /** Slopes that are known. */
    public Laws(List<BlockRow> blocks, Map<String, Double> slopes) {
      this(blocks, slopes, Map::of);
    }

    /** All slopes, by symbol. */
    public Map<String, Double> slopes() {
      Map<String, Double> all = new TreeMap<>(depth);
      all.putAll(sizes.get());
      return all;
    }
  }

  /** The same without what has to be evaluated at other sizes. */
  public Trace atOneSize() {
    return new Trace(
        model,
        dims,
        values,
        parameters,
        outputs,
        attention,
        coverage,
        atInitialisation,
        verdict,
        new Laws(laws.blocks(), laws.depth()),
        remarks);
  }

  /**
   * One repeated block.
   *
   * @param streamGrowth second moment of the residual stream after the block over before
   * @param gradientGrowth the same of the gradient, before over after
   * @param branchShare second moment of what the block adds over the stream after it
   * @param tokenOverlap cosine between two positions of the stream after the block
   */
  public record BlockRow(
      String name,
      Double streamGrowth,
      Double gradientGrowth,
      Double branchShare,
      Double tokenOverlap) {}
}
