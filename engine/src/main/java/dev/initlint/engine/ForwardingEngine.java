package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/** An engine that asks another one; what is built on it states only what it does otherwise. */
public abstract class ForwardingEngine implements Engine {
  /** The engine that is asked. */
  protected final Engine engine;

  /** Asks {@code engine}. */
  protected ForwardingEngine(Engine engine) {
    this.engine = Objects.requireNonNull(engine);
  }

  @Override
  public boolean recognises(Path file) {
    return engine.recognises(file);
  }

  @Override
  public Path modelOf(Path found) {
    return engine.modelOf(found);
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    return engine.check(file, settings);
  }

  @Override
  public Optional<Basis> basis(Path file, EngineSettings settings) {
    return engine.basis(file, settings);
  }

  @Override
  public boolean edits(Path file) {
    return engine.edits(file);
  }

  @Override
  public Fixes fix(
      List<Path> files,
      EngineSettings settings,
      boolean unsafe,
      BiFunction<Path, CheckResult, CheckResult> weighed) {
    return engine.fix(files, settings, unsafe, weighed);
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    return engine.trace(file, settings);
  }

  @Override
  public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
    return engine.verify(file, settings, request);
  }

  @Override
  public Compared diff(Path left, Path right, EngineSettings settings) {
    return engine.diff(left, right, settings);
  }

  @Override
  public Scaled scale(Path file, EngineSettings settings, ScaleRequest request) {
    return engine.scale(file, settings, request);
  }

  @Override
  public WeightFixes fixWeights(Path from, Path to, EngineSettings settings, long seed) {
    return engine.fixWeights(from, to, settings, seed);
  }

  @Override
  public Described describe(Path file, EngineSettings settings, VerifyRequest request) {
    return engine.describe(file, settings, request);
  }

  @Override
  public List<RuleInfo> rules() {
    return engine.rules();
  }
}
