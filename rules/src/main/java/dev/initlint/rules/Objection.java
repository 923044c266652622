package dev.initlint.rules;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What speaks against a change of a model: it does not cure, or it brings something as grave. */
public final class Objection {
  /** That it does not cure. */
  static final String REMAINS = "the finding would remain";

  /**
   * That a tensor is not as its library draws it: what a cure that redraws it means to do. For a
   * note alone no library is left.
   */
  private static final String DRAWN_OTHERWISE = "INIT010";

  private Objection() {}

  /**
   * What speaks against a change, in one clause.
   *
   * @param cured the findings that it was to cure
   */
  public static Optional<String> to(
      List<Finding> before, List<Finding> after, List<Finding> cured) {
    boolean library =
        cured.stream().anyMatch(f -> f.rule().equals(DRAWN_OTHERWISE))
            || cured.stream().allMatch(f -> f.severity() == Severity.NOTE);
    return library ? between(before, after, cured) : between(told(before), told(after), cured);
  }

  /**
   * Whether findings would remain, or others of their rules come: the first that speaks against a
   * change, for which no other rule need be asked.
   *
   * @param after what at least the rules of {@code cured} find
   */
  public static boolean remain(List<Finding> before, List<Finding> after, List<Finding> cured) {
    for (Finding f : cured) {
      Predicate<Finding> same =
          g -> g.rule().equals(f.rule()) && g.location().path().equals(f.location().path());
      if (count(after, same) > count(before, same) - cured.stream().filter(same).count()) {
        return true;
      }
    }
    return false;
  }

  private static List<Finding> told(List<Finding> all) {
    return all.stream().filter(f -> !f.rule().equals(DRAWN_OTHERWISE)).toList();
  }

  private static Optional<String> between(
      List<Finding> before, List<Finding> after, List<Finding> cured) {
    if (remain(before, after, cured)) {
      return Optional.of(REMAINS);
    }
    Severity least = cured.stream().map(Finding::severity).min(Severity::compareTo).orElseThrow();
    for (Severity s : Severity.values()) {
      Predicate<Finding> grave = g -> g.severity().compareTo(s) >= 0;
      long allowed = count(before, grave) - cured.stream().filter(grave).count();
      Predicate<Finding> fresh = grave.and(f -> !stoodBelowAnother(f, before));
      if (s.compareTo(least) >= 0 && count(after, fresh) > allowed) {
        return Optional.of("it would bring " + brought(before, after, fresh));
      }
    }
    return Optional.empty();
  }

  /** A consequence is a note for as long as its cause is there; it is not new when that is gone. */
  private static boolean stoodBelowAnother(Finding f, List<Finding> before) {
    return before.stream()
        .anyMatch(
            g ->
                g.cause() != null
                    && g.rule().equals(f.rule())
                    && g.location().path().equals(f.location().path()));
  }

  /** The rules that fire more often than before. */
  private static String brought(
      List<Finding> before, List<Finding> after, Predicate<Finding> grave) {
    List<String> rules = new ArrayList<>();
    for (Finding f : after.stream().filter(grave).toList()) {
      Predicate<Finding> same = grave.and(g -> g.rule().equals(f.rule()));
      if (count(after, same) > count(before, same) && !rules.contains(f.rule())) {
        rules.add(f.rule());
      }
    }
    return rules.isEmpty() ? "as much again" : String.join(" and ", rules);
  }

  private static long count(List<Finding> all, Predicate<Finding> wanted) {
    return all.stream().filter(wanted).count();
  }
}
