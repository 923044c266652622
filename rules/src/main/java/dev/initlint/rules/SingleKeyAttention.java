package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Weight;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.EnumSet;
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
              Reports an attention whose number of keys is 1 in the model itself, be it written out or
              one operator, and one whose constant mask leaves each query a single key.

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

              ```python
              token = features.mean(dim=1, keepdim=True)  # (batch, 1, d)
              out, _ = self.attn(token, token, token)
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ```python
              token = features.mean(dim=1, keepdim=True)
              out, _ = self.attn(token, features, features)
              ```

              ## Fix
              Attend over the axis that has several positions, or leave the sublayer out.

              ## When to ignore it
              When the file was exported for one step of decoding, with an example of length 1.

              ## References
              - https://github.com/pixelite1201/CameraHMR/issues/26
              """)
          .advises("it is the architecture that changes")
          .preview();

  private static final int STEPS = 12;
  private static final int LARGEST = 1 << 22;

  /** What is added to a score to hide its key is far below this. */
  private static final double HIDDEN = -1e4;

  private static final Set<OpKind> PASSING =
      EnumSet.of(OpKind.MOVE, OpKind.SUM, OpKind.FACTOR, OpKind.CHOICE);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Graph graph = model.propagation().graph();
    Map<String, Node> producers = new HashMap<>();
    Wiring wiring = Wiring.of(model);
    List<Node> hits = new ArrayList<>();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      long[] dims = model.propagation().shapes().dims(node.input(0));
      boolean single =
          node.op().equals("Softmax")
              && dims != null
              && dims.length > 2
              && (keys(node, dims) == 1 || isMasked(wiring, producers, node, keys(node, dims)));
      boolean attends = single && scores(producers, node.input(0)) != null;
      if (attends || isFused(model, node)) {
        hits.add(node);
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, producers, hits);
    }
  }

  /** Whether an attention in one operator has one key: K[B, keys, d] or K[B, heads, keys, d]. */
  private static boolean isFused(Model model, Node node) {
    boolean standard = node.op().equals("Attention") && node.domain().isEmpty();
    if (!standard && !node.op().equals("MultiHeadAttention") || node.inputs().size() < 3) {
      return false;
    }
    boolean past = node.hasInput(4) && standard || node.hasInput(6) && !standard;
    long[] k = model.propagation().shapes().dims(node.input(1));
    return !past && k != null && k.length > 2 && k[k.length - 2] == 1;
  }

  /** Whether a constant that is added to the scores leaves one key of each query above −10⁴. */
  private static boolean isMasked(
      Wiring wiring, Map<String, Node> producers, Node softmax, long keys) {
    Node node = producers.get(softmax.input(0));
    for (int i = 0; i < STEPS && node != null && !node.op().equals("MatMul"); i++) {
      for (String input : node.op().equals("Add") ? node.inputs() : List.<String>of()) {
        double[] mask = producers.containsKey(input) ? null : wiring.entries(input, LARGEST);
        if (mask != null && keys > 1 && mask.length >= keys && mask.length % keys == 0) {
          return leavesOne(mask, (int) keys);
        }
      }
      node = OpKind.isOneOf(PASSING, node.op()) ? producers.get(node.input(0)) : null;
    }
    return false;
  }

  private static boolean leavesOne(double[] mask, int keys) {
    for (int row = 0; row < mask.length; row += keys) {
      int seen = 0;
      for (int k = 0; k < keys; k++) {
        seen += mask[row + k] > HIDDEN ? 1 : 0;
      }
      if (seen != 1) {
        return false;
      }
    }
    return true;
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
      node = OpKind.isOneOf(PASSING, node.op()) ? producers.get(node.input(0)) : null;
    }
    return null;
  }

  private static void report(
      Model model, Report report, Map<String, Node> producers, List<Node> hits) {
    Node softmax = hits.get(0);
    Node scores = scores(producers, softmax.input(0));
    long wasted = 0;
    for (String side : scores == null ? softmax.inputs().subList(0, 2) : scores.inputs()) {
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
