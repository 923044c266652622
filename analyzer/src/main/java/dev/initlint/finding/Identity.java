package dev.initlint.finding;

import java.util.List;

/**
 * What makes a finding the same one in another run, whatever became of names, lines and figures.
 *
 * @param id 12 hexadecimal digits, or empty before the run has named it
 * @param where what a person calls the place, as a parameter or a node; empty where nothing does
 * @param anchors fingerprints of the place, most telling first; two findings of one rule in one
 *     file are the same if they share any
 */
public record Identity(String id, String where, List<String> anchors) {
  /** Of a finding whose place nobody looked at. */
  public static final Identity NONE = new Identity("", "", List.of());

  public Identity {
    anchors = List.copyOf(anchors);
  }

  /** The same with the id that reports and baselines use. */
  public Identity named(String given) {
    return new Identity(given, where, anchors);
  }
}
