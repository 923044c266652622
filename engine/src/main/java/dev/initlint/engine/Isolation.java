package dev.initlint.engine;

import dev.initlint.graph.Cancelled;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs the work on one file by itself: in a thread of its own, with a stack for deep models and a
 * limit of time. However it ends, there is a result, and the next file can be taken up.
 */
final class Isolation {
  /** Address space, of which only what is used is taken. */
  private static final long STACK = 256L << 20;

  /** How long work that was told to end is waited for before it is left to itself. */
  private static final long GRACE_MILLIS = 5_000;

  private final Duration limit;
  private final Consumer<Throwable> defects;

  /**
   * Held for reading by work that runs beside other work, so that what ran out of memory can be
   * tried again alone: it may have been the other's fault.
   */
  private final ReadWriteLock memory = new ReentrantReadWriteLock(true);

  /**
   * Work within a limit.
   *
   * @param limit of time; zero for none
   * @param defects told of what should not have happened
   */
  Isolation(Duration limit, Consumer<Throwable> defects) {
    this.limit = limit;
    this.defects = defects;
  }

  /**
   * What the work gives, or a result that says why it came to no end.
   *
   * @param unlimited asked when the limit has passed; true if the work may go on all the same
   * @param failed makes a result of one sentence
   * @throws SettingsException if the work throws one
   */
  <T> T run(Callable<T> work, BooleanSupplier unlimited, Function<String, T> failed) {
    Outcome<T> first = beside(work, unlimited);
    if (first.thrown() instanceof OutOfMemoryError) {
      first = alone(work, unlimited);
    }
    if (first.thrown() == null) {
      return first.result();
    }
    if (first.thrown() instanceof SettingsException wrongUse) {
      throw wrongUse;
    }
    return failed.apply(reason(first.thrown()));
  }

  /** What work ended with: a result, or what it threw. */
  private record Outcome<T>(T result, Throwable thrown) {}

  /** Thrown by nothing: stands for a limit that has passed. */
  private static final class TooLong extends Exception {
    private static final long serialVersionUID = 1;

    TooLong() {
      super(null, null, false, false);
    }
  }

  private <T> Outcome<T> beside(Callable<T> work, BooleanSupplier unlimited) {
    memory.readLock().lock();
    try {
      return outcome(work, unlimited);
    } finally {
      memory.readLock().unlock();
    }
  }

  private <T> Outcome<T> alone(Callable<T> work, BooleanSupplier unlimited) {
    memory.writeLock().lock();
    try {
      return outcome(work, unlimited);
    } finally {
      memory.writeLock().unlock();
    }
  }

  private <T> Outcome<T> outcome(Callable<T> work, BooleanSupplier unlimited) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, "initlint-file", STACK);
    thread.setDaemon(true);
    try {
      thread.start();
      return new Outcome<>(await(task, unlimited), null);
    } catch (TimeoutException e) {
      end(thread);
      return new Outcome<>(null, new TooLong());
    } catch (ExecutionException e) {
      return new Outcome<>(null, e.getCause());
    } catch (InterruptedException e) {
      end(thread);
      Thread.currentThread().interrupt();
      return new Outcome<>(null, e);
    } catch (OutOfMemoryError noThread) {
      return new Outcome<>(null, noThread);
    }
  }

  private <T> T await(FutureTask<T> task, BooleanSupplier unlimited)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (limit.isZero()) {
      return task.get();
    }
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (unlimited.getAsBoolean()) {
        return task.get();
      }
      throw e;
    }
  }

  /**
   * Tells a thread to end. All long work asks {@link Cancelled#check}; a thread that does not end
   * in time is a daemon, and holds up nobody but for what it keeps in memory.
   */
  private static void end(Thread thread) {
    thread.interrupt();
    try {
      thread.join(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String reason(Throwable thrown) {
    if (thrown instanceof TooLong) {
      return "it takes longer than "
          + (limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms")
          + " and was given up; allow more with --timeout, or leave the file out";
    }
    if (thrown instanceof OutOfMemoryError) {
      return "its analysis takes more memory than the "
          + Runtime.getRuntime().maxMemory() / (1 << 20)
          + " MB that Java was given; raise that with INITLINT_JAVA_OPTS=-Xmx4g";
    }
    if (thrown instanceof StackOverflowError) {
      return "it is nested more deeply than a stack of "
          + STACK / (1 << 20)
          + " MB can hold; simplify the model before it is exported";
    }
    if (thrown instanceof InterruptedException || thrown instanceof Cancelled) {
      return "its analysis was interrupted";
    }
    defects.accept(thrown);
    return "internal error ("
        + thrown.getClass().getSimpleName()
        + "); please report it with what the same command prints with --stacktrace";
  }
}
