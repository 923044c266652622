package dev.initlint.engine;

import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.FieldEdit;

/**
 * A field of a configuration with another value.
 *
 * @param after the value as JSON spells it
 * @param safe whether it leaves the architecture as it is
 */
record Setting(String pointer, String before, String after, boolean safe) {

  /** A number in place of the one that is stated, or that holds by default. */
  static Setting number(Configuration c, String pointer, double now, double after) {
    String before = c.has(pointer) ? c.at(pointer).asText() : FieldEdit.number(now) + " (default)";
    return new Setting(pointer, before, FieldEdit.number(after), true);
  }

  /** A switch that is turned. */
  static Setting flipped(Configuration c, String pointer, boolean on, boolean safe) {
    String before = c.has(pointer) ? c.at(pointer).asText() : !on + " (default)";
    return new Setting(pointer, before, Boolean.toString(on), safe);
  }

  /** As {@code initializer_range 0.02 → 0.0078}. */
  String text() {
    return pointer.substring(1).replace('/', '.') + " " + before + " → " + after;
  }
}
