package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An engine of which one bad file never costs the others: a file that takes too long, more memory
 * or stack than there is, or meets a defect of the tool, has that as its result. Fixes, copies and
 * comparisons are as the engine makes them: they are of several files together, or whole.
 */
public final class IsolatingEngine extends ForwardingEngine {
  /** Time that one file may take unless stated otherwise. */
  public static final Duration LIMIT = Duration.ofSeconds(60);

  private final Isolation isolation;

  /**
   * Isolates the work of an engine.
   *
   * @param limit of time for one file; zero for none
   * @param defects told of every exception that the engine should not have thrown
   */
  public IsolatingEngine(Engine engine, Duration limit, Consumer<Throwable> defects) {
    super(engine);
    this.isolation = new Isolation(limit, defects);
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    return isolation.run(
        () -> engine.check(file, settings),
        () -> false,
        reason -> new CheckResult.Failed(file.toString(), reason));
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    return isolation.run(
        () -> engine.trace(file, settings),
        () -> false,
        reason -> new Traced.Failed(file.toString(), reason));
  }

  /** Limits the prediction, as {@link #verify} does. */
  @Override
  public Described describe(Path file, EngineSettings settings, VerifyRequest request) {
    AtomicBoolean measuring = new AtomicBoolean();
    VerifyRequest watched =
        request == null
            ? null
            : request.telling(
                sentence -> {
                  measuring.set(true);
                  request.progress().accept(sentence);
                });
    return isolation.run(
        () -> engine.describe(file, settings, watched),
        measuring::get,
        reason -> new Described.NotRead(new CheckResult.Failed(file.toString(), reason)));
  }

  @Override
  public Scaled scale(Path file, EngineSettings settings, ScaleRequest request) {
    return isolation.run(
        () -> engine.scale(file, settings, request),
        () -> false,
        reason -> new Scaled.Failed(file.toString(), reason));
  }

  /** Limits the prediction; measuring takes as long as the draws that were asked for. */
  @Override
  public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
    AtomicBoolean measuring = new AtomicBoolean();
    VerifyRequest watched =
        request.telling(
            sentence -> {
              measuring.set(true);
              request.progress().accept(sentence);
            });
    return isolation.run(
        () -> engine.verify(file, settings, watched),
        measuring::get,
        reason -> new Verified.Failed(file.toString(), reason));
  }
}
