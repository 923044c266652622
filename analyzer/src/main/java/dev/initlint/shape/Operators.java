package dev.initlint.shape;

import dev.initlint.graph.Node;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every operator whose extents are modelled, by domain and name. */
final class Operators {
  static final String MICROSOFT = "com.microsoft";

  private static final Operators ALL = new Operators();

  static {
    ElementWise.register(ALL);
    Layout.register(ALL);
    Selection.register(ALL);
    Scatter.register(ALL);
    Generation.register(ALL);
    Reduction.register(ALL);
    Matrix.register(ALL);
    Window.register(ALL);
    Normalization.register(ALL);
    Recurrent.register(ALL);
    AttentionShape.register(ALL);
    Contrib.register(ALL);
  }

  private final Map<String, Operator> byName = new TreeMap<>();

  private Operators() {}

  /** The operator of a node, or null when it is not modelled. */
  static Operator of(Node node) {
    return ALL.byName.get(key(node.domain(), node.op()));
  }

  /** Domain and name of every modelled operator, as {@code com.microsoft::BiasGelu}. */
  static Set<String> names() {
    return Collections.unmodifiableSet(ALL.byName.keySet());
  }

  private static String key(String domain, String op) {
    return domain + "::" + op;
  }

  void add(String op, Operator.One rule) {
    add("", op, Operator.Rule.one(rule), null);
  }

  void add(String op, Operator.One rule, Operator.OneKernel kernel) {
    add("", op, Operator.Rule.one(rule), Operator.Kernel.one(kernel));
  }

  void addAll(String op, Operator.Rule rule) {
    add("", op, rule, null);
  }

  void addAll(String op, Operator.Rule rule, Operator.Kernel kernel) {
    add("", op, rule, kernel);
  }

  void add(String domain, String op, Operator.Rule rule, Operator.Kernel kernel) {
    if (byName.put(key(domain, op), new Operator(rule, kernel)) != null) {
      throw new IllegalStateException(op + " is registered twice");
    }
  }

  /** Registers a contrib operator under a rule that has been registered for ai.onnx. */
  void alias(String domain, String op, String standard) {
    Operator known = byName.get(key("", standard));
    add(domain, op, known.rule(), known.kernel());
  }
}
