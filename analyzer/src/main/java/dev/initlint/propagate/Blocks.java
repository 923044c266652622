package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which repeated block a value belongs to, by the module path in node names, or in the names of the
 * weights that a node uses; a node without either belongs to the block of the node before it.
 */
public final class Blocks {
  private static final Pattern MODULE =
      Pattern.compile("(?:^|[/.])((?:[A-Za-z_]\\w*[/.])*?[A-Za-z_]\\w*[._/](\\d+))(?=[/._]|$)");

  private final Map<String, String> byValue = new HashMap<>();

  private Blocks(Graph graph) {
    String current = "";
    for (Node node : graph.nodes()) {
      String named = label(node.name().startsWith("/") ? node.name() : "");
      if (named.isEmpty()) {
        for (String input : node.inputs()) {
          if (named.isEmpty() && graph.weights().containsKey(input)) {
            named = label(graph.weights().get(input).name());
          }
        }
      } else {
        current = named;
      }
      current = named.isEmpty() ? (node.name().startsWith("/") ? "" : current) : named;
      for (String output : node.outputs()) {
        byValue.put(output, current);
      }
    }
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
