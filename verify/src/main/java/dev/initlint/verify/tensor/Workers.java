package dev.initlint.verify.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs independent work on a fixed number of threads. Work is cut into chunks whose borders do not
 * depend on the number of threads, so results do not either.
 */
public final class Workers implements AutoCloseable {
  /** Work on the elements, rows or items {@code [from, to)}. */
  @FunctionalInterface
  public interface Chunk {
    void run(int from, int to);
  }

  /** Shapes may be computed from as few elements; a rehearsal needs those. */
  private static final int SMALL = 256;

  private final int threads;
  private final ExecutorService pool;

  /** Workers that leave out all but small work, for a rehearsal. */
  public static Workers idle() {
    return new Workers(0);
  }

  /** Starts {@code threads - 1} daemon threads; the caller's thread works too. */
  public Workers(int threads) {
    this.threads = threads;
    this.pool =
        this.threads <= 1
            ? null
            : Executors.newFixedThreadPool(
                this.threads - 1,
                task -> {
                  Thread t = new Thread(task, "initlint-verify");
                  t.setDaemon(true);
                  return t;
                });
  }

  /** Number of threads that work. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code work} over {@code [0, n)} in chunks of {@code grain}.
   *
   * @throws RuntimeException what the first failing chunk threw
   */
  public void range(int n, int grain, Chunk work) {
    int step = Math.max(1, grain);
    int chunks = (int) (((long) n + step - 1) / step);
    if (threads == 0 && n > SMALL) {
      return;
    }
    if (chunks <= 1 || threads <= 1) {
      for (int c = 0; c < chunks; c++) {
        work.run(c * step, Math.min(n, (c + 1) * step));
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    Runnable take =
        () -> {
          for (int c = next.getAndIncrement(); c < chunks; c = next.getAndIncrement()) {
            work.run(c * step, (int) Math.min(n, (c + 1L) * step));
          }
        };
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, chunks); i++) {
      others.add(pool.submit(take));
    }
    RuntimeException failure = null;
    try {
      take.run();
    } catch (RuntimeException e) {
      failure = e;
    }
    for (Future<?> f : others) {
      failure = await(f, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException await(Future<?> f, RuntimeException before) {
    try {
      f.get();
      return before;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      return before != null ? before : (RuntimeException) e.getCause();
    }
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
