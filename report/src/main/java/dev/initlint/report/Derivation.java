package dev.initlint.report;

import java.io.IOException;
import java.util.List;

/** The derivation of one figure as text. */
public final class Derivation {
  private Derivation() {}

  /** One line per step. */
  public static void write(List<String> steps, Style style, Appendable to) throws IOException {
    for (String step : steps) {
      to.append(style.foreign(step)).append('\n');
    }
  }
}
