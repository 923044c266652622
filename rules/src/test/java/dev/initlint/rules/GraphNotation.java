package dev.initlint.rules;

import dev.initlint.graph.Graph;
import dev.initlint.hub.network.NetworkText;
import dev.initlint.training.Training;

/** Reads the notation in which the rules' documentation gives its examples. */
final class GraphNotation {
  private GraphNotation() {}

  /** The graph that a text describes. */
  static Graph parse(String text) {
    return NetworkText.parse("example", text).graph();
  }

  /** How a text says that its graph is trained. */
  static Training training(String text) {
    return NetworkText.training("example", text);
  }
}
