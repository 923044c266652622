package dev.initlint.report;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;

/** Places and messages for readers who know of files and lines only. */
final class Sites {
  private Sites() {}

  /** The file that a reader opens: that of the program where a model file names it. */
  static String path(Location at) {
    String path = at.source() == null ? at.path() : at.source().path();
    return path.replace('\\', '/');
  }

  static String path(Finding f) {
    return path(f.location());
  }

  /** The line; the first where a file has none, since readers ask for one. */
  static int line(Location at) {
    Integer line = at.source() == null ? at.line() : Integer.valueOf(at.source().line());
    return line == null ? 1 : Math.max(1, line);
  }

  static int line(Finding f) {
    return line(f.location());
  }

  static int column(Finding f) {
    boolean none = f.location().column() == null || f.location().source() != null;
    return none ? 1 : Math.max(1, f.location().column());
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

  /** The module, node, value or parameter; null where there is none. */
  static String inner(Location at) {
    if (at.module() != null && !at.module().isEmpty()) {
      return at.module();
    }
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
