package dev.initlint.symbol;

/** Thrown when an expression is evaluated and one of its symbols has no value. */
public final class UnboundSymbolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnboundSymbolException(String symbol) {
    super("symbol " + symbol + " has no value");
  }
}
