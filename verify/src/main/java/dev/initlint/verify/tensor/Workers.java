package dev.initlint.verify.tensor;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs independent work on a fixed number of threads. Work is cut into chunks whose borders do not
 * depend on the number of threads, so results do not either.
 *
 * <p>A pass is a long row of short loops: waking a sleeping thread would take longer than many of
 * them. So threads keep looking for work for a moment before they sleep.
 */
public final class Workers implements AutoCloseable {
  /** Work on the elements, rows or items {@code [from, to)}. */
  @FunctionalInterface
  public interface Chunk {
    void run(int from, int to);
  }

  /** Shapes may be computed from as few elements; a rehearsal needs those. */
  private static final int SMALL = 256;

  /**
   * How long a thread looks for work before it sleeps: about what it takes to be woken. With five
   * times as much a sixth of a profile on a busy machine was this search; whether a quiet one is
   * slower for it has not been measured.
   */
  private static final long PATIENCE_NANOSECONDS = 40_000;

  private final int threads;
  private final Worker[] others;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Job current;
  private volatile boolean closed;

  /** Workers that leave out all but small work, for a rehearsal. */
  public static Workers idle() {
    return new Workers(0);
  }

  /** Starts {@code threads - 1} daemon threads; the caller's thread works too. */
  public Workers(int threads) {
    this.threads = threads;
    this.others = new Worker[Math.max(0, threads - 1)];
    for (int i = 0; i < others.length; i++) {
      others[i] = new Worker();
      others[i].start();
    }
  }

  /** Number of threads that work. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code work} over {@code [0, n)} in chunks of {@code grain}. Work that itself calls this
   * method runs that part on its own thread.
   *
   * @throws RuntimeException what the first failing chunk threw
   */
  public void range(int n, int grain, Chunk work) {
    if (threads == 0 && n > SMALL) {
      return;
    }
    int step = Math.max(1, grain);
    Job job = new Job(n, step, (int) (((long) n + step - 1) / step), work);
    if (job.chunks <= 1 || others.length == 0 || !busy.compareAndSet(false, true)) {
      job.take();
    } else {
      current = job;
      for (int i = 0; i < others.length && i < job.chunks - 1; i++) {
        others[i].wake();
      }
      job.take();
      job.await();
      current = null;
      busy.set(false);
    }
    job.rethrow();
  }

  @Override
  public void close() {
    closed = true;
    for (Worker w : others) {
      LockSupport.unpark(w);
    }
  }

  /** One loop, of which threads take chunk after chunk. */
  private static final class Job {
    private final int n;
    private final int step;
    private final int chunks;
    private final Chunk work;
    private final Thread owner = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean ownerSleeps;

    Job(int n, int step, int chunks, Chunk work) {
      this.n = n;
      this.step = step;
      this.chunks = chunks;
      this.work = work;
      this.open = new AtomicInteger(chunks);
    }

    void take() {
      for (int c = next.getAndIncrement(); c < chunks; c = next.getAndIncrement()) {
        try {
          work.run(c * step, (int) Math.min(n, (c + 1L) * step));
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        }
        if (open.decrementAndGet() == 0 && ownerSleeps) {
          LockSupport.unpark(owner);
        }
      }
    }

    void await() {
      long until = System.nanoTime() + PATIENCE_NANOSECONDS;
      while (open.get() > 0 && System.nanoTime() - until < 0) {
        Thread.onSpinWait();
      }
      ownerSleeps = true;
      while (open.get() > 0) {
        LockSupport.park(this);
      }
    }

    void rethrow() {
      if (failure.get() instanceof Error e) {
        throw e;
      }
      if (failure.get() instanceof RuntimeException e) {
        throw e;
      }
    }
  }

  /** A thread that helps with the current job. */
  private final class Worker extends Thread {
    private volatile boolean sleeps;

    Worker() {
      super("initlint-verify");
      setDaemon(true);
    }

    void wake() {
      if (sleeps) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      Job seen = null;
      long until = System.nanoTime() + PATIENCE_NANOSECONDS;
      while (!closed) {
        Job job = current;
        if (job != seen) {
          seen = job;
          if (job != null) {
            job.take();
          }
          until = System.nanoTime() + PATIENCE_NANOSECONDS;
        } else if (System.nanoTime() - until < 0) {
          Thread.onSpinWait();
        } else {
          sleeps = true;
          if (current == seen && !closed) {
            LockSupport.park(Workers.this);
          }
          sleeps = false;
        }
      }
    }
  }
}
