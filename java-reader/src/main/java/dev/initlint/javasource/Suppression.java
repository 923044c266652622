package dev.initlint.javasource;

import java.util.List;

/**
 * A comment that asks for silence, {@code // initlint: ignore[ACT001, selu-without-lecun] reason},
 * or an annotation that does.
 *
 * @param line of the comment, from 1
 * @param rules ids or names, as written; never empty
 * @param reason what follows the brackets; empty when nothing does
 * @param from first line it is about
 * @param to last line it is about
 */
public record Suppression(int line, List<String> rules, String reason, int from, int to) {
  public Suppression {
    rules = List.copyOf(rules);
  }

  /** Whether it is about a line. */
  public boolean covers(int at) {
    return from <= at && at <= to;
  }
}
