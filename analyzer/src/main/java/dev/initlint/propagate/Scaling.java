package dev.initlint.propagate;

import java.util.List;
import java.util.Map;

/**
 * How the figures of a model go with its sizes.
 *
 * @param model path of the file
 * @param axes one for every size that was varied, the others as the model has them
 * @param remarks what was assumed, one sentence each
 */
public record Scaling(String model, List<Axis> axes, List<String> remarks) {

  /** What a figure is. */
  public enum Kind {
    STREAM,
    GRADIENT,
    ATTENTION,
    ENTROPY,
    LOGITS,
    OUTPUT,
    LOSS,
    EXCESS,
    WEIGHT_GRADIENT
  }

  /** What an axis varies. */
  public enum Size {
    WIDTH,
    DEPTH,
    LENGTH,
    OTHER
  }

  /**
   * One size.
   *
   * @param symbol as the user names it
   * @param points its values, ascending
   * @param moved sizes that move in proportion, with their ratio to it
   */
  public record Axis(
      String symbol,
      Size size,
      double[] points,
      Map<String, Double> moved,
      List<Line> lines,
      List<Note> notes) {}

  /**
   * One figure over an axis. A figure that is not known at a point is NaN there.
   *
   * @param exponents d ln figure/d ln size at each point
   * @param error by how much an exponent may be off, from the differentiation alone; 0 where it
   *     follows from a formula
   * @param formula of the figure, or empty
   */
  public record Line(
      String name,
      Kind kind,
      double[] values,
      double[] exponents,
      double[] error,
      String formula,
      List<Share> shares) {

    /** The exponent at the largest size. */
    public double exponent() {
      return exponents[exponents.length - 1];
    }
  }

  /**
   * What a symbol or function of a formula contributes to the exponent.
   *
   * @param power d ln formula/d ln symbol
   * @param exponent d ln symbol/d ln size
   */
  public record Share(String symbol, double power, double exponent) {}

  /** A figure whose exponent is not that of its class. */
  public record Note(String figure, double exponent, double expected, String sentence) {}
}
