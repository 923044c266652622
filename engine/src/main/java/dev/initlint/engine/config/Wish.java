package dev.initlint.engine.config;

import dev.initlint.engine.Glob;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/**
 * What a configuration asks not to hear of.
 *
 * @param rule id
 * @param path files it is about, or null for all
 * @param where glob of a node, value, parameter or module, or null for every place
 * @param reason why
 * @param expires last day on which it holds, or null
 * @param origin where it stands, as {@code initlint.toml:12}
 */
public record Wish(
    String rule, PathPattern path, String where, String reason, LocalDate expires, String origin) {

  /** Whether it is about a file. */
  public boolean concerns(Path file) {
    return path == null || path.matches(file);
  }

  /** Whether it is about a place in a file that it is about. */
  public boolean covers(Finding finding) {
    if (!rule.equals(finding.rule())) {
      return false;
    }
    if (where == null) {
      return true;
    }
    Glob glob = Glob.of(where);
    if (glob.matches(finding.identity().where())) {
      return true;
    }
    // One finding may tell of many places; those that are not meant must still be heard of.
    return finding.places().stream().allMatch(at -> isMeant(glob, at));
  }

  private static boolean isMeant(Glob glob, Location at) {
    return Stream.of(at.node(), at.value(), at.parameter(), at.module()).anyMatch(glob::matches);
  }

  /** Whether it held until before a day. */
  public boolean isExpired(LocalDate today) {
    return expires != null && today.isAfter(expires);
  }
}
