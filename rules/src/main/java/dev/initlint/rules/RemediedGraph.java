package dev.initlint.rules;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.ScaledData;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.Remedy;
import dev.initlint.weight.Clones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model to which remedies are applied, in memory. */
final class RemediedGraph {
  /** Of a weight with less spread than this share of its mean no other draw can be made. */
  private static final double CENTRED = 0.1;

  private final Propagation p;
  private final Graph graph;
  private final Map<String, Weight> weights;
  private List<Node> nodes;

  private RemediedGraph(Propagation p) {
    this.p = p;
    graph = p.graph();
    weights = new LinkedHashMap<>(graph.weights());
    nodes = new ArrayList<>(graph.nodes());
  }

  /** The graph with all remedies; empty where one of them cannot be applied to a graph. */
  static Optional<Graph> of(Propagation p, List<Remedy> remedies) {
    RemediedGraph r = new RemediedGraph(p);
    boolean applied = !remedies.isEmpty() && remedies.stream().allMatch(r::apply);
    return applied ? Optional.of(r.graph()) : Optional.empty();
  }

  private Graph graph() {
    return graph.with(nodes, weights);
  }

  private boolean apply(Remedy remedy) {
    if (remedy instanceof Remedy.Redraw r) {
      return redraw(r);
    }
    if (remedy instanceof Remedy.StartAt s) {
      return replace(s.parameter(), w -> new Weight.Drawn(Law.constant(s.start())));
    }
    if (remedy instanceof Remedy.ScaleScores s) {
      return scaleScores(s);
    }
    if (remedy instanceof Remedy.ScaleValue s) {
      return after(s.value(), (from, to) -> List.of(times(from, to, s.factor())));
    }
    return remedy instanceof Remedy.InsertNorm n
        && after(n.value(), (from, to) -> List.of(norm(from, to)));
  }

  /** All tensors that hold the same draw are drawn anew alike, so that what is tied stays tied. */
  private boolean redraw(Remedy.Redraw r) {
    ParameterFacts facts = p.weights().get(graph.weights().get(r.parameter()));
    if (facts == null) {
      return false;
    }
    double std = Math.sqrt(p.evaluation().number(facts.variance()));
    double mean = facts.mean();
    boolean scaled = std > 0 && Double.isFinite(std) && Math.abs(mean) < CENTRED * std;
    boolean done = false;
    for (String name : sharing(r.parameter())) {
      done |=
          replace(
              name,
              w ->
                  scaled && w.data() != null
                      ? new Weight.Stored(new ScaledData(w.data(), r.std() / std))
                      : new Weight.Drawn(Law.normal(0, r.std())));
    }
    return done;
  }

  private Set<String> sharing(String parameter) {
    Set<String> names = new HashSet<>(Set.of(parameter));
    Clones clones = p.clones();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (List<String> equal : clones.equal()) {
        grown |= equal.stream().anyMatch(names::contains) && names.addAll(equal);
      }
      for (Clones.Tie tie : clones.transposed()) {
        List<String> both = List.of(tie.name(), tie.transpose());
        grown |= both.stream().anyMatch(names::contains) && names.addAll(both);
      }
    }
    return names;
  }

  private boolean replace(String name, java.util.function.Function<Weight, Weight.Source> source) {
    Weight old = graph.weights().get(name);
    if (old == null) {
      return false;
    }
    Weight.Source drawn = source.apply(old);
    Weight fresh =
        new Weight(old.name(), old.type(), old.dims(), drawn, old.origin(), old.intended());
    weights.replaceAll((n, w) -> w == old ? fresh : w);
    return true;
  }

  private boolean scaleScores(Remedy.ScaleScores s) {
    for (int i = 0; i < nodes.size(); i++) {
      Node n = nodes.get(i);
      if (n.name().equals(s.node())) {
        if (!n.op().equals("Softmax")) {
          Map<String, Object> attributes = new HashMap<>(n.attributes().byName());
          attributes.put("scale", 1 / Math.sqrt(s.headDim()));
          nodes.set(i, with(n, n.inputs(), n.outputs(), new Attributes(attributes)));
          return true;
        }
        String scores = fresh(n.input(0) + "_scaled");
        List<String> inputs = new ArrayList<>(n.inputs());
        inputs.set(0, scores);
        nodes.set(i, with(n, inputs, n.outputs(), n.attributes()));
        nodes.add(i, times(n.input(0), scores, s.factor()));
        return true;
      }
    }
    return false;
  }

  /** Nodes between two names. */
  private interface Between {
    List<Node> nodes(String from, String to);
  }

  /** Puts nodes behind the one that makes a value, under whose name their result goes on. */
  private boolean after(String value, Between between) {
    for (int i = 0; i < nodes.size(); i++) {
      Node n = nodes.get(i);
      int at = n.outputs().indexOf(value);
      if (at >= 0) {
        String before = fresh(value + "_before");
        List<String> outputs = new ArrayList<>(n.outputs());
        outputs.set(at, before);
        nodes.set(i, with(n, n.inputs(), outputs, n.attributes()));
        nodes.addAll(i + 1, between.nodes(before, value));
        return true;
      }
    }
    return false;
  }

  private Node times(String from, String to, double factor) {
    String name = fresh(to + "_factor");
    constant(name, Elements.scalar(ElementType.FLOAT, factor));
    return node("Mul", List.of(from, name), to, Attributes.NONE);
  }

  private Node norm(String from, String to) {
    long[] dims = p.shapes().dims(to);
    int width = dims == null || dims.length == 0 ? 1 : (int) dims[dims.length - 1];
    double[] ones = new double[width];
    Arrays.fill(ones, 1);
    String name = fresh(to + "_gain");
    constant(name, new Elements(ElementType.FLOAT, new long[] {width}, ones));
    return node(
        "LayerNormalization",
        List.of(from, name),
        to,
        new Attributes(Map.of("axis", -1L, "epsilon", 1e-5)));
  }

  private void constant(String name, Elements data) {
    weights.put(
        name, new Weight(name, data.type(), data.dims(), new Weight.Stored(data), graph.origin()));
  }

  private Node node(String op, List<String> inputs, String output, Attributes attributes) {
    int opset = Math.max(17, nodes.stream().mapToInt(Node::opset).max().orElse(0));
    String name = fresh(output + "_" + op);
    return new Node(op, "", opset, name, inputs, List.of(output), attributes, graph.origin());
  }

  private static Node with(
      Node n, List<String> inputs, List<String> outputs, Attributes attributes) {
    return new Node(
        n.op(), n.domain(), n.opset(), n.name(), inputs, outputs, attributes, n.origin());
  }

  private String fresh(String wanted) {
    Set<String> taken = new HashSet<>(weights.keySet());
    nodes.forEach(n -> taken.addAll(n.outputs()));
    nodes.forEach(n -> taken.add(n.name()));
    String name = wanted;
    for (int i = 1; taken.contains(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}
