package dev.initlint.shape;

/** Thrown inside this package when a node needs a value that is unknown. */
final class NotInferable extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient Inferred.Unknown unknown;

  NotInferable(String value, Inferred.Unknown cause) {
    super("needs " + value + ", which is unknown: " + cause.root());
    this.unknown = new Inferred.Unknown(getMessage(), cause.root());
  }

  Inferred.Unknown unknown() {
    return unknown;
  }
}
