package dev.initlint.gaussian;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Transforms that were computed once, by function, mean and variance. The caller owns it and drops
 * it with the work it served; it never evicts. Thread-safe.
 */
public final class TransformCache {
  private record Key(ScalarFunction function, double mean, double variance) {}

  private final Map<Key, GaussianTransform> known = new ConcurrentHashMap<>();

  /**
   * {@link GaussianTransform#of}, computed at most once per law.
   *
   * @throws IllegalArgumentException as that does
   */
  public GaussianTransform of(ScalarFunction f, double mean, double variance) {
    return known.computeIfAbsent(
        new Key(f, mean, variance), k -> GaussianTransform.of(f, mean, variance));
  }
}
