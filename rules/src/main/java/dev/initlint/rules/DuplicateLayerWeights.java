package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
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
          used several times, and a head that is tied to its embedding, are not copies.

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

          ## Good
          ```graph
          x = input(4, 16, 64)
          a = relu(linear(x, 64, normal(0, 0.177) seed 1))
          b = relu(linear(a, 64, normal(0, 0.177) seed 2))
          y = linear(b, 10, normal(0, 0.02))
          ```

          ## Fix
          Initialise the parameters again after the layers are copied: in PyTorch, for every p of
          more than one dimension, nn.init.xavier_uniform_(p).

          ## When to ignore it
          When the layers share their weights on purpose and the exporter wrote each use out.

          ## References
          - https://github.com/pytorch/pytorch/issues/86274
          - https://github.com/pytorch/pytorch/issues/72253
          """);

  /** Copies of one draw: a use of each. */
  private record Group(List<LinearSite> uses) {}

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
    LinearSite first = largest.uses().get(0);
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
        .because(
            largest.uses().stream().map(u -> u.place().name() + " uses it").toArray(String[]::new))
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
    Map<Object, List<LinearSite>> byContent = new LinkedHashMap<>();
    for (LinearSite site : model.linears()) {
      ParameterFacts w = site.weight();
      if (w.isRandom() && w.facts() != null) {
        Integer group = equal.get(w.name());
        Object key = group != null ? group : new Same(w.weight());
        byContent.computeIfAbsent(key, k -> new ArrayList<>()).add(site);
      }
    }
    Map<Weight, Boolean> tables = tables(model);
    Map<String, Set<String>> companions = companions(model);
    List<Group> groups = new ArrayList<>();
    for (List<LinearSite> uses : byContent.values()) {
      boolean tied = uses.stream().anyMatch(u -> tables.containsKey(u.weight().weight()));
      if (uses.size() > 1 && !tied && areLayers(uses, companions)) {
        groups.add(new Group(uses));
      }
    }
    return groups;
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
  private static boolean areLayers(List<LinearSite> uses, Map<String, Set<String>> companions) {
    Set<String> parameters = new LinkedHashSet<>();
    Set<Set<String>> biases = new LinkedHashSet<>();
    Set<String> modules = new LinkedHashSet<>();
    for (LinearSite use : uses) {
      String name = weightInput(use);
      if (!isInvented(name)) {
        parameters.add(name);
      }
      biases.add(companions.getOrDefault(use.place().value(), Set.of()));
      modules.add(module(use.place()));
    }
    modules.remove("");
    biases.remove(Set.of());
    return parameters.size() > 1 || biases.size() > 1 || modules.size() > 1;
  }

  /** The name by which the node refers to its weight: aliases keep the names of the parameters. */
  private static String weightInput(LinearSite use) {
    Node node = use.place().node();
    int at = node.inputs().indexOf(use.weight().name());
    if (at >= 0) {
      return node.input(at);
    }
    return node.inputs().size() > 1 ? node.input(1) : use.weight().name();
  }

  /** Names that exporters give to weights they computed, as the transpose of a parameter. */
  private static boolean isInvented(String name) {
    return name.matches("(onnx::.*|_?val_.*|\\d+|.*Constant.*|.*_output_\\d+)");
  }

  /**
   * The path of the module that a node's name tells, or the empty string. PyTorch's exporter
   * numbers the calls of one module as it does modules of one name, with {@code _1}.
   */
  private static String module(Place place) {
    String name = place.name();
    int cut = name.lastIndexOf('/');
    return cut <= 0 ? "" : name.substring(0, cut).replaceAll("_\\d+(?=/|$)", "");
  }
}
