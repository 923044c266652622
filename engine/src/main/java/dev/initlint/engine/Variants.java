package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings on the models of a file. One definition in source gives a model for each way through its
 * open conditions; what several of these variants have at one place is told once, as grave as the
 * gravest, with their number.
 */
final class Variants {
  private final Map<Key, List<Finding>> byKey = new LinkedHashMap<>();

  /**
   * What is one thing in all variants.
   *
   * @param place null of a finding that has no line, which stands for itself
   * @param nth among those of its kind and place in one variant
   */
  private record Key(String definition, String rule, String cause, String place, int nth) {}

  /** Takes the findings on one model, which other models of its definition may have too. */
  void add(String definition, List<Finding> found) {
    Map<Key, Integer> seen = new HashMap<>();
    for (Finding f : found) {
      Key first = new Key(definition, f.rule(), f.cause(), place(f.location()), 0);
      int nth = seen.merge(first, 1, Integer::sum);
      Key key = new Key(definition, f.rule(), f.cause(), first.place(), nth);
      byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(f);
    }
  }

  private static String place(Location at) {
    return at.line() == null ? null : at.path() + ":" + at.line() + ":" + at.column();
  }

  /** The findings, each once. */
  List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    byKey.forEach(
        (key, same) -> {
          if (key.place() == null) {
            all.addAll(same);
          } else {
            all.add(one(same));
          }
        });
    return all;
  }

  private static Finding one(List<Finding> same) {
    Finding gravest = same.get(0);
    for (Finding f : same) {
      gravest = f.severity().compareTo(gravest.severity()) > 0 ? f : gravest;
    }
    String message = gravest.message();
    String said = message + " (in " + same.size() + " variants of the model)";
    return same.size() == 1 ? gravest : gravest.worded(w -> w.equals(message) ? said : w);
  }
}
