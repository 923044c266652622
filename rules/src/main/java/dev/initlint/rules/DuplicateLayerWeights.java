package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.CodePlace;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** INIT008: layers that should be different draws hold the same one. */
final class DuplicateLayerWeights implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT008",
              "duplicate-layer-weights",
              Severity.ERROR,
              "layers hold the same random weights, bit for bit",
              """
              ## What it does
              Reports random weights of different layers that agree bit for bit. One parameter that is
              used several times, a head that is tied to its embedding, and numbers that count up are not
              copies. It reads the weights alone.

              ## Why
              Layers made by copying one that was already initialised, as PyTorch's TransformerEncoder
              does with the layer it is given, apply the same map again and again. Tokens grow alike
              faster: the cosine between tokens after six post-norm layers was 0.70 in place of 0.35.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              a = relu(linear(x, 64, normal(0, 0.177) seed 1))
              b = relu(linear(a, 64, normal(0, 0.177) seed 1))
              y = linear(b, 10, normal(0, 0.02))
              ```

              ```python
              layers = nn.ModuleList([copy.deepcopy(layer) for _ in range(12)])
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              a = relu(linear(x, 64, normal(0, 0.177) seed 1))
              b = relu(linear(a, 64, normal(0, 0.177) seed 2))
              y = linear(b, 10, normal(0, 0.02))
              ```

              ```python
              layers = nn.ModuleList([Layer(512, 8) for _ in range(12)])
              ```

              ## Fix
              Initialise the parameters again after the layers are copied: in PyTorch, for every p of
              more than one dimension, nn.init.xavier_uniform_(p).

              ## When to ignore it
              When the layers share their weights on purpose and the exporter wrote each use out.

              ## References
              - https://github.com/pytorch/pytorch/issues/86274
              - https://github.com/pytorch/pytorch/issues/72253
              """)
          .advises(
              "weights are drawn apart by the program, and a law describes equal and unequal ones alike")
          .onWeightsAlone();

  /** A node that multiplies by a weight, and the name by which it refers to it. */
  private record Use(Node node, String input, ParameterFacts weight) {
    /** Of a file without a graph: the parameter alone. */
    boolean isUnread() {
      return node == null;
    }

    String name() {
      return isUnread() ? input : node.name();
    }

    Place place() {
      return isUnread() ? new Place(null, null) : new Place(node, node.output());
    }
  }

  /** Copies of one draw: a use of each. */
  private record Group(List<Use> uses) {}

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Group> groups = groups(model);
    if (groups.isEmpty()) {
      return;
    }
    Group largest =
        groups.stream().max(Comparator.comparingInt(g -> g.uses().size())).orElseThrow();
    Use first = largest.uses().get(0);
    int copies = largest.uses().size();
    String drawn = first.weight().law() == null ? "the same law" : first.weight().law().name();
    report
        .finding(
            Severity.ERROR,
            copies
                + " layers hold the same draw of "
                + first.weight().name()
                + " bit for bit: they start as one map applied "
                + copies
                + " times"
                + Wording.more(groups.size() - 1, "weight"))
        .at(first.place(), first.weight().name())
        .predicts("layers that share one draw", copies, 1, 1)
        .formula(
            "corr(W, W') = 1 where independent draws give 0 ± 1/√"
                + first.weight().weight().count())
        .because(largest.uses().stream().map(u -> u.name() + " uses it").toArray(String[]::new))
        .fix("draw each of the " + copies + " weights anew, from " + drawn)
        .add();
  }

  /** Random weights by content, where several layers of different names use them. */
  private static List<Group> groups(Model model) {
    Map<String, Integer> equal = new HashMap<>();
    List<List<String>> clones = model.propagation().clones().equal();
    for (int i = 0; i < clones.size(); i++) {
      for (String name : clones.get(i)) {
        equal.put(name, i);
      }
    }
    Map<Object, List<Use>> byContent = new LinkedHashMap<>();
    for (Use use : uses(model)) {
      Integer group = equal.get(use.weight().name());
      Object key = group != null ? group : new Same(use.weight().weight());
      byContent.computeIfAbsent(key, k -> new ArrayList<>()).add(use);
    }
    Map<Weight, Boolean> tables = tables(model);
    Map<String, Set<String>> companions = companions(model);
    List<Group> groups = new ArrayList<>();
    for (List<Use> uses : byContent.values()) {
      boolean tied = uses.stream().anyMatch(u -> tables.containsKey(u.weight().weight()));
      if (uses.size() > 1 && !tied && areLayers(uses, companions) && !isRamp(uses.get(0))) {
        groups.add(new Group(uses));
      }
    }
    return groups;
  }

  /** Every multiplication by a random matrix, found by walking the graph alone. */
  private static List<Use> uses(Model model) {
    Graph graph = model.propagation().graph();
    List<Use> uses = new ArrayList<>();
    if (graph.nodes().isEmpty()) {
      model.parameters().stream()
          .filter(p -> p.use() == ParameterSite.Use.MAP && isDrawn(p.weight()))
          .forEach(p -> uses.add(new Use(null, p.name(), p.weight())));
    }
    Map<String, String> stored = new HashMap<>();
    graph.weights().keySet().forEach(n -> stored.put(n, n));
    for (Node node : graph.nodes()) {
      String first = stored.get(node.input(0));
      if (first != null && OpKind.MOVE.has(node.op())) {
        stored.put(node.output(), first);
      }
      for (String input :
          OpKind.isOneOf(OpKind.LINEAR, node.op()) ? node.inputs() : List.<String>of()) {
        String name = stored.get(input);
        ParameterFacts w =
            name == null ? null : model.propagation().weights().get(graph.weights().get(name));
        if (w != null && isDrawn(w)) {
          uses.add(new Use(node, name, w));
        }
      }
    }
    return uses;
  }

  /** Whether this is a matrix of random entries, and not one row or column. */
  private static boolean isDrawn(ParameterFacts w) {
    long wide = Arrays.stream(w.dims()).filter(d -> d > 1).count();
    return wide > 1 && w.isRandom() && w.facts() != null;
  }

  /** Whether the elements run in one direction: numbers counted up and not drawn. */
  private static boolean isRamp(Use use) {
    float[] last = {Float.NaN};
    long[] signs = new long[2];
    use.weight().weight().data().stream(
        (values, length) -> {
          for (int i = 0; i < length; i++) {
            signs[0] += values[i] > last[0] ? 1 : 0;
            signs[1] += values[i] < last[0] ? 1 : 0;
            last[0] = values[i];
          }
        });
    return signs[0] == 0 || signs[1] == 0;
  }

  /** By value: names of the weights of the nodes that read it, as the bias added to a product. */
  private static Map<String, Set<String>> companions(Model model) {
    Map<String, Set<String>> found = new HashMap<>();
    for (Node node : model.propagation().graph().nodes()) {
      Set<String> named = new LinkedHashSet<>(node.inputs());
      named.retainAll(model.propagation().graph().weights().keySet());
      named.removeIf(DuplicateLayerWeights::isInvented);
      if (!named.isEmpty()) {
        node.inputs()
            .forEach(i -> found.computeIfAbsent(i, k -> new LinkedHashSet<>()).addAll(named));
      }
    }
    return found;
  }

  /** A weight as a key by identity. */
  private record Same(Weight weight) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Same s && s.weight == weight;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(weight);
    }
  }

  private static Map<Weight, Boolean> tables(Model model) {
    Map<Weight, Boolean> tables = new IdentityHashMap<>();
    for (Node node : model.propagation().graph().nodes()) {
      Weight w = model.propagation().graph().weights().get(node.input(0));
      if (node.op().equals("Gather") && w != null) {
        tables.put(w, true);
      }
    }
    return tables;
  }

  /**
   * Whether the uses are of different parameters, have different biases, or stand in different
   * modules. One module that is called several times has one name for its parameters, and its calls
   * differ by a suffix only.
   */
  private static boolean areLayers(List<Use> uses, Map<String, Set<String>> companions) {
    Set<String> parameters = new LinkedHashSet<>();
    Set<Set<String>> biases = new LinkedHashSet<>();
    Set<String> modules = new LinkedHashSet<>();
    for (Use use : uses) {
      String name = use.input();
      if (!isInvented(name)) {
        parameters.add(name);
      }
      biases.add(companions.getOrDefault(use.place().value(), Set.of()));
      modules.add(use.isUnread() ? "" : module(use.place(), isInvented(name)));
    }
    modules.remove("");
    biases.remove(Set.of());
    boolean shared =
        parameters.size() == 1
            && uses.stream().allMatch(u -> u.weight().intended() != null && !isInvented(u.input()));
    if (shared) {
      return false; // the library itself reads one parameter in several places
    }
    return parameters.size() > 1 || biases.size() > 1 || modules.size() > 1;
  }

  /** Names that exporters give to weights they computed, as the transpose of a parameter. */
  private static boolean isInvented(String name) {
    return name.matches("(onnx::.*|_?val_.*|\\d+|.*Constant.*|.*_output_\\d+)");
  }

  /**
   * The path of the module that a node's metadata or its name tells, or the empty string. PyTorch's
   * exporter numbers the calls of one module as it does modules of one name, with {@code _1}.
   * Metadata is asked only where the weight has lost its own name.
   */
  private static String module(Place place, boolean unnamed) {
    CodePlace code = place.node() == null || !unnamed ? null : place.node().origin().code();
    if (code != null && code.module() != null && !code.module().isEmpty()) {
      return code.module().replaceAll("_\\d+(?=[.]|$)", "");
    }
    String name = place.name();
    int cut = name.lastIndexOf('/');
    return cut <= 0 ? "" : name.substring(0, cut).replaceAll("_\\d+(?=/|$)", "");
  }
}
