package dev.initlint.engine;

import dev.initlint.propagate.Scaling;

/** The outcome of following one model over its sizes. */
public sealed interface Scaled {

  /** The figures. */
  record Model(Scaling scaling) implements Scaled {}

  /**
   * The file could not be read.
   *
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(String path, long offset, String reason) implements Scaled {}

  /**
   * The file was read and could not be followed to its end.
   *
   * @param reason one sentence with the cure
   */
  record Failed(String path, String reason) implements Scaled {}
}
