package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Identity;
import dev.initlint.finding.Location;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Places in a graph as they stay when an exporter names everything anew: by the operators around
 * them, as in a step of Weisfeiler and Lehman's test for isomorphism. What only arranges or carries
 * values is passed through, and a bias belongs to its product, so that two ways of writing one
 * network agree.
 */
final class Anchors {
  private static final int DEPTH = 3;

  private static final Set<String> COMMUTATIVE = Set.of("Add", "Mul", "Sum", "Max", "Min", "Mean");

  /** Names that exporters make up, anew each time. */
  private static final Pattern INVENTED =
      Pattern.compile("(val|onnx::\\w+|t|v|x|node|_?\\w*Constant|tensor)?[_.:]?\\d+|.*::.*_\\d+");

  private final Graph graph;
  private final String model;
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> consumers = new HashMap<>();
  private final Map<String, Node> byName = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final Map<String, String> hashes = new HashMap<>();

  /**
   * @param model what tells it from other models of its file; empty where there are none
   */
  Anchors(Graph graph, String model) {
    this.graph = graph;
    this.model = model;
    for (Node node : graph.nodes()) {
      byName.put(node.name(), node);
      node.outputs().forEach(o -> producers.put(o, node));
      for (String input : node.inputs()) {
        consumers.computeIfAbsent(input, i -> new ArrayList<>()).add(node);
      }
    }
  }

  /** What makes a finding at a place of the graph the same one in another run. */
  Identity of(Finding finding) {
    Location at = finding.location();
    List<String> anchors = new ArrayList<>();
    Node node = node(at);
    if (node != null) {
      String hash = around(node);
      anchors.add("graph:" + Digest.of(model, hash, String.valueOf(ordinal(node, hash))));
    }
    if (at.parameter() != null && !isInvented(at.parameter())) {
      anchors.add("parameter:" + Digest.of(model, at.parameter()));
    } else if (node == null && at.value() != null) {
      anchors.add("value:" + Digest.of(model, at.value()));
    }
    return new Identity("", where(at), anchors);
  }

  private static String where(Location at) {
    if (at.parameter() != null && !isInvented(at.parameter())) {
      return at.parameter();
    }
    return at.node() != null ? at.node() : at.value() != null ? at.value() : "";
  }

  static boolean isInvented(String name) {
    return INVENTED.matcher(name).matches();
  }

  private Node node(Location at) {
    Node node = at.node() == null ? null : byName.get(at.node());
    if (node == null && at.value() != null) {
      node = producers.get(at.value());
    }
    if (node == null && at.parameter() != null) {
      node = consumers.getOrDefault(at.parameter(), List.of()).stream().findFirst().orElse(null);
    }
    return node == null ? null : through(node);
  }

  /** The first node behind one that only arranges; itself if there is none. */
  private Node through(Node node) {
    Node at = node;
    while (isTransparent(at) && producers.containsKey(carried(at))) {
      at = producers.get(carried(at));
    }
    return at;
  }

  /** How many nodes with the same surroundings come before it. */
  private long ordinal(Node node, String hash) {
    List<Node> equal =
        graph.nodes().stream()
            .filter(n -> label(n).equals(label(node)) && !isTransparent(n))
            .filter(n -> around(n).equals(hash))
            .sorted(Comparator.comparingInt(this::depth))
            .toList();
    return equal.indexOf(node);
  }

  private String around(Node node) {
    return Digest.of(upstream(node, DEPTH), downstream(node, DEPTH));
  }

  private String upstream(Node node, int depth) {
    if (depth == 0) {
      return label(node);
    }
    String key = node.name() + " up " + depth;
    String known = hashes.get(key);
    if (known == null) {
      known = upstreamOf(node, depth);
      hashes.put(key, known);
    }
    return known;
  }

  private String upstreamOf(Node node, int depth) {
    List<String> parts = new ArrayList<>();
    for (String input : node.inputs()) {
      String value = input;
      Node from = producers.get(value);
      while (from != null && isTransparent(from)) {
        value = carried(from);
        from = producers.get(value);
      }
      if (from != null) {
        parts.add(upstream(from, depth - 1));
      } else if (!value.isEmpty() && !isBias(node, input)) {
        parts.add(graph.weights().containsKey(value) ? "weight" : "input");
      }
    }
    if (COMMUTATIVE.contains(node.op())) {
      parts.sort(null);
    }
    return Digest.of(label(node), String.join(",", parts));
  }

  private String downstream(Node node, int depth) {
    if (depth == 0) {
      return label(node);
    }
    String key = node.name() + " down " + depth;
    String known = hashes.get(key);
    if (known == null) {
      known = downstreamOf(node, depth);
      hashes.put(key, known);
    }
    return known;
  }

  private String downstreamOf(Node node, int depth) {
    List<String> parts = new ArrayList<>();
    for (Node reader : readers(node)) {
      parts.add(downstream(reader, depth - 1));
    }
    parts.sort(null);
    return Digest.of(label(node), String.join(",", parts));
  }

  private List<Node> readers(Node node) {
    List<Node> found = new ArrayList<>();
    List<Node> open = new ArrayList<>(List.of(node));
    while (!open.isEmpty()) {
      for (String output : open.remove(open.size() - 1).outputs()) {
        for (Node reader : consumers.getOrDefault(output, List.of())) {
          (isTransparent(reader) && output.equals(carried(reader)) ? open : found).add(reader);
        }
      }
    }
    return found;
  }

  private static String label(Node node) {
    return node.op().equals("Gemm") ? ":MatMul" : node.domain() + ":" + node.op();
  }

  private boolean isTransparent(Node node) {
    return OpKind.MOVE.has(node.op())
        || OpKind.DROPOUT.has(node.op())
        || node.op().equals("Expand")
        || node.op().equals("Add") && bias(node) >= 0;
  }

  /** The value that a node that only arranges passes on. */
  private String carried(Node node) {
    return node.op().equals("Add") ? node.input(1 - bias(node)) : node.input(0);
  }

  /** Which input of an addition to a product is a weight; -1 if none is. */
  private int bias(Node add) {
    for (int i = 0; i < 2; i++) {
      Node other = producers.get(add.input(1 - i));
      if (graph.weights().containsKey(add.input(i))
          && other != null
          && (other.op().equals("MatMul") || other.op().equals("Gemm"))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBias(Node node, String input) {
    return node.op().equals("Gemm") && input.equals(node.input(2));
  }

  /** Longest way from an input, in nodes that do something; nodes stand in topological order. */
  private int depth(Node wanted) {
    if (depths.isEmpty()) {
      for (Node node : graph.nodes()) {
        int deepest = 0;
        for (String input : node.inputs()) {
          Node from = producers.get(input);
          deepest = Math.max(deepest, from == null ? 0 : depths.getOrDefault(from.name(), 0));
        }
        depths.put(node.name(), deepest + (isTransparent(node) ? 0 : 1));
      }
    }
    return depths.getOrDefault(wanted.name(), 0);
  }
}
