package dev.initlint.verify;

/** Which figure: what of which value or weight. */
record Figure(Comparison.Quantity quantity, String name) {}
