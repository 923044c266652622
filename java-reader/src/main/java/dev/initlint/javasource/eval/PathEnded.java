package dev.initlint.javasource.eval;

/** The run of an entry point cannot go on: it throws, or does what the reader cannot follow. */
public class PathEnded extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Ends the path; {@code reason} is one clause without a full stop. */
  public PathEnded(String reason) {
    super(reason, null, false, false);
  }

  /** The source throws an exception. */
  public static class Thrown extends PathEnded {
    private static final long serialVersionUID = 1;

    Thrown(String reason) {
      super(reason);
    }
  }

  /** Something is read of a null: of a field, perhaps, that a framework or a parser fills. */
  public static final class NullRead extends Thrown {
    private static final long serialVersionUID = 1;

    NullRead(String reason) {
      super(reason);
    }
  }

  /** A bound on time, depth or memory was reached. */
  public static final class LimitReached extends PathEnded {
    private static final long serialVersionUID = 1;

    LimitReached(String reason) {
      super(reason);
    }
  }
}
