package dev.initlint.hub.network;

import dev.initlint.graph.Graph;
import dev.initlint.training.Training;

/**
 * A network that was written down.
 *
 * @param training how it is said to be trained
 * @param beside the same network at a lesser width, or null
 */
public record Network(Graph graph, Training training, Network beside) {}
