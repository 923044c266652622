package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.List;

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

  /** The single element of a constant input, or NaN when it is none. */
  public double scalar(int i) {
    Array a = constant(i);
    return a != null && a.size() == 1 ? a.at(0) : Double.NaN;
  }

  /** The second moment of input {@code i} as a symbol. */
  public Expr q(int i) {
    return Expr.symbol("q[" + node.input(i) + "]");
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
