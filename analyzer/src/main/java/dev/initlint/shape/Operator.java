package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.List;

/**
 * How one operator maps extents, and how it is evaluated on constants.
 *
 * @param kernel null for operators that are not evaluated
 */
record Operator(Rule rule, Kernel kernel) {

  /** Extents and element types of the outputs; throws IllegalArgumentException with a sentence. */
  @FunctionalInterface
  interface Rule {
    List<Inferred> infer(Operands operands);

    /** A rule with one output. */
    static Rule one(One rule) {
      return o -> List.of(rule.infer(o));
    }
  }

  /** Extents and element type of the only output. */
  @FunctionalInterface
  interface One {
    Inferred infer(Operands operands);
  }

  /**
   * Elements of the outputs, whose extents the rule has found and whose sizes are within the cap.
   * All inputs are constants.
   */
  @FunctionalInterface
  interface Kernel {
    List<double[]> evaluate(Operands operands, List<Inferred.Known> outputs);

    /** A kernel with one output. */
    static Kernel one(OneKernel kernel) {
      return (o, outputs) -> List.of(kernel.evaluate(o, outputs.get(0)));
    }
  }

  /** Elements of the only output. */
  @FunctionalInterface
  interface OneKernel {
    double[] evaluate(Operands operands, Inferred.Known output);
  }

  static Inferred.Known same(Operands o) {
    return Inferred.Known.of(o.type(0), o.dims(0));
  }

  static Inferred.Known same(Operands o, ElementType type) {
    return Inferred.Known.of(type, o.dims(0));
  }
}
