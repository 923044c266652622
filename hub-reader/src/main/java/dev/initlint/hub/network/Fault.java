package dev.initlint.hub.network;

/** What is wrong in a line. */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int column;

  /**
   * @param column counted from 1
   * @param reason one clause with the cure
   */
  Fault(int column, String reason) {
    super(reason, null, false, false);
    this.column = column;
  }

  int column() {
    return column;
  }
}
