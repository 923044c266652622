package dev.initlint.engine;

import dev.initlint.finding.Severity;
import java.util.function.Supplier;

/**
 * What is told of one rule.
 *
 * @param id as {@code ATT001}; never reused
 * @param name as {@code missing-attention-scale}
 * @param severity the gravest that it reports
 * @param summary one sentence: lower case, no full stop
 * @param page puts the documentation together, which few commands read
 * @param preview whether it speaks only where it is asked for by {@code --preview} or by its name
 */
public record RuleInfo(
    String id,
    String name,
    Severity severity,
    String summary,
    Supplier<String> page,
    boolean preview) {

  /** A rule that speaks wherever rules do. */
  public RuleInfo(String id, String name, Severity severity, String summary, String documentation) {
    this(id, name, severity, summary, () -> documentation, false);
  }

  /** Markdown. */
  public String documentation() {
    return page.get();
  }
}
