package dev.initlint.shape;

import dev.initlint.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** Evaluates operators on constants. */
public final class ConstantOps {
  /** Arrays with more elements than this are not computed. */
  public static final int MAX_ELEMENTS = 1 << 22;

  private ConstantOps() {}

  /** Whether {@link #evaluate} has a kernel for the node's operator. */
  public static boolean canEvaluate(Node node) {
    Operator op = Operators.of(node);
    return op != null && op.kernel() != null;
  }

  /**
   * The outputs of one node.
   *
   * @param inputs one per input of the node; null where an optional input is absent
   * @return one per output of the node; null where the output is absent or not modelled
   * @throws IllegalArgumentException with one sentence if the operator is not modelled, does not
   *     fit its inputs, or yields more than {@link #MAX_ELEMENTS} elements
   */
  public static List<Array> evaluate(Node node, List<Array> inputs) {
    Operator operator = Operators.of(node);
    if (operator == null || operator.kernel() == null) {
      throw new IllegalArgumentException("operator " + node.op() + " is not evaluated");
    }
    List<Inferred> known = new ArrayList<>();
    for (Array a : inputs) {
      known.add(a == null ? null : Inferred.Known.of(a));
    }
    Operands operands = new Operands(node, known);
    try {
      return outputs(node, operator, operands);
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "operator " + node.op() + " does not fit its inputs: " + e.getMessage(), e);
    }
  }

  /** Element steps that going through the given operands takes, to the order of magnitude. */
  static long steps(Node node, List<Array> operands) {
    long steps = 1;
    for (Array a : operands) {
      steps += a == null ? 1 : a.size() * (1L + a.rank());
    }
    return node.op().equals("MatMul") ? steps + Matrix.steps(operands) : steps;
  }

  private static List<Array> outputs(Node node, Operator operator, Operands operands) {
    List<Inferred.Known> shapes = new ArrayList<>();
    for (Inferred i : operator.rule().infer(operands)) {
      if (i instanceof Inferred.Unknown u) {
        throw new IllegalArgumentException(u.reason());
      }
      Inferred.Known k = (Inferred.Known) i;
      if (k.count() > MAX_ELEMENTS) {
        throw new IllegalArgumentException(
            node.op() + " yields " + k.count() + " elements, too many to compute");
      }
      shapes.add(k);
    }
    List<double[]> elements = operator.kernel().evaluate(operands, shapes);
    List<Array> out = new ArrayList<>();
    for (int i = 0; i < node.outputs().size(); i++) {
      boolean present = i < elements.size() && !node.outputs().get(i).isEmpty();
      Inferred.Known shape = present ? shapes.get(i) : null;
      out.add(present ? Array.adopt(shape.type(), shape.dims(), elements.get(i)) : null);
    }
    return out;
  }
}
