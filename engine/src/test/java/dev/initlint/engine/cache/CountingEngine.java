package dev.initlint.engine.cache;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.ForwardingEngine;
import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is asked to check. */
final class CountingEngine extends ForwardingEngine {
  final AtomicInteger worked = new AtomicInteger();

  /** Done after each check, before its result is handed on. */
  Runnable after = () -> {};

  CountingEngine() {
    super(new StandardEngine());
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    worked.incrementAndGet();
    // What an engine has read it remembers, and each of these checks stands for another run.
    CheckResult result = new StandardEngine().check(file, settings);
    after.run();
    return result;
  }
}
