package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prepares a branch of an If to stand in the If's place. */
final class Branch {
  private Branch() {}

  /**
   * The branch with names that do not clash with those around it, defining the If's outputs.
   *
   * @param names taken in the graph around the If; the branch's names are added
   */
  static RawGraph spliced(RawNode node, RawGraph branch, Names names) {
    if (branch.outputs().size() < node.outputs().size()) {
      throw new Malformed(
          branch.offset(),
          "a branch of " + Order.shown(node) + " has too few outputs; export the model again");
    }
    Set<String> computed = new HashSet<>();
    branch.nodes().forEach(n -> computed.addAll(n.outputs()));
    Map<String, String> renamed = new HashMap<>();
    List<RawNode> passedOn = new ArrayList<>();
    for (int i = 0; i < node.outputs().size(); i++) {
      String inner = branch.outputs().get(i).name();
      String outside = node.outputs().get(i);
      if (!outside.isEmpty() && computed.contains(inner) && !renamed.containsKey(inner)) {
        renamed.put(inner, outside);
      } else if (!outside.isEmpty()) {
        passedOn.add(identity(inner, outside, branch.offset()));
      }
    }
    for (RawTensor tensor : branch.tensors()) {
      renamed.computeIfAbsent(tensor.name(), names::unused);
    }
    computed.remove("");
    computed.forEach(n -> renamed.computeIfAbsent(n, names::unused));
    RawGraph body = Renaming.of(n -> renamed.getOrDefault(n, n)).graph(branch);
    List<RawNode> nodes = new ArrayList<>(body.nodes());
    for (RawNode n : passedOn) {
      nodes.add(
          identity(
              renamed.getOrDefault(n.inputs().get(0), n.inputs().get(0)),
              n.outputs().get(0),
              n.offset()));
    }
    return new RawGraph(
        body.name(),
        nodes,
        body.tensors(),
        body.inputs(),
        body.outputs(),
        body.declared(),
        body.offset());
  }

  private static RawNode identity(String from, String to, long offset) {
    return new RawNode("Identity", "", "", "", List.of(from), List.of(to), Map.of(), offset);
  }
}
