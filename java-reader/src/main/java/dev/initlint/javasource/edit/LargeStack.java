package dev.initlint.javasource.edit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Runs work on trees of source, which nest as deeply as fluent chains are long. */
final class LargeStack {
  private static final long BYTES = 256L << 20;

  private LargeStack() {}

  /** What {@code work} gives, or {@code otherwise} where even a large stack does not hold it. */
  static <T> T call(Supplier<T> work, T otherwise) {
    AtomicReference<T> result = new AtomicReference<>(otherwise);
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.set(work.get());
              } catch (RuntimeException e) {
                thrown.set(e);
              } catch (StackOverflowError tooDeep) {
                result.set(otherwise);
              }
            },
            "initlint-edit",
            BYTES);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
    if (thrown.get() != null) {
      throw thrown.get();
    }
    return result.get();
  }
}
