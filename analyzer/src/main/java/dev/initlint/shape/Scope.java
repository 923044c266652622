package dev.initlint.shape;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of one graph, and behind them those of the graph it is nested in. */
final class Scope {
  private final Scope outer;
  private final Map<String, Inferred> own = new LinkedHashMap<>();

  Scope(Scope outer) {
    this.outer = outer;
  }

  /** Adds a value; the empty name stands for an output that is not used. */
  void define(String name, Inferred value) {
    if (!name.isEmpty()) {
      own.put(name, value);
    }
  }

  Inferred find(String name) {
    for (Scope s = this; s != null; s = s.outer) {
      Inferred found = s.own.get(name);
      if (found != null) {
        return found;
      }
    }
    return Inferred.Unknown.because("no earlier node defines " + name);
  }

  Map<String, Inferred> own() {
    return own;
  }
}
