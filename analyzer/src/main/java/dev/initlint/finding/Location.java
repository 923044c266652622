package dev.initlint.finding;

/**
 * Where a finding points. Any part but the path may be null.
 *
 * @param path the file as the user named it
 * @param line first line from 1, or null for a binary file
 * @param column first column from 1, or null
 * @param pointer JSON pointer of the field of a configuration, or null
 */
public record Location(
    String path,
    String node,
    String value,
    String parameter,
    Integer line,
    Integer column,
    String pointer) {
  /** A place that is no field of a configuration. */
  public Location(
      String path, String node, String value, String parameter, Integer line, Integer column) {
    this(path, node, value, parameter, line, column, null);
  }

  /** The same part of another file, or of the same file by another path. */
  public Location in(String other) {
    return new Location(other, node, value, parameter, line, column, pointer);
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
