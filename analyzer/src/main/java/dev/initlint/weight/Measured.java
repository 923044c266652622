package dev.initlint.weight;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.TensorData;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Facts of the tensors of one model. Each is read once, and none where its elements are those of
 * another, as of the transpose that a tied head is.
 */
public final class Measured {
  private final Map<TensorData, WeightFacts> facts = new IdentityHashMap<>();

  /** The facts of a tensor, measured when it is first asked for. */
  public WeightFacts of(TensorData data) {
    WeightFacts known = facts.get(data);
    if (known == null) {
      known = data instanceof DerivedData derived ? derived(derived) : null;
      known = known == null ? WeightFacts.of(data) : known;
      facts.put(data, known);
    }
    return known;
  }

  private WeightFacts derived(DerivedData data) {
    Layout layout = Layout.of(data.dims());
    TensorData same = data.sameOrderAs();
    if (same != null && Layout.of(same.dims()).equals(layout)) {
      return of(same).withDims(Summary.dims(data));
    }
    TensorData transpose = data.transposeOf();
    if (transpose != null && Layout.of(transpose.dims()).isTransposeOf(layout)) {
      return of(transpose).transposed(data);
    }
    return null;
  }
}
