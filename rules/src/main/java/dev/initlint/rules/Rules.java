package dev.initlint.rules;

import java.util.List;

/** Every rule, sorted by id. */
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
          new MissingAttentionScale(),
          new WrongAttentionScale(),
          new ZeroValueInput());

  private Rules() {}

  /** Every rule, sorted by id. */
  public static List<Rule> all() {
    return ALL;
  }
}
