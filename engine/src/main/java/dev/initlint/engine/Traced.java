package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Step;
import dev.initlint.propagate.Trace;
import java.util.List;
import java.util.Map;

/** The outcome of tracing one file. */
public sealed interface Traced {

  /**
   * The model was propagated.
   *
   * @param findings of the rules of the settings, at nodes of the graph
   */
  record Model(Trace trace, Derivations derivations, List<Finding> findings) implements Traced {
    public Model {
      findings = List.copyOf(findings);
    }

    /** A model to which no rules were applied. */
    public Model(Trace trace, Derivations derivations) {
      this(trace, derivations, List.of());
    }
  }

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
     * The derivation of one value: the answer, and below it what it rests on.
     *
     * @param set values of symbols, replacing what the file says
     * @throws SettingsException if there is no such value or symbol
     */
    Step explain(String value, Map<String, Double> set);
  }
}
