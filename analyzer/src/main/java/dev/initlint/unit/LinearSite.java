package dev.initlint.unit;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.law.Fans;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;

/**
 * A product with a weight, or a convolution.
 *
 * @param output the product, before any bias
 * @param input what the weight is applied to
 * @param fans numbers of terms of an output, and of outputs of an input
 * @param fanIn fan-in as a symbol where the axes give one
 * @param activation function between the linear map before and this one, or null when there is none
 * @param before the linear map before, with at most one activation and no norm, sum, product or
 *     attention between, or null
 */
public record LinearSite(
    Place place,
    Signal output,
    Signal input,
    ParameterFacts weight,
    Fans fans,
    Expr fanIn,
    ScalarFunction activation,
    LinearSite before) {}
