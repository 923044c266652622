package dev.initlint.engine;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.InputLaw;

/** Laws of inputs that a model could never be fed by. */
final class InputCheck {
  private InputCheck() {}

  /**
   * Lets a law pass that an input may have.
   *
   * @throws SettingsException if the input holds integers, or tokens that a table lacks
   */
  static void require(Graph graph, String name, InputLaw law) {
    Value input =
        graph.inputs().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
    if (law instanceof InputLaw.Normal && input.type().isInteger()) {
      throw new SettingsException(
          "the input " + name + " holds integers and cannot be normal; give tokens(V)");
    }
    if (!(law instanceof InputLaw.Tokens tokens)) {
      return;
    }
    for (Node node : graph.nodes()) {
      Weight table = graph.weights().get(node.input(0));
      if (node.op().equals("Gather")
          && node.input(1).equals(name)
          && table != null
          && table.dims().length > 0
          && tokens.vocabulary() > table.dims()[0]) {
        throw new SettingsException(
            "the input "
                + name
                + " looks up "
                + node.input(0)
                + ", which has "
                + table.dims()[0]
                + " rows, so that tokens("
                + (long) tokens.vocabulary()
                + ") would look beyond it; give tokens("
                + table.dims()[0]
                + ") or less");
      }
    }
  }
}
