package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Silenced;
import java.util.ArrayList;
import java.util.List;

/** Findings that follow from others. */
public final class Consequences {
  private Consequences() {}

  /**
   * The findings but for those whose cause is silenced: these go with it, for its reason.
   *
   * @param silenced to which they are added
   */
  public static List<Finding> without(List<Finding> heard, List<Silenced> silenced) {
    List<Finding> left = new ArrayList<>();
    for (Finding f : heard) {
      Silenced cause =
          f.cause() == null || heard.stream().anyMatch(g -> g.rule().equals(f.cause()))
              ? null
              : silenced.stream()
                  .filter(s -> s.finding().rule().equals(f.cause()))
                  .findFirst()
                  .orElse(null);
      if (cause == null) {
        left.add(f);
      } else {
        silenced.add(new Silenced(f, cause.by(), cause.reason()));
      }
    }
    return left;
  }
}
