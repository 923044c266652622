package dev.initlint.graph;

import java.util.HashMap;
import java.util.Map;

/** What the parameters of an exported model are called in the program. */
public final class CodeNames {
  private final Map<String, CodePlace> byNode = new HashMap<>();
  private final Map<String, CodePlace> byInput = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private CodeNames(Graph graph) {
    for (Node node : graph.nodes()) {
      CodePlace code = node.origin().code();
      if (code != null) {
        byNode.put(node.name(), code);
        node.inputs().forEach(i -> byInput.putIfAbsent(i, code));
        code.parameters().forEach(names::putIfAbsent);
      }
    }
  }

  /** Reads the names off the nodes of a graph. */
  public static CodeNames of(Graph graph) {
    return new CodeNames(graph);
  }

  /** Whether the file says nothing of a program. */
  public boolean isEmpty() {
    return byNode.isEmpty();
  }

  /** Names in the program by the names in the file, where they differ. */
  public Map<String, String> all() {
    return names;
  }

  /** Name of a weight as a node reads it; its name in the file where no other is known. */
  public String of(String node, String weight) {
    CodePlace code = node == null ? null : byNode.get(node);
    String here = code == null ? null : code.parameters().get(weight);
    return here != null ? here : names.getOrDefault(weight, weight);
  }

  /** Where a node was traced from; for no node, where a weight is first read; or null. */
  public CodePlace place(String node, String weight) {
    CodePlace code = node == null ? null : byNode.get(node);
    return code != null || weight == null ? code : byInput.get(weight);
  }
}
