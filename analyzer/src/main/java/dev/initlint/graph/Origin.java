package dev.initlint.graph;

/**
 * Where something was defined: a node of a model file, or a line of a source file.
 *
 * @param path the file as the user named it
 * @param node node name in the model, or null
 * @param line first line, counted from 1, or 0 when the origin is not text
 * @param column first column, counted from 1, or 0
 * @param code the place in the program that a model file was exported from, or null
 */
public record Origin(String path, String node, int line, int column, CodePlace code) {
  public static Origin node(String path, String node) {
    return new Origin(path, node, 0, 0, null);
  }

  public static Origin source(String path, int line, int column) {
    return new Origin(path, null, line, column, null);
  }

  /** The same with the program that it was traced from. */
  public Origin tracedFrom(CodePlace place) {
    return new Origin(path, node, line, column, place);
  }
}
