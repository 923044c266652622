package dev.initlint.graph;

/** What a reader makes of one file: a graph, or the reason why there is none. */
public sealed interface Parsed {
  String path();

  /** The file was read. */
  record Model(String path, Graph graph) implements Parsed {}

  /**
   * The file cannot be read.
   *
   * @param offset byte offset of the place at fault, or -1 when no place is
   * @param reason one sentence with the cure, without the path
   */
  record Unreadable(String path, long offset, String reason) implements Parsed {}
}
