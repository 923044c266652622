package dev.initlint.unit;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.ParameterSite.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what each tensor of a graph is for, from the operators that read it or from its name. */
final class ParameterSites {

  private static final Pattern NORM_NAME =
      Pattern.compile(
          "(^|[._/])([a-z0-9]*norm[a-z0-9]*|ln|ln_[a-z0-9]+|bn\\d*)[._/](weight|gamma|scale)$");

  private static final Pattern TABLE_NAME =
      Pattern.compile("embed|(^|[._/])(wte|wpe|word_embeddings|shared)[._/]");

  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();

  private final Set<String> stored;

  private ParameterSites(Graph graph) {
    stored = graph.weights().keySet();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      node.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
    }
  }

  /** A tensor under another shape or type, or more than once. */
  static boolean isRearranged(String op) {
    return OpKind.MOVE.has(op) || OpKind.COPY.has(op) || op.equals("DequantizeLinear");
  }

  /** Each distinct tensor once, in the order of the graph. */
  static List<ParameterSite> of(Graph graph, Map<Weight, ParameterFacts> facts) {
    ParameterSites sites = new ParameterSites(graph);
    List<ParameterSite> found = new ArrayList<>();
    Set<Weight> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    graph
        .weights()
        .forEach(
            (name, w) -> {
              if (facts.containsKey(w) && seen.add(w)) {
                found.add(sites.site(name, facts.get(w), graph.nodes().isEmpty()));
              }
            });
    return found;
  }

  private ParameterSite site(String name, ParameterFacts w, boolean unread) {
    String at = name;
    for (Node node = reader(at); node != null; node = reader(at)) {
      if (!isRearranged(node.op()) || !node.input(0).equals(at)) {
        return new ParameterSite(w, name, use(node, at, w), node);
      }
      at = node.output();
    }
    return new ParameterSite(w, name, unread ? byName(name, w.dims()) : Use.OTHER, null);
  }

  private Node reader(String value) {
    List<Node> all = readers.getOrDefault(value, List.of());
    return all.isEmpty() ? null : all.get(0);
  }

  private Use use(Node node, String value, ParameterFacts w) {
    int at = node.inputs().indexOf(value);
    String op = node.op();
    if (OpKind.isOneOf(OpKind.LINEAR, op) || OpKind.RECURRENT.has(op)) {
      boolean bias = op.equals("Gemm") && at == 2 || rank(w.dims()) < 2 && !op.equals("Conv");
      return bias || op.startsWith("Conv") && at == 2 ? Use.SHIFT : Use.MAP;
    }
    if (OpKind.NORM.has(op)) {
      return at == 1 ? Use.NORM_GAIN : at == 2 ? Use.SHIFT : Use.OTHER;
    }
    if (OpKind.NORMALISED_SUM.has(op)) {
      return at == 2 ? Use.NORM_GAIN : at == 1 ? Use.OTHER : Use.SHIFT;
    }
    return switch (op) {
      case "Gather", "GatherND" -> at == 0 && rank(w.dims()) > 1 ? Use.TABLE : Use.OTHER;
      case "Add", "Sub", "BiasGelu" -> isOneMore(node, w) ? gain(node) : Use.SHIFT;
      case "Mul" -> isNormalised(node, value) ? Use.NORM_GAIN : Use.FACTOR;
      default -> Use.OTHER;
    };
  }

  /** Whether a gain is stored as what it is more than 1: 1 + w. */
  private boolean isOneMore(Node add, ParameterFacts w) {
    return add.op().equals("Add")
        && w.dims().length > 0
        && add.inputs().stream().noneMatch(this::isComputed)
        && reader(add.output()) != null
        && (reader(add.output()).op().equals("Mul") || isGainOf(reader(add.output()), add));
  }

  private boolean isComputed(String value) {
    return producers.containsKey(value) && !producers.get(value).op().equals("Constant");
  }

  /** Whether a sum is the gain of a norm that is one operation. */
  private static boolean isGainOf(Node norm, Node sum) {
    return OpKind.NORM.has(norm.op()) && norm.input(1).equals(sum.output());
  }

  private Use gain(Node add) {
    Node mul = reader(add.output());
    return isGainOf(mul, add) || isNormalised(mul, add.output()) ? Use.NORM_GAIN : Use.FACTOR;
  }

  /** Whether the other factor of a product is a norm written out: over the root of a mean. */
  private boolean isNormalised(Node mul, String factor) {
    for (String input : mul.inputs()) {
      if (!input.equals(factor) && isQuotient(input)) {
        return true;
      }
    }
    return false;
  }

  private boolean isQuotient(String value) {
    Node node = producers.get(value);
    for (int i = 0; i < 3 && node != null && isRearranged(node.op()); i++) {
      node = producers.get(node.input(0));
    }
    if (node == null || OpKind.NORM.has(node.op())) {
      // A norm over groups is exported as one over instances, with its gain behind it; all other
      // operators hold their own.
      return node != null && node.op().equals("InstanceNormalization");
    }
    boolean product = node.op().equals("Div") || node.op().equals("Mul");
    return product && node.inputs().stream().anyMatch(this::isRootOfMean);
  }

  private boolean isRootOfMean(String value) {
    boolean root = false;
    Node node = producers.get(value);
    for (int i = 0; i < 8 && node != null; i++) {
      root |= Set.of("Sqrt", "Pow", "Rsqrt").contains(node.op());
      if (node.op().equals("ReduceMean")) {
        return root;
      }
      boolean passes =
          Set.of("Sqrt", "Reciprocal", "Pow", "Add", "Div", "Max", "Clip").contains(node.op())
              || isRearranged(node.op());
      boolean whole = node.op().equals("Div") && !stored.contains(node.input(0));
      node = passes && !whole ? inner(node) : null;
    }
    return false;
  }

  /** The node that makes the one computed operand, as of 1/x or x + ε. */
  private Node inner(Node node) {
    List<Node> made = node.inputs().stream().map(producers::get).filter(n -> n != null).toList();
    return made.size() == 1 ? made.get(0) : made.isEmpty() ? null : made.get(made.size() - 1);
  }

  private static long rank(long[] dims) {
    return Arrays.stream(dims).filter(d -> d > 1).count();
  }

  private static Use byName(String name, long[] dims) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (dims.length < 2) {
      return NORM_NAME.matcher(lower).find()
          ? Use.NORM_GAIN
          : lower.endsWith("bias") ? Use.SHIFT : Use.OTHER;
    }
    return TABLE_NAME.matcher(lower).find() ? Use.TABLE : Use.MAP;
  }
}
