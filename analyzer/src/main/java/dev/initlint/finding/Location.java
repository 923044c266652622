package dev.initlint.finding;

import dev.initlint.graph.CodeLine;

/**
 * Where a finding points. Any part but the path may be null.
 *
 * @param path the file as the user named it
 * @param parameter name in the user's program where it is known, else in the file
 * @param line first line from 1, or null for a binary file
 * @param column first column from 1, or null
 * @param pointer JSON pointer of the field of a configuration, or null
 * @param module path of the module in the program that a model file was exported from; empty for
 *     the model itself
 * @param source the line of that program
 * @param library the line of a library that it calls there
 */
public record Location(
    String path,
    String node,
    String value,
    String parameter,
    Integer line,
    Integer column,
    String pointer,
    String module,
    CodeLine source,
    CodeLine library) {

  /** A place of which no program is known. */
  public Location(
      String path,
      String node,
      String value,
      String parameter,
      Integer line,
      Integer column,
      String pointer) {
    this(path, node, value, parameter, line, column, pointer, null, null, null);
  }

  /** A place that is no field of a configuration. */
  public Location(
      String path, String node, String value, String parameter, Integer line, Integer column) {
    this(path, node, value, parameter, line, column, null);
  }

  /** The same part of another file, or of the same file by another path. */
  public Location in(String other) {
    return new Location(
        other, node, value, parameter, line, column, pointer, module, source, library);
  }

  /** The same with its place in the program that a model file was exported from. */
  public Location tracedFrom(
      String parameterName, String modulePath, CodeLine own, CodeLine called) {
    return new Location(
        path, node, value, parameterName, line, column, pointer, modulePath, own, called);
  }

  public static Location ofValue(String path, String node, String value) {
    return new Location(path, node, value, null, null, null);
  }

  public static Location ofParameter(String path, String node, String parameter) {
    return new Location(path, node, null, parameter, null, null);
  }

  public static Location ofSource(String path, int line, int column) {
    return new Location(path, null, null, null, line, column);
  }

  public static Location ofModel(String path) {
    return new Location(path, null, null, null, null, null);
  }
}
