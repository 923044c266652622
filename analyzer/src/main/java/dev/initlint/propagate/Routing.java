package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.shape.Expectation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * How many tokens go to each expert of a mixture: routers at initialisation choose evenly, so that
 * of E experts each gets one place in E, and each gets some.
 */
final class Routing implements Expectation {

  private final Map<String, Node> makers = new HashMap<>();

  Routing(Graph graph) {
    graph.nodes().forEach(n -> n.outputs().forEach(o -> makers.put(o, n)));
  }

  @Override
  public double nonZero(Node node, Function<String, long[]> dims) {
    boolean any = false;
    double depth = Double.NaN;
    Node at = makers.get(node.input(0));
    for (int steps = 0; at != null && steps < 40; steps++) {
      if (at.op().equals("TopK")) {
        long[] scores = dims.apply(at.input(0));
        if (scores == null || scores.length == 0) {
          return Double.NaN;
        }
        double experts = scores[scores.length - 1];
        return any ? experts / (Double.isNaN(depth) ? experts : depth) : 1 / experts;
      }
      if (at.op().equals("ReduceSum") || at.op().equals("Greater")) {
        any = true;
      } else if (at.op().equals("OneHot")) {
        long[] hot = dims.apply(at.output());
        depth = hot == null ? Double.NaN : hot[hot.length - 1];
      } else if (!passes(at.op())) {
        return Double.NaN;
      }
      at = makers.get(at.input(0));
    }
    return Double.NaN;
  }

  /** What hands the choice on, entry by entry. */
  private static boolean passes(String op) {
    return OpKind.MOVE.has(op)
        || OpKind.PART.has(op)
        || OpKind.LOOKUP.has(op)
        || op.equals("Equal");
  }
}
