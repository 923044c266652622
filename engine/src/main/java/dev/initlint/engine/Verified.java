package dev.initlint.engine;

import dev.initlint.propagate.MeasuredTrace;
import java.util.List;

/** The outcome of verifying one file. */
public sealed interface Verified {

  /**
   * The model was propagated and run.
   *
   * @param others names of the other models that the file defines
   */
  record Model(MeasuredTrace figures, List<String> others) implements Verified {}

  /**
   * The file could not be read.
   *
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(String path, long offset, String reason) implements Verified {}

  /**
   * The file was read and could not be followed to its end.
   *
   * @param reason one sentence with the cure
   */
  record Failed(String path, String reason) implements Verified {}
}
