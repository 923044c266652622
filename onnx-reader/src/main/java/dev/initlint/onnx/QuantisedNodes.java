package dev.initlint.onnx;

import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes that use quantised weights, as the plain nodes with float weights that they amount to. */
final class QuantisedNodes {
  private final Scope scope;
  private final WeightFlow flow;
  private final Names names;

  /** Gather nodes with a stored table, by their output. */
  private final Map<String, Placed> lookups = new HashMap<>();

  /**
   * @param names of values in the graph; new ones are added
   */
  QuantisedNodes(Scope scope, WeightFlow flow, Names names) {
    this.scope = scope;
    this.flow = flow;
    this.names = names;
  }

  /** Takes note of a node that stays as it is. */
  void follow(Placed placed) {
    RawNode raw = placed.node();
    if (raw.is("Gather")
        && raw.inputs().size() == 2
        && raw.outputs().size() == 1
        && scope.weight(raw.inputs().get(0)) != null) {
      lookups.put(raw.outputs().get(0), placed);
    }
  }

  /** The plain nodes, or null when the node is not one of these or not all of it is known. */
  List<Placed> dequantised(Placed placed) {
    RawNode raw = placed.node();
    if (raw.outputs().size() != 1 || raw.inputs().isEmpty()) {
      return null;
    } else if (raw.domain().equals("com.microsoft") && raw.op().equals("MatMulNBits")) {
      return product(placed);
    }
    return raw.is("DequantizeLinear") ? lookup(placed) : null;
  }

  /** Rows looked up in a quantised table, then dequantised, are rows of the dequantised table. */
  private List<Placed> lookup(Placed placed) {
    RawNode raw = placed.node();
    Placed lookup = lookups.get(raw.inputs().get(0));
    if (lookup == null) {
      return null;
    }
    String table = lookup.node().inputs().get(0);
    String name = names.unused(table + ".dequantized");
    Weight weight = flow.dequantisedTable(raw, scope.weight(table), name);
    if (weight == null) {
      return null;
    }
    scope.define(name, weight);
    List<String> inputs = List.of(name, lookup.node().inputs().get(1));
    Map<String, RawAttribute> axis = lookup.node().attributes();
    return List.of(plain(placed, "Gather", inputs, raw.outputs().get(0), axis));
  }

  /** A MatMul, and an Add if there is a bias, for a product with quantised weights; or null. */
  private List<Placed> product(Placed placed) {
    RawNode raw = placed.node();
    if (raw.inputs().size() < 3) {
      return null;
    }
    String name = names.unused(raw.inputs().get(1) + ".dequantized");
    Weight weight = flow.dequantised(raw, name);
    if (weight == null) {
      return null;
    }
    scope.define(name, weight);
    String bias = raw.inputs().size() > 5 ? raw.inputs().get(5) : "";
    String out = raw.outputs().get(0);
    String product = bias.isEmpty() ? out : names.unused(out + ".without_bias");
    List<Placed> plain = new ArrayList<>();
    List<String> factors = List.of(raw.inputs().get(0), name);
    plain.add(plain(placed, "MatMul", factors, product, Map.of()));
    if (!bias.isEmpty()) {
      plain.add(plain(placed, "Add", List.of(product, bias), out, Map.of()));
    }
    return plain;
  }

  private static Placed plain(
      Placed of, String op, List<String> in, String out, Map<String, RawAttribute> attributes) {
    RawNode raw = of.node();
    RawNode node = new RawNode(op, "", "", raw.name(), in, List.of(out), attributes, raw.offset());
    return of.with(node);
  }
}
