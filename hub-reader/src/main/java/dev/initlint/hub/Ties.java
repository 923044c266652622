package dev.initlint.hub;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.law.IntendedLaw;
import java.util.Arrays;

/** Stored tensors for which the configuration puts another in their place. */
final class Ties {
  private static final String WEIGHT = ".weight";
  private static final String SOURCE = "tie_word_embeddings in config.json";

  private Ties() {}

  /**
   * What a stored tensor that the graph does not use is meant to be: the weight that the module of
   * its name uses instead, as the embedding of a tied head.
   *
   * @return null where there is no such module, or it uses none of the same extents
   */
  static IntendedLaw of(Graph graph, Weight stored) {
    if (!stored.name().endsWith(WEIGHT)) {
      return null;
    }
    String module = stored.name().substring(0, stored.name().length() - WEIGHT.length());
    for (Node node : graph.nodes()) {
      boolean ofModule =
          node.outputs().contains(module)
              || node.name().equals(module)
              || node.name().startsWith(module + "/");
      if (ofModule) {
        for (String input : node.inputs()) {
          Weight used = graph.weights().get(input);
          if (used != null
              && used.intended() != null
              && Arrays.equals(used.dims(), stored.dims())) {
            return IntendedLaw.general(used.intended().law(), SOURCE).tiedTo(used.name());
          }
        }
      }
    }
    return null;
  }
}
