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
   * The branch with names that do not clash with those around it.
   *
   * @param outputs what its outputs are called; empty where nobody reads one
   * @param names taken in the graph around the If; the branch's names are added
   */
  static RawGraph spliced(RawNode node, List<String> outputs, RawGraph branch, Names names) {
    if (branch.outputs().size() < outputs.size()) {
      throw new Malformed(
          branch.offset(),
          "a branch of " + Order.shown(node) + " has too few outputs; export the model again");
    }
    Set<String> computed = new HashSet<>();
    branch.nodes().forEach(n -> computed.addAll(n.outputs()));
    Map<String, String> renamed = new HashMap<>();
    List<RawNode> passedOn = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      String inner = branch.outputs().get(i).name();
      String outside = outputs.get(i);
      if (inner.isEmpty() && !outside.isEmpty()) {
        throw new Malformed(
            branch.offset(),
            "a branch of " + Order.shown(node) + " has an output without a name; export it again");
      }
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

  /** New names for the outputs of one branch of an If, none for those that nobody reads. */
  static List<String> results(RawNode node, String branch, Names names) {
    return node.outputs().stream()
        .map(o -> o.isEmpty() ? o : names.unused(o + "/" + branch))
        .toList();
  }

  /**
   * An If that has its branches' results as inputs: the condition, then those of the one branch,
   * then those of the other.
   */
  static RawNode choice(RawNode node, List<String> yes, List<String> no) {
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.addAll(yes);
    inputs.addAll(no);
    return new RawNode(
        node.op(),
        node.domain(),
        node.overload(),
        node.name(),
        inputs,
        node.outputs(),
        Map.of(),
        node.offset());
  }

  private static RawNode identity(String from, String to, long offset) {
    return new RawNode("Identity", "", "", "", List.of(from), List.of(to), Map.of(), offset);
  }
}
