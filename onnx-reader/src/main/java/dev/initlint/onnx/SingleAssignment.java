package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Gives each definition a name of its own. ONNX demands that, yet some files define a value twice;
 * ONNX Runtime's own gpt2_past is one. A use then means the definition before it in the file.
 */
final class SingleAssignment {
  private final Map<String, String> current = new HashMap<>();
  private final Set<String> redefined = new HashSet<>();

  /**
   * The nodes with unique outputs.
   *
   * @param given names that inputs and weights have taken
   */
  List<Placed> apply(List<Placed> nodes, Set<String> given) {
    if (isUnique(nodes, given)) {
      return nodes;
    }
    Names names = new Names();
    names.take(given);
    nodes.forEach(p -> names.take(p.node().outputs()));
    Set<String> seen = new HashSet<>(given);
    List<Placed> unique = new ArrayList<>(nodes.size());
    for (Placed placed : nodes) {
      Map<String, String> before = changes(placed.node());
      UnaryOperator<String> inputs = n -> before.getOrDefault(n, n);
      RawNode node =
          Renaming.of(inputs).node(placed.node(), inputs, out -> define(out, seen, names));
      unique.add(placed.with(node));
    }
    return unique;
  }

  /** Only the names that this node uses, so that the whole costs no more than the file is long. */
  private Map<String, String> changes(RawNode node) {
    Map<String, String> changes = new HashMap<>();
    for (String need : Captures.needs(node)) {
      if (current.containsKey(need)) {
        changes.put(need, current.get(need));
      }
    }
    return changes;
  }

  private static boolean isUnique(List<Placed> nodes, Set<String> given) {
    Set<String> seen = new HashSet<>();
    for (Placed placed : nodes) {
      for (String output : placed.node().outputs()) {
        if (!output.isEmpty() && (given.contains(output) || !seen.add(output))) {
          return false;
        }
      }
    }
    return true;
  }

  private String define(String output, Set<String> seen, Names names) {
    if (seen.add(output)) {
      return output;
    }
    redefined.add(output);
    String name = names.unused(output);
    current.put(output, name);
    return name;
  }

  /** The name that the last definition of a value has now. */
  String last(String name) {
    return current.getOrDefault(name, name);
  }

  /** The values that were defined more than once. */
  Set<String> redefined() {
    return redefined;
  }
}
