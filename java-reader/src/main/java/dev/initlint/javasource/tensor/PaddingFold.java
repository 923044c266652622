package dev.initlint.javasource.tensor;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Zeros put around a map become the padding of the convolutions that read it: the same sums. */
final class PaddingFold {
  private final Map<String, Node> pads = new HashMap<>();
  private final Map<String, long[]> margins = new HashMap<>();

  private PaddingFold(List<Node> nodes, Map<String, Weight> weights, Set<String> outputs) {
    for (Node n : nodes) {
      long[] margin = n.op().equals("Pad") ? margin(weights.get(n.input(1))) : null;
      if (margin != null && !outputs.contains(n.output())) {
        pads.put(n.output(), n);
        margins.put(n.output(), margin);
      }
    }
    Set<String> kept = new HashSet<>();
    for (Node n : nodes) {
      for (int i = 0; i < n.inputs().size(); i++) {
        boolean takes = i == 0 && n.op().equals("Conv") && n.attributes().integers("pads") != null;
        if (!takes) {
          kept.add(n.input(i));
        }
      }
    }
    pads.keySet().removeAll(kept);
  }

  /** The nodes without those paddings that convolutions can take over. */
  static List<Node> fold(List<Node> nodes, Map<String, Weight> weights, Set<String> outputs) {
    PaddingFold f = new PaddingFold(nodes, weights, outputs);
    List<Node> folded = new ArrayList<>();
    for (Node n : nodes) {
      if (f.pads.get(n.output()) != n) {
        folded.add(n.op().equals("Conv") ? f.padded(n) : n);
      }
    }
    return folded;
  }

  private Node padded(Node conv) {
    Node pad = pads.get(conv.input(0));
    if (pad == null) {
      return conv;
    }
    long[] margin = margins.get(pad.output());
    long[] own = conv.attributes().integers("pads").clone();
    for (int i = 0; i < own.length; i++) {
      own[i] += margin[i];
    }
    Map<String, Object> attributes = new TreeMap<>(conv.attributes().byName());
    attributes.put("pads", own);
    List<String> inputs = new ArrayList<>(conv.inputs());
    inputs.set(0, pad.input(0));
    return new Node(
        conv.op(),
        conv.domain(),
        conv.opset(),
        conv.name(),
        inputs,
        conv.outputs(),
        new Attributes(attributes),
        conv.origin());
  }

  /** Zeros on each side of the two axes of a map, or null where other axes or signs occur. */
  private static long[] margin(Weight pads) {
    if (pads == null || pads.data() == null || pads.count() != 8) {
      return null;
    }
    double[] p = pads.data().toDoubles(8);
    boolean map = p[0] == 0 && p[1] == 0 && p[4] == 0 && p[5] == 0;
    long[] margin = {(long) p[2], (long) p[3], (long) p[6], (long) p[7]};
    return map && java.util.Arrays.stream(margin).allMatch(m -> m >= 0) ? margin : null;
  }
}
