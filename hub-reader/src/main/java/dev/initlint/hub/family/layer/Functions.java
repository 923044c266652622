package dev.initlint.hub.family.layer;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** All functions that families may call, by name. */
public final class Functions {
  private static final Map<String, Function> ALL = new TreeMap<>();

  static {
    Layers.register(ALL);
    Windows.register(ALL);
    Norms.register(ALL);
    Operations.register(ALL);
    Layouts.register(ALL);
    Activations.register(ALL);
    Tables.register(ALL);
    Numbers.register(ALL);
  }

  private Functions() {}

  /** The function of a name, or null. */
  public static Function named(String name) {
    return ALL.get(name);
  }

  /** All of them. */
  public static Map<String, Function> all() {
    return Collections.unmodifiableMap(ALL);
  }
}
