package dev.initlint.engine;

import dev.initlint.propagate.MeasuredTrace;

/** The outcome of verifying one file. */
public sealed interface Verified {

  /** The model was propagated and run. */
  record Model(MeasuredTrace figures) implements Verified {}

  /**
   * The file could not be read.
   *
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(String path, long offset, String reason) implements Verified {}
}
