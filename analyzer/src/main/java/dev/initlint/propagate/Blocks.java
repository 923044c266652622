package dev.initlint.propagate;

import dev.initlint.graph.CodePlace;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which repeated block a value belongs to, by the module that its node was traced from, the module
 * path in node names, or that in the names of the matrices that a node uses. A node without either
 * belongs to the block of the node before it, and a norm to that of the node after it.
 */
public final class Blocks {
  private static final Pattern MODULE =
      Pattern.compile("^/?((?:[A-Za-z_]\\w*[/.])*?[A-Za-z_]\\w*?(?:[./]|_(?=\\d+/))\\d+)(?=[/.])");

  /** What parts a module from another, or from its operator, in the names of nodes. */
  private static final Pattern PATH = Pattern.compile("\\w[./]\\w");

  private final Map<String, String> byValue = new HashMap<>();

  private Blocks(Graph graph) {
    boolean modules = isNamedByModules(graph);
    String current = "";
    List<Node> norms = new ArrayList<>();
    for (Node node : graph.nodes()) {
      CodePlace code = node.origin() == null ? null : node.origin().code();
      boolean traced = code != null && code.module() != null;
      boolean path =
          traced || node.name().startsWith("/") || modules && PATH.matcher(node.name()).find();
      String named =
          traced
              ? label(code.module() + ".")
              : path ? label(modules ? node.name() + "." : node.name()) : byWeight(graph, node);
      if (!path && named.isEmpty() && node.op().endsWith("Normalization")) {
        norms.add(node);
        continue;
      }
      if (path || !named.isEmpty()) {
        current = named;
      }
      for (Node norm : norms) {
        put(norm, current);
      }
      norms.clear();
      put(node, current);
    }
    for (Node norm : norms) {
      put(norm, "");
    }
  }

  /** Whether nodes are called by the module that they stand in, as those of saved folders are. */
  private static boolean isNamedByModules(Graph graph) {
    long labelled = graph.nodes().stream().filter(n -> !label(n.name()).isEmpty()).count();
    return 2 * labelled > graph.nodes().size();
  }

  private void put(Node node, String block) {
    node.outputs().forEach(output -> byValue.put(output, block));
  }

  /** The block in the name of a matrix that the node uses; vectors are shared between blocks. */
  private static String byWeight(Graph graph, Node node) {
    return node.inputs().stream()
        .map(graph.weights()::get)
        .filter(w -> w != null && w.dims().length > 1)
        .map(w -> label(w.name()))
        .filter(label -> !label.isEmpty())
        .findFirst()
        .orElse("");
  }

  static Blocks of(Graph graph) {
    return new Blocks(graph);
  }

  /** Label as {@code blocks.3}, or the empty string outside of repeated blocks. */
  public String of(String value) {
    return byValue.getOrDefault(value, "");
  }

  private static String label(String path) {
    Matcher m = MODULE.matcher(path);
    return m.find() ? m.group(1).replace('/', '.') : "";
  }
}
