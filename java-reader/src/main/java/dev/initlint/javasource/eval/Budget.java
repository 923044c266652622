package dev.initlint.javasource.eval;

import dev.initlint.graph.Cancelled;

/** Bounds what one run of an entry point may cost. */
public final class Budget {
  /** Iterations of one loop. */
  static final int TRIPS = 4096;

  /** Nested calls. */
  static final int DEPTH = 64;

  /** Characters of one string. */
  static final int STRING = 1 << 16;

  /** Elements of one array or list. */
  static final int ELEMENTS = 1 << 16;

  /** Symbols and numbers in one formula. */
  static final int FORMULA = 200;

  private long steps;
  private int depth;

  /** A budget of {@code steps} evaluated expressions and statements. */
  public Budget(long steps) {
    this.steps = steps;
  }

  /** What is left of the steps; it falls as evaluation goes on. */
  long left() {
    return steps;
  }

  void step(Interpreter in) {
    Cancelled.check();
    if (--steps < 0) {
      throw new PathEnded.LimitReached("evaluation takes too long near " + in.place());
    }
  }

  void enter(Interpreter in, String method) {
    if (++depth > DEPTH) {
      throw new PathEnded.LimitReached(
          "calls nest deeper than " + DEPTH + " at " + method + " near " + in.place());
    }
  }

  void leave() {
    depth--;
  }
}
