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
    if (terminal != null && nanos.getAsLong() - start > PATIENCE_NANOS) {
      String line = "checked " + done + " of " + total + " files";
      terminal.print("\r" + line);
      terminal.flush();
      shown = line.length();
    }
  }

  /** Takes the line away. */
  synchronized void end() {
    if (shown > 0) {
      terminal.print("\r" + " ".repeat(shown) + "\r");
      terminal.flush();
    }
  }
}
