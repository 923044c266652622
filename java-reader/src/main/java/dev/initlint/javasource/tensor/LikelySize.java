package dev.initlint.javasource.tensor;

import java.util.List;
import java.util.Locale;

/**
 * What to take for a size of which only the name and the place are known.
 *
 * @param usual the number to take
 * @param others numbers that are as likely
 * @param anything whether nothing is known, so that a number of its own shows where two sizes are
 *     mistaken for each other
 */
record LikelySize(long usual, List<Long> others, boolean anything) {
  /** Size of what nothing is known of. */
  static final long ANY = 64;

  private static final int RANGE = 4;

  /** Where a size stands in the model. */
  enum Place {
    /** Rows or columns of a map. */
    MAP,
    /** Channels of an input map. */
    IMAGE,
    OTHER
  }

  static LikelySize of(String name, Place place, long map) {
    String n = name.toLowerCase(Locale.ROOT);
    if (name.equals("N") || n.contains("batch")) {
      return new LikelySize(4, List.of(), false);
    }
    if (place == Place.MAP) {
      return new LikelySize(map, List.of(map / 2, map * 2), false);
    }
    if (place == Place.IMAGE && (n.equals("c") || n.contains("channel"))) {
      return new LikelySize(3, List.of(1L, 4L), false);
    }
    if (n.contains("vocab") || n.contains("dictionary")) {
      return new LikelySize(5000, around(5000), false);
    }
    if (n.contains("heads") || n.contains("headcount") || n.contains("numhead")) {
      return new LikelySize(4, List.of(2L, 8L), false);
    }
    return any(ANY);
  }

  /** Of a size of which nothing is known, when this number is taken. */
  static LikelySize any(long taken) {
    return new LikelySize(taken, around(taken), true);
  }

  private static List<Long> around(long usual) {
    return List.of(usual / RANGE, usual * RANGE);
  }
}
