package dev.initlint.engine.cache;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.ForwardingEngine;
import dev.initlint.engine.SettingsException;
import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An engine that keeps the results of its checks between runs. What follows from more than the file
 * itself, as a model with external data or a Java source among others, is worked out each time.
 */
public final class CachingEngine extends ForwardingEngine implements AutoCloseable {
  private final ResultCache cache;

  /**
   * Keeps the results of an engine in a folder.
   *
   * @throws SettingsException if the folder cannot be made
   */
  public CachingEngine(Engine engine, Path folder) {
    super(engine);
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
}
