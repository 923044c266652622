package dev.initlint.propagate;

import java.util.List;

/**
 * The figures of a model as functions of its sizes, to be evaluated elsewhere: formulas as trees
 * over the sizes, and a table over each size for what a formula only names.
 *
 * @param blocks number of repeated blocks that these are the figures of; 0 where none repeat
 * @param own whether the model has that number
 * @param axes the sizes that can be moved
 * @param leaves tables that formulas and figures read
 * @param values in the order of the network
 * @param attentions in the order of the network
 * @param outputs of the network that score classes
 */
public record Dependence(
    int blocks,
    boolean own,
    List<Axis> axes,
    List<Leaf> leaves,
    List<Value> values,
    List<Attention> attentions,
    List<Output> outputs) {

  /**
   * One size.
   *
   * @param label what a reader calls it
   * @param points where the tables are given, ascending; the model's own is among them
   */
  public record Axis(String symbol, String label, double own, double[] points) {}

  /**
   * A number by size.
   *
   * @param own at the model's own sizes
   * @param along for each axis, the number at each of its points with the other sizes as they are
   */
  public record Leaf(double own, double[][] along) {}

  /** A formula. */
  public sealed interface Term {}

  /** A number. */
  public record Number(double value) implements Term {}

  /** A size by its place among the axes, times a number. */
  public record Size(int axis, double ratio) implements Term {}

  /** The second moment of a value by its place, which is before the one of which the formula is. */
  public record Moment(int value) implements Term {}

  /** A leaf by its place. */
  public record Read(int leaf) implements Term {}

  /** A sum of terms. */
  public record Sum(List<Term> terms) implements Term {}

  /** A product of terms. */
  public record Product(List<Term> terms) implements Term {}

  /** A power. */
  public record Power(Term base, double exponent) implements Term {}

  /**
   * One value. Places of leaves are -1 where there is no figure.
   *
   * @param moment its second moment
   * @param text the formula as it is printed; empty where a table stands for it
   * @param stream whether it is the residual stream after a branch
   */
  public record Value(
      String name,
      String op,
      String node,
      String block,
      boolean stream,
      Term moment,
      String text,
      double band,
      int gradient,
      int overlap) {}

  /** One attention, by the places of its leaves. */
  public record Attention(String node, String block, int logitStd, int entropy, int largest) {}

  /** One output, by the places of its leaves. */
  public record Output(String name, int loss, int excess) {}
}
