package dev.initlint.onnx;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names that are taken, and new ones that are not. */
final class Names {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  void take(Collection<String> names) {
    taken.addAll(names);
  }

  boolean isTaken(String name) {
    return taken.contains(name);
  }

  /** The name itself or, if it is taken, with a number; takes it. */
  String unused(String wanted) {
    if (taken.add(wanted)) {
      return wanted;
    }
    int i = next.getOrDefault(wanted, 2);
    while (!taken.add(wanted + "#" + i)) {
      i++;
    }
    next.put(wanted, i + 1);
    return wanted + "#" + i;
  }
}
