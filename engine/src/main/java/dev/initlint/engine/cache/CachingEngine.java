package dev.initlint.engine.cache;

import dev.initlint.engine.Basis;
import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.ForwardingEngine;
import dev.initlint.engine.SettingsException;
import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An engine that keeps the results of its checks between runs, by all that they follow from. What
 * was changed while it was read is not kept under what it was before.
 */
public final class CachingEngine extends ForwardingEngine implements AutoCloseable {
  private final ResultCache cache;

  /** Files that many results follow from are read once in a run, as the engine does it. */
  private final Map<Basis, Optional<Content>> shared = new ConcurrentHashMap<>();

  private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

  /** A result that is kept if its files are the same at the end of the run. */
  private record Pending(Basis basis, String key, CheckResult.Checked result) {}

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
    Basis basis = engine.basis(file, settings).orElse(null);
    Optional<Content> content = basis == null ? Optional.empty() : before(basis);
    String key = content.isEmpty() ? null : key(file, settings, content.get());
    if (key == null) {
      return engine.check(file, settings);
    }
    CheckResult.Checked known = cache.get(key);
    if (known != null) {
      return known;
    }
    CheckResult result = engine.check(file, settings);
    if (result instanceof CheckResult.Checked checked) {
      if (basis.isShared()) {
        pending.add(new Pending(basis, key, checked));
      } else if (content.equals(now(basis))) {
        cache.put(key, checked);
      }
    }
    return result;
  }

  private Optional<Content> before(Basis basis) {
    return basis.isShared() ? shared.computeIfAbsent(basis, CachingEngine::now) : now(basis);
  }

  private static Optional<Content> now(Basis basis) {
    try {
      return Content.of(basis);
    } catch (IOException | UncheckedIOException unread) {
      return Optional.empty();
    }
  }

  private String key(Path file, EngineSettings settings, Content content) {
    try {
      return cache.key(file, settings, content);
    } catch (IOException unwritten) {
      return null;
    }
  }

  /** Keeps what is left to keep, and takes out what is too much. */
  @Override
  public void close() {
    Map<Basis, Boolean> stayed = new ConcurrentHashMap<>();
    for (Pending p = pending.poll(); p != null; p = pending.poll()) {
      if (stayed.computeIfAbsent(p.basis(), b -> shared.get(b).equals(now(b)))) {
        cache.put(p.key(), p.result());
      }
    }
    shared.clear();
    cache.prune();
  }
}
