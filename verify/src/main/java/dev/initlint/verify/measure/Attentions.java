package dev.initlint.verify.measure;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The softmaxes that weigh values: those whose output is the left factor of a product.
 *
 * @param logits their inputs
 */
record Attentions(Set<Node> softmaxes, Set<String> logits) {
  /** Operators between the softmax and the product that keep the rows. */
  private static final Set<OpKind> PASSES =
      EnumSet.of(OpKind.MOVE, OpKind.DROPOUT, OpKind.CHOICE, OpKind.FACTOR);

  static Attentions of(Graph graph) {
    Map<String, Node> weightsFrom = new HashMap<>();
    Set<Node> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node n : graph.nodes()) {
      if (n.op().equals("Softmax")) {
        weightsFrom.put(n.output(), n);
      } else if (OpKind.isOneOf(PASSES, n.op())) {
        n.inputs().stream()
            .filter(weightsFrom::containsKey)
            .findFirst()
            .ifPresent(i -> weightsFrom.put(n.output(), weightsFrom.get(i)));
      } else if (n.op().equals("MatMul") || n.op().equals("Einsum")) {
        Node softmax = weightsFrom.get(n.input(0));
        if (softmax != null) {
          found.add(softmax);
        }
      }
    }
    Set<String> logits = found.stream().map(n -> n.input(0)).collect(Collectors.toSet());
    return new Attentions(found, logits);
  }
}
