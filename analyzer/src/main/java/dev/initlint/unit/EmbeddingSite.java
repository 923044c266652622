package dev.initlint.unit;

import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;

/**
 * A token embedding with what is added to it before the first norm, linear map or block.
 *
 * @param rows the rows looked up
 * @param scale product of the scalars that multiply them
 * @param scaled the rows after the scalars
 * @param sum the rows with positions, segments and biases added; {@code scaled} when there are none
 * @param added number of tables added
 */
public record EmbeddingSite(
    Place place,
    ParameterFacts table,
    Signal rows,
    double scale,
    Signal scaled,
    Signal sum,
    int added) {}
