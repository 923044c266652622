package dev.initlint.unit;

import dev.initlint.moment.Signal;

/**
 * One norm over features.
 *
 * @param normalised its output before gain and shift
 * @param input what it normalises
 * @param centred whether the feature mean is taken out
 * @param epsilon the constant added to the mean square; NaN when it was not found
 * @param meanSquare where a norm is written out, the mean over features that it divides by; null
 *     for an operator
 */
public record NormSite(
    Place place,
    Signal normalised,
    Signal input,
    boolean centred,
    double epsilon,
    Signal meanSquare) {}
