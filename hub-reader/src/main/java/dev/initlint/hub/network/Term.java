package dev.initlint.hub.network;

import java.util.List;
import java.util.Map;

/** What may stand to the right of an equals sign, or in a call. */
sealed interface Term {
  /** Where it begins, counted from 1. */
  int column();

  record Number(double value, int column) implements Term {}

  record Name(String text, int column) implements Term {}

  /**
   * A call of a function, or a law.
   *
   * @param seed for the entries of a law that are drawn and kept, or 0
   * @param meant the law that a library would have drawn in its place, or null
   */
  record Call(
      String function,
      List<Term> arguments,
      Map<String, Double> named,
      long seed,
      Term meant,
      int column)
      implements Term {}
}
