package dev.initlint.engine;

import dev.initlint.graph.Graph;
import dev.initlint.verify.Measured;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.measure.Verification;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A model that is measured on a thread of its own while its figures are predicted. Nothing is told
 * of its progress before it is waited for: until then it is the prediction that takes time.
 */
final class Measuring implements AutoCloseable {
  private final FutureTask<Measured> task;
  private volatile boolean awaited;
  private volatile boolean closed;

  /** Starts. */
  Measuring(Graph graph, VerifySettings settings) {
    VerifySettings watched =
        settings.reporting(
            sentence -> {
              if (awaited) {
                settings.progress().accept(sentence);
              }
            },
            () -> closed || settings.cancelled().getAsBoolean());
    task = new FutureTask<>(() -> Verification.run(graph, watched));
    Thread thread = new Thread(task, "initlint-measuring");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The figures, when they are there.
   *
   * @throws Refused if the model cannot be run
   */
  Measured await() {
    awaited = true;
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the model was measured", e);
    }
  }

  /** Stops at the next node what nobody waits for any more. */
  @Override
  public void close() {
    closed = true;
  }
}
