package dev.initlint.onnx;

import dev.initlint.graph.Value;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** The values that subgraphs use but do not define: they come from the graphs around them. */
final class Captures {
  private Captures() {}

  /**
   * Every value the node needs: its inputs and what its subgraphs capture. Inputs that are absent
   * are in it as empty names.
   */
  static Collection<String> needs(RawNode node) {
    Set<String> names = null;
    for (RawAttribute a : node.attributes().values()) {
      if (a.value() instanceof RawGraph g) {
        names = names == null ? new LinkedHashSet<>(node.inputs()) : names;
        names.addAll(of(g));
      }
    }
    return names == null ? node.inputs() : names;
  }

  /** What a subgraph captures. Nesting was bounded when the file was indexed. */
  static Set<String> of(RawGraph graph) {
    Set<String> used = new LinkedHashSet<>();
    for (RawNode node : graph.nodes()) {
      used.addAll(needs(node));
    }
    for (Value output : graph.outputs()) {
      used.add(output.name());
    }
    used.removeAll(defined(graph));
    used.remove("");
    return used;
  }

  /** All names that a graph itself gives a value to. */
  static Set<String> defined(RawGraph graph) {
    Set<String> names = new HashSet<>();
    for (Value input : graph.inputs()) {
      names.add(input.name());
    }
    for (RawTensor tensor : graph.tensors()) {
      names.add(tensor.name());
    }
    for (RawNode node : graph.nodes()) {
      names.addAll(node.outputs());
    }
    return names;
  }
}
