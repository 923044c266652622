package dev.initlint.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** One line that counts, for a person who has waited for a while. */
final class Progress {
  /** Who waits less needs no line. */
  static final long PATIENCE_NANOS = 2_000_000_000L;

  private final PrintWriter terminal;
  private final int total;
  private final LongSupplier nanos;
  private final long start;
  private int done;
  private int shown;
  private boolean ended;

  /**
   * @param terminal where the line stands, or null for none
   * @param nanos a clock
   */
  Progress(PrintWriter terminal, int total, LongSupplier nanos) {
    this.terminal = terminal;
    this.total = total;
    this.nanos = nanos;
    start = nanos.getAsLong();
  }

  /** One more is done. */
  synchronized void step() {
    done++;
    show("checked " + done + " of " + total + " files");
  }

  /** Time has passed: one file alone may take long. */
  synchronized void tick() {
    long seconds = (nanos.getAsLong() - start) / 1_000_000_000L;
    show("checked " + done + " of " + total + " files, " + seconds + " s");
  }

  private void show(String line) {
    if (terminal != null && !ended && nanos.getAsLong() - start > PATIENCE_NANOS) {
      // A shorter line must not leave the end of a longer one behind.
      terminal.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      terminal.flush();
      shown = Math.max(shown, line.length());
    }
  }

  /** Takes the line away. */
  synchronized void end() {
    ended = true;
    if (shown > 0) {
      terminal.print("\r" + " ".repeat(shown) + "\r");
      terminal.flush();
    }
  }
}
