package dev.initlint.engine;

import dev.initlint.propagate.Trace;
import java.util.List;
import java.util.Map;

/** The outcome of tracing one file. */
public sealed interface Traced {

  /** The model was propagated. */
  record Model(Trace trace, Derivations derivations) implements Traced {}

  /**
   * The file could not be read.
   *
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(String path, long offset, String reason) implements Traced {}

  /**
   * The file was read and could not be followed to its end.
   *
   * @param reason one sentence with the cure
   */
  record Failed(String path, String reason) implements Traced {}

  /** How each figure follows. */
  @FunctionalInterface
  interface Derivations {

    /**
     * The derivation of one value, one step a line, most upstream first.
     *
     * @param set values of symbols, replacing what the file says
     * @throws SettingsException if there is no such value or symbol
     */
    List<String> explain(String value, Map<String, Double> set);
  }
}
