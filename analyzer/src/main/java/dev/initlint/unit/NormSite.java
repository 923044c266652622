package dev.initlint.unit;

import dev.initlint.moment.Signal;

/**
 * One norm over features.
 *
 * @param normalised its output before gain and shift
 * @param input what it normalises
 * @param centred whether the feature mean is taken out
 * @param epsilon the constant under the root; NaN when it was not found
 */
public record NormSite(
    Place place, Signal normalised, Signal input, boolean centred, double epsilon) {}
