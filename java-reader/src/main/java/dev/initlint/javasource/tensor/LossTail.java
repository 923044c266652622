package dev.initlint.javasource.tensor;

import dev.initlint.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a graph computes to score its model rather than to answer: where an input that the model has
 * not read, as the labels, meets what the model gives, and all that follows, if no parameter is
 * read there.
 */
final class LossTail {
  private static final Set<String> MEETING = Set.of("Add", "Sub", "Mul", "Div", "Pow");

  /** Steps towards a loss that are no output of their own. */
  private static final Set<String> TOWARDS = Set.of("Log", "Neg", "Clip");

  private final List<Node> nodes;
  private final Set<String> parameters;

  /** Inputs that a value is computed from, and whether a parameter is. */
  private final Map<String, Set<String>> origins = new HashMap<>();

  private final Set<String> learned = new HashSet<>();

  private LossTail(List<Node> nodes, Set<String> inputs, Set<String> parameters) {
    this.nodes = nodes;
    this.parameters = parameters;
    inputs.forEach(i -> origins.put(i, Set.of(i)));
  }

  /**
   * Values that belong to the loss.
   *
   * @param nodes in the order in which they are computed
   * @param parameters names of the weights that are trained
   */
  static Set<String> of(List<Node> nodes, Set<String> inputs, Set<String> parameters) {
    LossTail tail = new LossTail(nodes, inputs, parameters);
    Set<String> values = tail.forward();
    return tail.towards(values);
  }

  private Set<String> forward() {
    Set<String> tail = new HashSet<>();
    boolean reads = false;
    for (Node n : nodes) {
      Set<String> from = new HashSet<>();
      boolean trained = false;
      for (String i : n.inputs()) {
        from.addAll(origins.getOrDefault(i, Set.of()));
        trained |= learned.contains(i) || parameters.contains(i);
      }
      boolean follows = n.inputs().stream().anyMatch(tail::contains);
      if (follows || meets(n)) {
        tail.addAll(n.outputs());
        reads |= n.inputs().stream().anyMatch(parameters::contains);
      }
      for (String o : n.outputs()) {
        origins.put(o, from);
        if (trained) {
          learned.add(o);
        }
      }
    }
    return reads ? new HashSet<>() : tail;
  }

  /** One operand is the model's, the other comes from inputs that the model has not read. */
  private boolean meets(Node n) {
    if (!MEETING.contains(n.op()) || n.inputs().size() != 2) {
      return false;
    }
    return labels(n.input(0), n.input(1)) || labels(n.input(1), n.input(0));
  }

  private boolean labels(String given, String answer) {
    Set<String> from = origins.getOrDefault(given, Set.of());
    return !from.isEmpty()
        && !learned.contains(given)
        && learned.contains(answer)
        && origins.getOrDefault(answer, Set.of()).stream().noneMatch(from::contains);
  }

  /** With the steps that only the loss reads. */
  private Set<String> towards(Set<String> tail) {
    Map<String, List<Node>> readers = new HashMap<>();
    for (Node n : nodes) {
      n.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(n));
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node n = nodes.get(i);
      List<Node> after = readers.getOrDefault(n.output(), List.of());
      boolean only = !after.isEmpty() && after.stream().allMatch(r -> tail.contains(r.output()));
      if (only && TOWARDS.contains(n.op())) {
        tail.addAll(n.outputs());
      }
    }
    return tail;
  }
}
