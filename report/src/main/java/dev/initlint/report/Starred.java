package dev.initlint.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Names that differ in numbers only, as one: {@code b.*.attn} for {@code b.0.attn … b.11.attn}. */
final class Starred {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private Starred() {}

  /**
   * The one name; the first with a count of the others where they differ in more; null for none.
   */
  static String of(List<String> names) {
    List<String> told = names.stream().filter(Objects::nonNull).distinct().toList();
    if (told.isEmpty()) {
      return null;
    }
    String form = NUMBER.matcher(told.get(0)).replaceAll("#");
    List<String> alike =
        told.stream().filter(n -> NUMBER.matcher(n).replaceAll("#").equals(form)).toList();
    int others = told.size() - alike.size();
    return merged(alike) + (others == 0 ? "" : " and " + others + " more");
  }

  private static String merged(List<String> names) {
    List<List<String>> numbers =
        names.stream()
            .map(n -> NUMBER.matcher(n).results().map(java.util.regex.MatchResult::group).toList())
            .toList();
    List<String> merged = new ArrayList<>();
    for (int i = 0; i < numbers.get(0).size(); i++) {
      int at = i;
      boolean same = numbers.stream().map(n -> n.get(at)).distinct().count() == 1;
      merged.add(same ? numbers.get(0).get(i) : "*");
    }
    int[] next = {0};
    return NUMBER.matcher(names.get(0)).replaceAll(m -> merged.get(next[0]++));
  }
}
