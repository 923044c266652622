package dev.initlint.javasource.eval;

/** How a statement ended. */
record Completion(Kind kind, Object value, String label) {
  enum Kind {
    NORMAL,
    BREAK,
    CONTINUE,
    RETURN
  }

  static final Completion NORMAL = new Completion(Kind.NORMAL, null, null);

  static Completion returning(Object value) {
    return new Completion(Kind.RETURN, value, null);
  }

  boolean leavesLoop(String loopLabel) {
    return kind == Kind.RETURN
        || kind != Kind.NORMAL && label != null && !label.equals(loopLabel)
        || kind == Kind.BREAK;
  }

  /** What the loop itself completes with, once left. */
  Completion afterLoop(String loopLabel) {
    boolean mine = kind == Kind.BREAK && (label == null || label.equals(loopLabel));
    return mine ? NORMAL : this;
  }
}
