package dev.initlint.report;

import dev.initlint.finding.Prediction;

/** A predicted figure beside the band in which nothing would be reported. */
final class Bands {
  /** Ends beyond this are no bounds that anyone would name. */
  private static final double BOUNDLESS = 1e9;

  private Bands() {}

  /** As {@code predicted: attention logit std 5.66, sound from 0.1 to 2}. */
  static String sentence(Prediction p) {
    String figure = "predicted: " + p.quantity() + " " + Figure.of(p.value());
    boolean low = Double.isFinite(p.low()) && p.low() > -BOUNDLESS;
    boolean high = Double.isFinite(p.high()) && p.high() < BOUNDLESS;
    boolean floor = low && p.low() == 0 && p.value() >= 0;
    if (low && high && p.low() == p.high()) {
      return figure + ", sound at " + Figure.of(p.low());
    }
    if (low && high && !floor) {
      return figure + ", sound from " + Figure.of(p.low()) + " to " + Figure.of(p.high());
    }
    if (high) {
      return figure + ", sound up to " + Figure.of(p.high());
    }
    return low ? figure + ", sound from " + Figure.of(p.low()) + " up" : figure;
  }
}
