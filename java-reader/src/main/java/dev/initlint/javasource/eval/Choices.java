package dev.initlint.javasource.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The branches one run takes where a condition is not known. A run is repeated with other prefixes
 * until every path is seen or the cap is reached.
 */
public final class Choices {
  private final List<Boolean> prefix;
  private final List<Boolean> taken = new ArrayList<>();
  private final List<String> assumptions = new ArrayList<>();
  private final List<Integer> stamps = new ArrayList<>();
  private final Map<String, Boolean> decided = new HashMap<>();

  /** Follows {@code prefix}, then always takes the first branch. */
  public Choices(List<Boolean> prefix) {
    this.prefix = prefix;
  }

  /** Decides one condition; {@code first} is the branch to try first. */
  boolean choose(boolean first) {
    int i = taken.size();
    boolean decided = i < prefix.size() ? prefix.get(i) : first;
    taken.add(decided);
    return decided;
  }

  /** What was decided before on a condition of the same name; or null. */
  Boolean before(String condition) {
    return decided.get(condition);
  }

  void remember(String condition, boolean holds) {
    decided.put(condition, holds);
  }

  /** Notes what a branch takes for granted, {@code built} parts into the models. */
  void assume(String text, int built) {
    assumptions.add(text);
    stamps.add(built);
  }

  /** Drops what was assumed when all parts of the models were made. */
  void settle(int built) {
    for (int i = stamps.size() - 1; i >= 0 && stamps.get(i) == built; i--) {
      assumptions.remove(i);
      stamps.remove(i);
    }
  }

  /** What the path takes for granted, in the order of the source. */
  public List<String> assumptions() {
    return assumptions;
  }

  /** Prefixes of the paths that leave this one after its own prefix. */
  public List<List<Boolean>> alternatives() {
    List<List<Boolean>> others = new ArrayList<>();
    for (int i = prefix.size(); i < taken.size(); i++) {
      List<Boolean> other = new ArrayList<>(taken.subList(0, i));
      other.add(!taken.get(i));
      others.add(other);
    }
    return others;
  }
}
