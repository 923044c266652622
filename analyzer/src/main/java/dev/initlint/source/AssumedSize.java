package dev.initlint.source;

import java.util.List;

/**
 * A size that source leaves open, for which a number was taken.
 *
 * @param name as the source calls it, and as a user may set it
 * @param value the number that was taken
 * @param others smaller and larger numbers that are as likely; empty where nothing follows from it
 */
public record AssumedSize(String name, long value, List<Long> others) {
  public AssumedSize {
    others = List.copyOf(others);
  }

  @Override
  public String toString() {
    return name + " = " + value;
  }
}
