package dev.initlint.verify.op;

import dev.initlint.graph.Node;
import dev.initlint.shape.ConstantOps;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every operator that can be run. */
public final class Operators {
  private static final Map<String, Operator> BY_NAME = all();

  private Operators() {}

  /** What runs a node, or null when nothing does. */
  public static Operator of(Node node) {
    boolean standard = node.domain().isEmpty() || node.domain().equals("ai.onnx");
    Operator own = named(standard ? node.op() : node.domain() + ":" + node.op());
    return own == null && ConstantOps.canEvaluate(node) ? Folded.INSTANCE : own;
  }

  /** What runs an operator given as in {@link #names}, or null. */
  static Operator named(String name) {
    return BY_NAME.get(name);
  }

  /**
   * Names of the operators with kernels of their own, with the domain in front where it is not
   * {@code ai.onnx}.
   */
  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(BY_NAME.keySet()));
  }

  private static Map<String, Operator> all() {
    Map<String, Operator> operators = new TreeMap<>();
    Activations.register(operators);
    Arithmetic.register(operators);
    Attentions.register(operators);
    Casts.register(operators);
    ChannelNorms.register(operators);
    Convolutions.register(operators);
    Extremes.register(operators);
    FusedNorms.register(operators);
    Indexing.register(operators);
    Joins.register(operators);
    Layout.register(operators);
    Logic.register(operators);
    MatrixOps.register(operators);
    Pools.register(operators);
    Reductions.register(operators);
    RowNorms.register(operators);
    Softmaxes.register(operators);
    Sources.register(operators);
    Triangles.register(operators);
    Views.register(operators);
    operators.put("Dropout", new Dropouts());
    operators.put("Einsum", new Einsums());
    operators.put("If", new Branching());
    operators.put("Pad", new Padding());
    operators.put("Resize", new Resizes());
    operators.put("Upsample", new Resizes());
    operators.put("Where", new Selection());
    return Collections.unmodifiableMap(operators);
  }
}
