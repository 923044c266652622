package dev.initlint.onnx;

import dev.initlint.graph.Value;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Rewrites value names, in a node and in all of its subgraphs.
 *
 * @param names the new name of a value; the empty name always stays
 * @param attributes what becomes of an attribute; null drops it
 * @param prefix stands before the names of named nodes
 */
record Renaming(
    UnaryOperator<String> names, UnaryOperator<RawAttribute> attributes, String prefix) {

  static Renaming of(UnaryOperator<String> names) {
    return new Renaming(names, UnaryOperator.identity(), "");
  }

  RawNode node(RawNode n) {
    return node(n, names, names);
  }

  /** Inputs and outputs may be renamed apart, for a node that redefines what it reads. */
  RawNode node(RawNode n, UnaryOperator<String> inputs, UnaryOperator<String> outputs) {
    Map<String, RawAttribute> kept = new LinkedHashMap<>();
    n.attributes()
        .forEach(
            (key, written) -> {
              RawAttribute a = attributes.apply(written);
              if (a != null && a.value() instanceof RawGraph g) {
                a = new RawAttribute(a.name(), graph(g), null, a.offset());
              }
              if (a != null) {
                kept.put(key, a);
              }
            });
    return new RawNode(
        n.op(),
        n.domain(),
        n.overload(),
        n.name().isEmpty() ? n.name() : prefix + n.name(),
        all(n.inputs(), inputs),
        all(n.outputs(), outputs),
        kept,
        n.offset());
  }

  RawGraph graph(RawGraph g) {
    return new RawGraph(
        g.name(),
        g.nodes().stream().map(this::node).toList(),
        g.tensors().stream().map(this::tensor).toList(),
        g.inputs().stream().map(this::value).toList(),
        g.outputs().stream().map(this::value).toList(),
        g.declared().stream().map(this::value).toList(),
        g.offset());
  }

  private RawTensor tensor(RawTensor t) {
    return new RawTensor(
        name(t.name(), names), t.type(), t.dims(), t.data(), t.missing(), t.offset());
  }

  private Value value(Value v) {
    return new Value(name(v.name(), names), v.type(), v.shape());
  }

  private static List<String> all(List<String> list, UnaryOperator<String> to) {
    return list.stream().map(s -> name(s, to)).toList();
  }

  private static String name(String s, UnaryOperator<String> to) {
    return s.isEmpty() ? s : to.apply(s);
  }
}
