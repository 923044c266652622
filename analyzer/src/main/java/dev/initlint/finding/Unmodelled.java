package dev.initlint.finding;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An operator, or a use of one, whose moments are not known.
 *
 * @param count how often it occurs
 * @param firstCauseOf how many values have no figure because of it, its own included, that do not
 *     already lack one because of something before it
 * @param defect whether the tool is at fault and not the model
 */
public record Unmodelled(String op, int count, String reason, int firstCauseOf, boolean defect) {
  /** In place of an operator, where a configuration is of an architecture that is not known. */
  public static final String ARCHITECTURE = "architecture";

  /** The same operators and reasons added up, those that hide most values first. */
  static List<Unmodelled> merged(Collection<Unmodelled> all) {
    Map<List<String>, Unmodelled> byReason = new LinkedHashMap<>();
    for (Unmodelled u : all) {
      byReason.merge(List.of(u.op(), u.reason()), u, Unmodelled::plus);
    }
    return byReason.values().stream()
        .sorted(
            Comparator.comparing(Unmodelled::firstCauseOf)
                .thenComparing(Unmodelled::count)
                .reversed())
        .toList();
  }

  private Unmodelled plus(Unmodelled that) {
    return new Unmodelled(
        op, count + that.count, reason, firstCauseOf + that.firstCauseOf, defect || that.defect);
  }
}
