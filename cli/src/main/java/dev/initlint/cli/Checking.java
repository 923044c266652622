package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleFunction;

/**
 * Checks many files, several at once, each as its project wants it.
 *
 * @param engines one that isolates the work on each file, for a limit of time in seconds
 * @param given what the command line says
 * @param jobs how many at once, or null for as many as there are processors
 * @param terminal where progress is shown, or null for nowhere
 */
record Checking(
    DoubleFunction<Engine> engines,
    Review review,
    EngineSettings given,
    Integer jobs,
    PrintWriter terminal) {

  /** One result per model, in their order. */
  List<CheckResult> all(Models models) {
    int processors = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    Progress progress = new Progress(terminal, models.list().size(), System::nanoTime);
    Map<Double, Engine> byLimit = new ConcurrentHashMap<>();
    DoubleFunction<Engine> known = s -> byLimit.computeIfAbsent(s, engines::apply);
    ScheduledExecutorService clock = clock(progress);
    try {
      return all(models.list(), Math.min(processors, models.list().size()), known, progress);
    } finally {
      if (clock != null) {
        clock.shutdownNow();
      }
      progress.end();
    }
  }

  /** What lets a person see that time passes; nothing where nobody looks. */
  private ScheduledExecutorService clock(Progress progress) {
    if (terminal == null) {
      return null;
    }
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "initlint-clock");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleAtFixedRate(progress::tick, 1, 1, TimeUnit.SECONDS);
    return clock;
  }

  private List<CheckResult> all(
      List<Models.Model> models, int threads, DoubleFunction<Engine> known, Progress progress) {
    if (threads == 1) {
      return models.stream().map(model -> one(model, known, progress)).toList();
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<CheckResult>> futures = new ArrayList<>();
      for (Models.Model model : models) {
        futures.add(pool.submit(() -> one(model, known, progress)));
      }
      List<CheckResult> results = new ArrayList<>(futures.size());
      for (Future<CheckResult> future : futures) {
        results.add(get(future));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private CheckResult one(Models.Model model, DoubleFunction<Engine> known, Progress progress) {
    try {
      Engine engine = known.apply(review.configuration(model.file()).timeout());
      EngineSettings settings = review.settings(model.file(), given);
      return model.shown(review.of(model.file(), engine.check(model.file(), settings)));
    } finally {
      progress.step();
    }
  }

  private static CheckResult get(Future<CheckResult> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }
}
