package dev.initlint.cli;

import java.util.Locale;
import java.util.Map;

/** The values of {@code --color}. */
enum ColorChoice {
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * Whether to colour what goes to standard output. {@link #AUTO} follows the conventions that
   * picocli follows: {@code NO_COLOR} and {@code CLICOLOR=0} forbid, {@code CLICOLOR_FORCE}
   * demands, otherwise a terminal that is not dumb decides.
   */
  boolean colours(boolean terminal, Map<String, String> environment) {
    if (this != AUTO) {
      return this == ALWAYS;
    }
    if (environment.containsKey("NO_COLOR") || "0".equals(environment.get("CLICOLOR"))) {
      return false;
    }
    String force = environment.get("CLICOLOR_FORCE");
    if (force != null && !force.equals("0")) {
      return true;
    }
    return terminal && !"dumb".equals(environment.get("TERM"));
  }

  /** The word that the option takes. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
