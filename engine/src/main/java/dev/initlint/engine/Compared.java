package dev.initlint.engine;

import dev.initlint.propagate.Difference;

/** The outcome of comparing two models. */
public sealed interface Compared {

  /** Both were propagated. */
  record Models(Difference difference) implements Compared {}

  /**
   * One of them could not be read.
   *
   * @param path which one
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(String path, long offset, String reason) implements Compared {}
}
