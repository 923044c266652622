package dev.initlint.engine;

/** A change of one stored tensor that leaves the graph as it is. */
sealed interface WeightEdit {
  /** Name of the stored tensor. */
  String tensor();

  /** Every entry times a number. */
  record Rescale(String tensor, double factor) implements WeightEdit {}

  /** Every entry drawn anew from N(0, std²). */
  record Redraw(String tensor, double std) implements WeightEdit {}
}
