package dev.initlint.gaussian;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What this process worked out last, by all that it was worked out from; of more than a number,
 * what was asked for longest ago is dropped. Thread-safe; two who ask at once may both work it out.
 */
final class Recent<K, V> {
  private final Map<K, V> known;

  /**
   * An empty memory.
   *
   * @param kept number of values that are kept
   */
  Recent(int kept) {
    known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > kept;
          }
        };
  }

  /** The value that is known, or that {@code rule} works out. */
  V of(K key, Supplier<V> rule) {
    synchronized (known) {
      V value = known.get(key);
      if (value != null) {
        return value;
      }
    }
    V made = rule.get();
    synchronized (known) {
      known.put(key, made);
    }
    return made;
  }
}
