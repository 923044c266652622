package dev.initlint.shape;

import dev.initlint.graph.Node;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Every operator whose extents are modelled, by domain and name. Families are registered when an
 * operator is not found among those before them: most models need a few of them.
 */
final class Operators {
  static final String MICROSOFT = "com.microsoft";

  private static final Operators ALL =
      new Operators(
          List.of(
              Matrix::register,
              ElementWise::register,
              Layout::register,
              Normalization::register,
              Selection::register,
              ReductionShape::register,
              Generation::register,
              Window::register,
              Scatter::register,
              RecurrentShape::register,
              AttentionShape::register,
              Contrib::register));

  private final Map<String, Map<String, Operator>> byDomain = new TreeMap<>();
  private final Iterator<Consumer<Operators>> families;

  private Operators(List<Consumer<Operators>> families) {
    this.families = families.iterator();
  }

  /** The operator of a node, or null when it is not modelled. */
  static synchronized Operator of(Node node) {
    Operator found = ALL.find(node.domain(), node.op());
    while (found == null && ALL.families.hasNext()) {
      ALL.families.next().accept(ALL);
      found = ALL.find(node.domain(), node.op());
    }
    return found;
  }

  /** Names of all modelled operators, by domain. */
  static synchronized Map<String, Set<String>> names() {
    ALL.families.forEachRemaining(f -> f.accept(ALL));
    Map<String, Set<String>> names = new TreeMap<>();
    ALL.byDomain.forEach((domain, ops) -> names.put(domain, new TreeSet<>(ops.keySet())));
    return names;
  }

  private Operator find(String domain, String op) {
    return byDomain.getOrDefault(domain, Map.of()).get(op);
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
    Map<String, Operator> ops = byDomain.computeIfAbsent(domain, d -> new TreeMap<>());
    if (ops.put(op, new Operator(rule, kernel)) != null) {
      throw new IllegalStateException(op + " is registered twice");
    }
  }

  /** Registers a contrib operator under a rule that has been registered for ai.onnx. */
  void alias(String domain, String op, String standard) {
    Operator known = find("", standard);
    add(domain, op, known.rule(), known.kernel());
  }
}
