package dev.initlint.graph;

import java.util.Map;

/**
 * Where in the user's program a node was traced from, as its exporter wrote it into the file.
 *
 * @param module dotted path of the innermost module, as {@code blocks.1.attention}; empty for the
 *     model itself; null where it is not told
 * @param type class of that module, or null
 * @param line the innermost line that is the user's own; where there is none, the innermost; or
 *     null
 * @param library the innermost line of what that line calls in a library other than the framework,
 *     or null
 * @param parameters names in the program of the weights that the node reads under other names
 */
public record CodePlace(
    String module, String type, CodeLine line, CodeLine library, Map<String, String> parameters) {
  public CodePlace {
    parameters = Map.copyOf(parameters);
  }

  /** The same with names of parameters. */
  public CodePlace naming(Map<String, String> names) {
    return new CodePlace(module, type, line, library, names);
  }
}
