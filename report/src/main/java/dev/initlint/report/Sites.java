package dev.initlint.report;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;

/** Places and messages for readers who know of files and lines only. */
final class Sites {
  private Sites() {}

  /** The line; the first where a file has none, since readers ask for one. */
  static int line(Finding f) {
    return f.location().line() == null ? 1 : Math.max(1, f.location().line());
  }

  static int column(Finding f) {
    return f.location().column() == null ? 1 : Math.max(1, f.location().column());
  }

  /** The message, with the place in the model where the line does not tell it. */
  static String message(Finding f) {
    String within = inner(f.location());
    return within == null || f.location().line() != null
        ? f.message()
        : within + ": " + f.message();
  }

  /** As {@code ATT001 missing-attention-scale}. */
  static String title(Finding f) {
    return f.rule() + " " + f.name();
  }

  /** The cure as a sentence of its own, or empty. */
  static String cure(Finding f) {
    return f.fix() == null || f.fix().text().isEmpty() ? "" : f.fix().text();
  }

  /** The node, value or parameter; null where there is none. */
  static String inner(Location at) {
    return at.node() != null ? at.node() : at.value() != null ? at.value() : at.parameter();
  }

  /** What a finding is the same by in another run; never empty. */
  static String fingerprint(Finding f) {
    if (!f.identity().id().isEmpty()) {
      return f.identity().id();
    }
    String place = Place.concise(f.location());
    return f.rule() + "-" + Integer.toHexString(place.hashCode());
  }
}
