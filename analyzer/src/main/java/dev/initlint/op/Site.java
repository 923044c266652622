package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One node with what is known of its inputs.
 *
 * @param inputDims extents of the inputs; null where unknown
 * @param shapes extents of the outputs; null where unknown
 */
public record Site(
    Node node, List<Belief> inputs, List<long[]> inputDims, List<long[]> shapes, Dims dims) {

  /** Belief about input {@code i}; null when it is absent. */
  public Belief input(int i) {
    return i < inputs.size() ? inputs.get(i) : null;
  }

  /**
   * The signal at input {@code i}.
   *
   * @throws NotModelled if it is no signal
   */
  public Signal signal(int i) {
    Belief b = input(i);
    if (b instanceof Belief.Known k) {
      return k.signal();
    }
    throw new NotModelled(
        b instanceof Belief.Unknown u ? u.reason() : "input " + i + " carries no signal");
  }

  /** The signal at input {@code i}, or null when it is something else. */
  public Signal signalOrNull(int i) {
    return input(i) instanceof Belief.Known k ? k.signal() : null;
  }

  /** The weight at input {@code i}, or null when it is something else. */
  public ParameterFacts parameter(int i) {
    return input(i) instanceof Belief.Parameter p ? p.facts() : null;
  }

  /** The constant at input {@code i}, or null when it is something else. */
  public Array constant(int i) {
    return input(i) instanceof Belief.Fixed f ? f.array() : null;
  }

  /** The entries of input {@code i} where they are known: a constant, or a small stored weight. */
  public Array entries(int i) {
    ParameterFacts w = parameter(i);
    if (w == null || w.weight().data() == null || w.weight().count() > ENTRIES) {
      return constant(i);
    }
    int limit = (int) w.weight().count();
    return Array.of(w.weight().type(), w.dims(), w.weight().data().toDoubles(limit));
  }

  /** Weights up to this many entries are read as constants where an operator needs them. */
  private static final long ENTRIES = 1 << 22;

  /** The site with its two inputs in the other order. */
  Site swapped() {
    return new Site(
        node.withInputs(List.of(node.input(1), node.input(0))),
        List.of(inputs.get(1), inputs.get(0)),
        Arrays.asList(inputDims.get(1), inputDims.get(0)),
        shapes,
        dims);
  }

  /** The same operator with other settings on one other signal. */
  Site on(String name, Signal input, Node settings) {
    Node other = settings.withInputs(List.of(name));
    List<long[]> unknown = Arrays.asList(new long[][] {null});
    return new Site(other, List.of(new Belief.Known(input)), unknown, shapes, dims);
  }

  /** The single element of a constant input, or NaN when it is none. */
  public double scalar(int i) {
    Array a = constant(i);
    return a != null && a.size() == 1 ? a.at(0) : Double.NaN;
  }

  /** The second moment of input {@code i} as a symbol that stands for it. */
  public Expr q(int i) {
    String name = "q[" + node.input(i) + "]";
    Signal s = signalOrNull(i);
    if (s != null) {
      return Expr.symbol(name, s.secondMoment());
    }
    Array a = constant(i);
    ParameterFacts w = parameter(i);
    return a != null
        ? Expr.symbol(name, Quantity.of(e -> meanSquare(a)))
        : w != null && w.facts() != null
            ? Expr.symbol(name, Quantity.of(e -> w.facts().secondMoment()))
            : Expr.symbol(name);
  }

  private static double meanSquare(Array a) {
    return Arrays.stream(a.toDoubles()).map(v -> v * v).average().orElse(0);
  }

  /** A figure of the signal at input {@code i} as a symbol, as {@code mean[x]}. */
  Expr figure(String name, int i, ToDoubleFunction<Stat> figure) {
    return Effective.figure(name + "[" + node.input(i) + "]", signal(i).stat(), figure);
  }

  /** The mean entry of the signal at input {@code i} as a symbol. */
  Expr mean(int i) {
    return figure("mean", i, Stat::meanEntry);
  }

  /** The mean product of two features of the signal at input {@code i} as a symbol. */
  Expr pairOfFeatures(int i) {
    return figure("F", i, s -> s.featureWithin().meanSame(s.layout()));
  }

  public long[] outputDims(int i) {
    long[] dims = shapes.get(i);
    if (dims == null) {
      throw new NotModelled("the shape of " + node.outputs().get(i) + " is not known");
    }
    return dims;
  }

  public long[] outputDims() {
    return outputDims(0);
  }

  /** Axis attribute or input value {@code axis} counted from the front. */
  public static int axis(long axis, int rank) {
    int a = (int) (axis < 0 ? axis + rank : axis);
    if (a < 0 || a >= Math.max(1, rank)) {
      throw new NotModelled("axis " + axis + " is outside a tensor of rank " + rank);
    }
    return a;
  }

  public static List<Belief> known(Signal.Builder b) {
    return List.of(new Belief.Known(b.build()));
  }
}
