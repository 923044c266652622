package dev.initlint.engine;

import dev.initlint.finding.Severity;

/**
 * What is told of one rule.
 *
 * @param id as {@code ATT001}; never reused
 * @param name as {@code missing-attention-scale}
 * @param severity the gravest that it reports
 * @param summary one sentence: lower case, no full stop
 * @param documentation Markdown
 */
public record RuleInfo(
    String id, String name, Severity severity, String summary, String documentation) {}
