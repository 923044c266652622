package dev.initlint.engine;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.Graph;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.ScaledData;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph with other weights, in memory. */
final class StoredWeights {
  private StoredWeights() {}

  /** Whether an operation leaves the entries of a tensor as they are. */
  static boolean onlyMoves(String op) {
    return OpKind.MOVE.has(op) || op.equals("Expand");
  }

  /** The graph as it is once the changes are made; what is computed from a tensor follows it. */
  static Graph with(Graph graph, List<WeightEdit> edits) {
    Map<String, Weight> weights = new LinkedHashMap<>();
    Map<Weight, Weight> changed = new java.util.IdentityHashMap<>();
    graph
        .weights()
        .forEach((name, w) -> weights.put(name, changed.computeIfAbsent(w, x -> edited(x, edits))));
    return graph.with(graph.nodes(), weights);
  }

  private static Weight edited(Weight w, List<WeightEdit> edits) {
    Weight now = w;
    for (WeightEdit e : edits) {
      if (isOf(w, e.tensor())) {
        Weight.Source source =
            e instanceof WeightEdit.Rescale r
                ? new Weight.Stored(new ScaledData(now.data(), r.factor()))
                : new Weight.Drawn(Law.normal(0, ((WeightEdit.Redraw) e).std()));
        now = new Weight(w.name(), w.type(), w.dims(), source, w.origin(), w.intended());
      }
    }
    return now;
  }

  private static boolean isOf(Weight w, String tensor) {
    TensorData data = w.data();
    return data instanceof DerivedData d ? d.bases().contains(tensor) : w.name().equals(tensor);
  }
}
