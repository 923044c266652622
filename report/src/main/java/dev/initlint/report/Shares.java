package dev.initlint.report;

/** Shares for people. */
final class Shares {
  private static final double SMALLEST = 1e-4;

  private Shares() {}

  /** As {@code 12%}; below 0.01 % no figure is worth telling. */
  static String of(Double share) {
    if (share != null && share >= 0 && share < SMALLEST) {
      return "<0.01%";
    }
    return share != null && share > 0.9995 ? "100%" : Figure.percent(share);
  }
}
