package dev.initlint.engine;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Turns the words of {@code --select} and {@code --ignore} into rule ids. */
public final class RuleSelection {
  /** The word that stands for every rule. */
  public static final String ALL = "ALL";

  private RuleSelection() {}

  /**
   * Ids of the selected rules that are not ignored. A word is an id, a name, a prefix of an id or
   * {@value #ALL}; case does not matter. No word in {@code select} means every rule.
   *
   * <p>Rules in preview are selected by their own id or name only.
   *
   * @throws SettingsException if a word matches no rule; names the nearest that exists
   */
  public static Set<String> of(
      List<RuleInfo> rules, Collection<String> select, Collection<String> ignore) {
    return of(rules, select, ignore, false);
  }

  /**
   * The same; with {@code preview} rules in preview are selected like any other.
   *
   * @throws SettingsException if a word matches no rule; names the nearest that exists
   */
  public static Set<String> of(
      List<RuleInfo> rules, Collection<String> select, Collection<String> ignore, boolean preview) {
    Set<String> ids = new TreeSet<>();
    for (String word : select.isEmpty() ? List.of(ALL) : select) {
      Set<String> found = matching(rules, word);
      for (RuleInfo rule : rules) {
        boolean named = rule.id().equalsIgnoreCase(word) || rule.name().equalsIgnoreCase(word);
        if (rule.preview() && !preview && !named) {
          found.remove(rule.id());
        }
      }
      ids.addAll(found);
    }
    for (String word : ignore) {
      ids.removeAll(matching(rules, word));
    }
    return ids;
  }

  /**
   * The rule with this id or name.
   *
   * @throws SettingsException if there is none; names the nearest
   */
  public static RuleInfo one(List<RuleInfo> rules, String word) {
    return rules.stream()
        .filter(r -> r.id().equalsIgnoreCase(word) || r.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() -> unknown(rules, word));
  }

  private static Set<String> matching(List<RuleInfo> rules, String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    Set<String> ids = new TreeSet<>();
    for (RuleInfo rule : rules) {
      if (upper.equals(ALL) || rule.id().startsWith(upper) || rule.name().equalsIgnoreCase(word)) {
        ids.add(rule.id());
      }
    }
    if (word.isBlank() || ids.isEmpty() && !upper.equals(ALL)) {
      throw unknown(rules, word);
    }
    return ids;
  }

  private static SettingsException unknown(List<RuleInfo> rules, String word) {
    String nearest = null;
    int best = Integer.MAX_VALUE;
    for (RuleInfo rule : rules) {
      for (String known : List.of(rule.id(), rule.name())) {
        int distance =
            EditDistance.between(word.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          nearest = known;
        }
      }
    }
    // A word that shares less than half of its letters with any rule is no misspelling of it.
    String hint =
        nearest != null && 2 * best <= word.length() ? "; did you mean " + nearest + "?" : "";
    return new SettingsException(
        "no rule is called '"
            + word
            + "'"
            + (hint.isEmpty() ? "; `initlint rules` lists them" : hint));
  }
}
