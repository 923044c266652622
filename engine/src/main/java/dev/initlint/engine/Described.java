package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.propagate.Dependence;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.Trace;
import java.util.List;

/** The outcome of describing one model for a report. */
public sealed interface Described {

  /**
   * All that is told of it.
   *
   * @param measured null where it was not run
   * @param sizes its figures as functions of its sizes, one for each number of blocks, ascending
   */
  record Model(CheckResult result, Trace trace, MeasuredTrace measured, List<Dependence> sizes)
      implements Described {}

  /**
   * The model could not be read, or not be followed to its end.
   *
   * @param result says why
   */
  record NotRead(CheckResult result) implements Described {}
}
