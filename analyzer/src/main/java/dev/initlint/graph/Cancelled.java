package dev.initlint.graph;

/**
 * Thrown where work is given up because its thread was interrupted, as when a time limit has
 * passed. An error and no exception, so that nothing on its way takes it for something unknown.
 */
public final class Cancelled extends Error {
  private static final long serialVersionUID = 1;

  private Cancelled() {
    super("interrupted", null, false, false);
  }

  /**
   * Asks whether to go on; long work does so often.
   *
   * @throws Cancelled if the current thread was interrupted
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new Cancelled();
    }
  }
}
