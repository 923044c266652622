package dev.initlint.cli;

import java.io.PrintWriter;

/** One line that says what is being done, and is taken away when it is done. */
final class StatusLine {
  private final PrintWriter terminal;
  private int shown;

  /**
   * @param terminal where the line stands, or null for none
   */
  StatusLine(PrintWriter terminal) {
    this.terminal = terminal;
  }

  /** Shows another text in its place. */
  synchronized void show(String text) {
    if (terminal != null) {
      terminal.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
      terminal.flush();
      shown = text.length();
    }
  }

  /** Takes the line away. */
  synchronized void clear() {
    if (shown > 0) {
      terminal.print("\r" + " ".repeat(shown) + "\r");
      terminal.flush();
      shown = 0;
    }
  }
}
