package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ATT009: an attention has one key, so that its softmax is 1 whatever the scores are. */
final class SingleKeyAttention implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT009",
              "single-key-attention",
              Severity.WARNING,
              "an attention has one key: its query and key weights never learn",
              """
              ## What it does
              Reports an attention whose number of keys is 1 in the model itself.

              ## Why
              A softmax over one score is 1. The queries and keys then change nothing, no gradient
              reaches their weights, and the layer is its value projection at three times the cost.

              ## Bad
              ```graph
              x = input(4, 1, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ## Fix
              Attend over the axis that has several positions, or leave the sublayer out.

              ## When to ignore it
              When the file was exported for one step of decoding, with an example of length 1.

              ## References
              - https://github.com/pixelite1201/CameraHMR/issues/26
              """)
          .preview();

  private static final int STEPS = 12;

  private static final Set<String> PASSING =
      Set.of("Mul", "Div", "Add", "Sub", "Where", "Cast", "Reshape", "Identity");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Graph graph = model.propagation().graph();
    Map<String, Node> producers = new HashMap<>();
    List<Node> hits = new ArrayList<>();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      long[] dims = model.propagation().shapes().dims(node.input(0));
      boolean single =
          node.op().equals("Softmax") && dims != null && dims.length > 2 && keys(node, dims) == 1;
      if (single && scores(producers, node.input(0)) != null) {
        hits.add(node);
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, producers, hits);
    }
  }

  private static long keys(Node softmax, long[] dims) {
    int axis = (int) softmax.attributes().integer("axis", -1);
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  /** The product of two computed values that a softmax reads past scalars and masks, or null. */
  private static Node scores(Map<String, Node> producers, String value) {
    Node node = producers.get(value);
    for (int i = 0; i < STEPS && node != null; i++) {
      if (node.op().equals("MatMul")) {
        return node.inputs().stream().allMatch(producers::containsKey) ? node : null;
      }
      node = PASSING.contains(node.op()) ? producers.get(node.input(0)) : null;
    }
    return null;
  }

  private static void report(
      Model model, Report report, Map<String, Node> producers, List<Node> hits) {
    Node softmax = hits.get(0);
    Node scores = scores(producers, softmax.input(0));
    long wasted = 0;
    for (String side : scores.inputs()) {
      wasted += entries(model, producers, side);
    }
    report
        .finding(
            Severity.WARNING,
            "this attention has 1 key for each query: its softmax is 1, and "
                + (wasted > 0 ? "the " + wasted + " entries of " : "")
                + "its query and key weights never get a gradient"
                + Wording.more(hits.size() - 1, "attention"))
        .at(new Place(softmax, softmax.output()))
        .andAt(hits.stream().map(n -> new Place(n, n.output())).toList())
        .predicts("keys of a query", 1, 2, 1e9)
        .formula("softmax(s) = 1 for 1 score")
        .fix("attend over an axis of 2 positions or more, or leave out the sublayer")
        .add();
  }

  /** Entries of the weight that makes one side of the scores; 0 where it is not found. */
  private static long entries(Model model, Map<String, Node> producers, String value) {
    Node node = producers.get(value);
    for (int i = 0; i < STEPS && node != null; i++) {
      for (String input : node.inputs()) {
        Weight w = model.propagation().graph().weights().get(input);
        if (w != null && node.op().equals("MatMul")) {
          return w.count();
        }
      }
      node = producers.get(node.input(0));
    }
    return 0;
  }
}
