package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.cache.CachingEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Whether results are kept between runs, and where. */
final class CacheOptions {
  @Option(
      names = "--cache",
      negatable = true,
      description =
          "Keep results of files that did not change, for the same settings and version. Default:"
              + " as the configuration says, else not.")
  Boolean cache;

  @Option(
      names = "--cache-dir",
      paramLabel = "FOLDER",
      description =
          "Where they are kept. Default: INITLINT_CACHE_DIR, else initlint in the cache folder of"
              + " the user.")
  Path folder;

  private final List<CachingEngine> open = new ArrayList<>();
  private boolean wanted;

  /** Settles whether results are kept, where the command line does not say. */
  void decide(boolean configured) {
    wanted = cache != null ? cache : folder != null || configured;
  }

  /** The engine, with its results kept if that is wanted; what is measured is not. */
  synchronized Engine over(Engine engine, boolean measures, Console console) {
    if (!wanted || measures) {
      return engine;
    }
    CachingEngine caching =
        new CachingEngine(engine, folder != null ? folder : usual(console.environment()));
    open.add(caching);
    return caching;
  }

  /** Keeps the folder within its bounds. */
  void prune() {
    open.forEach(CachingEngine::close);
  }

  private static Path usual(Map<String, String> environment) {
    String given = environment.get("INITLINT_CACHE_DIR");
    if (given != null && !given.isBlank()) {
      return Path.of(given);
    }
    for (String variable : List.of("XDG_CACHE_HOME", "LOCALAPPDATA")) {
      String base = environment.get(variable);
      if (base != null && !base.isBlank()) {
        return Path.of(base, "initlint");
      }
    }
    return Path.of(System.getProperty("user.home"), ".cache", "initlint");
  }
}
