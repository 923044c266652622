package dev.initlint.javasource;

import dev.initlint.graph.Node;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import java.util.Arrays;

/** Tells models apart that different paths or callers have built. */
final class Fingerprints {
  private Fingerprints() {}

  /** The same for models of one definition with the same operations and parameters. */
  static String of(SourceModel m) {
    StringBuilder s = new StringBuilder();
    s.append(m.definition().path()).append(':').append(m.definition().start());
    int h = 1;
    for (Node n : m.graph().nodes()) {
      h = 31 * h + n.op().hashCode();
      h = 31 * h + n.inputs().size();
    }
    for (SourceParameter p : m.parameters()) {
      h = 31 * h + p.dims().hashCode();
      h = 31 * h + p.variance().hashCode();
    }
    for (var i : m.graph().inputs()) {
      h = 31 * h + (i.shape() == null ? 0 : i.shape().toString().hashCode());
    }
    return s.append(':')
        .append(m.graph().nodes().size())
        .append(':')
        .append(h)
        .append(Arrays.hashCode(new int[] {m.parametersTotal()}))
        .toString();
  }
}
