package dev.initlint.engine.cache;

import dev.initlint.engine.Compared;
import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Fixes;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.Traced;
import dev.initlint.engine.Verified;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/**
 * An engine that keeps the results of its checks between runs. What follows from more than the file
 * itself, as a model with external data or a Java source among others, is worked out each time.
 */
public final class CachingEngine implements Engine, AutoCloseable {
  private final Engine engine;
  private final ResultCache cache;

  /**
   * Keeps the results of an engine in a folder.
   *
   * @throws SettingsException if the folder cannot be made
   */
  public CachingEngine(Engine engine, Path folder) {
    this.engine = engine;
    try {
      Files.createDirectories(folder);
      cache = new ResultCache(folder, BuildIdentity.current());
    } catch (IOException e) {
      throw new SettingsException(
          "the cache " + folder + " cannot be used: " + e.getMessage() + "; name another folder");
    }
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    String key = cache.key(file, settings);
    CheckResult.Checked known = key == null ? null : cache.get(key);
    if (known != null) {
      return known;
    }
    CheckResult result = engine.check(file, settings);
    // What was changed while it was read is not kept under what it was before.
    if (key != null
        && result instanceof CheckResult.Checked checked
        && key.equals(cache.key(file, settings))) {
      cache.put(key, checked);
    }
    return result;
  }

  /** Takes out what is too much. */
  @Override
  public void close() {
    cache.prune();
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
  public List<RuleInfo> rules() {
    return engine.rules();
  }
}
