package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.graph.DerivedData;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.propagate.Head;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.Remedy;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.weight.Clones;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The changes of stored tensors that may cure a finding, the likeliest first. */
final class WeightCandidates {
  /** What libraries draw embedding tables with that serve as the output layer too. */
  private static final double TABLE_STD = 0.02;

  private final Graph graph;
  private final Model model;
  private final Propagation p;

  WeightCandidates(Graph graph, Model model, Propagation p) {
    this.graph = graph;
    this.model = model;
    this.p = p;
  }

  /** A cure that is none of weights; the message says why in one clause. */
  static final class NoRescaling extends Exception {
    private static final long serialVersionUID = 1;

    NoRescaling(String message) {
      super(message);
    }
  }

  /**
   * Sets of changes, each of which is one cure.
   *
   * @throws NoRescaling if no change of weights alone is a cure
   */
  List<List<WeightEdit>> of(Finding f) throws NoRescaling {
    List<List<WeightEdit>> all = new ArrayList<>();
    if (!f.fix().remedies().isEmpty()) {
      List<WeightEdit> edits = new ArrayList<>();
      for (Remedy r : f.fix().remedies()) {
        edits.addAll(edits(r));
      }
      all.add(edits);
    }
    if (f.rule().startsWith("HEAD")) {
      all.addAll(tied());
    }
    if (all.isEmpty()) {
      throw new NoRescaling("no rescaling of weights cures it; " + f.fix().text());
    }
    return all;
  }

  private List<WeightEdit> edits(Remedy r) throws NoRescaling {
    if (r instanceof Remedy.Redraw d) {
      return drawn(d.parameter(), d.std());
    }
    if (r instanceof Remedy.ScaleScores s) {
      return scores(s);
    }
    throw new NoRescaling("its cure is an edit of source and no change of weights");
  }

  /** A table that is the output layer as well, as libraries draw it, or of unit rows. */
  private List<List<WeightEdit>> tied() throws NoRescaling {
    List<List<WeightEdit>> all = new ArrayList<>();
    for (Head head : p.heads()) {
      if (head.table() != null) {
        double width = p.evaluation().number(head.classes());
        double fanIn = head.weight().count() / width;
        for (double std : new double[] {TABLE_STD, 1 / Math.sqrt(fanIn)}) {
          all.add(drawn(head.weight().name(), std));
        }
      }
    }
    return all;
  }

  /**
   * A random tensor is rescaled, so that its seed's draw stays; one that is constant is redrawn.
   */
  private List<WeightEdit> drawn(String parameter, double std) throws NoRescaling {
    Weight w = graph.weights().get(parameter);
    ParameterFacts f = w == null ? null : p.weights().get(w);
    if (f == null || f.facts() == null) {
      throw new NoRescaling("the elements of " + parameter + " are not stored");
    }
    double now = Math.sqrt(f.facts().secondMoment());
    boolean random = f.facts().variance() > 0 && now > 0;
    if (random) {
      return rescaled(parameter, std / now);
    }
    if (w.data() instanceof DerivedData || !others(parameter).isEmpty()) {
      throw new NoRescaling(parameter + " is computed from other tensors, and constant");
    }
    long uses = uses(parameter);
    if (uses > 1) {
      throw new NoRescaling(
          "the file holds one tensor, "
              + parameter
              + ", for "
              + uses
              + " layers whose equal weights were merged; draw them before the model is exported");
    }
    return List.of(new WeightEdit.Redraw(parameter, std));
  }

  /** The stored tensor and all that hold the same numbers, so that what is tied stays tied. */
  private List<WeightEdit> rescaled(String parameter, double factor) throws NoRescaling {
    Set<String> bases = new LinkedHashSet<>();
    bases.add(base(parameter));
    for (String other : others(parameter)) {
      bases.add(base(other));
    }
    return bases.stream().<WeightEdit>map(b -> new WeightEdit.Rescale(b, factor)).toList();
  }

  private Set<String> others(String parameter) {
    Clones clones = p.clones();
    Set<String> same = new LinkedHashSet<>(List.of(parameter));
    for (int before = 0; before < same.size(); ) {
      before = same.size();
      for (List<String> group : clones.equal()) {
        if (group.stream().anyMatch(same::contains)) {
          same.addAll(group);
        }
      }
      for (Clones.Tie tie : clones.transposed()) {
        if (same.contains(tie.name()) || same.contains(tie.transpose())) {
          same.add(tie.name());
          same.add(tie.transpose());
        }
      }
    }
    same.remove(parameter);
    return same;
  }

  /** The stored tensor that a weight is, or is computed from by moving entries. */
  private String base(String parameter) throws NoRescaling {
    Weight w = graph.weights().get(parameter);
    if (w != null && w.data() instanceof DerivedData d) {
      boolean moved = d.steps().stream().allMatch(StoredWeights::onlyMoves);
      if (d.bases().size() != 1 || !moved) {
        throw new NoRescaling(
            parameter
                + " is computed by "
                + String.join(", ", d.steps())
                + " and stored otherwise");
      }
      return d.bases().get(0);
    }
    return parameter;
  }

  /** Half of the missing factor on the queries, half on the keys, so that gradients stay alike. */
  private List<WeightEdit> scores(Remedy.ScaleScores s) throws NoRescaling {
    AttentionSite site =
        model.attentions().stream()
            .filter(a -> a.place().name().equals(s.node()))
            .findFirst()
            .orElseThrow(() -> new NoRescaling("its attention is not found"));
    if (site.query() == null || site.key() == null) {
      throw new NoRescaling("no projection makes its queries and keys");
    }
    if (site.normedQuery() || site.normedKey()) {
      throw new NoRescaling(
          "a norm follows the projection, so that no rescaling reaches the scores");
    }
    String query = site.query().weight().name();
    String key = site.key().weight().name();
    double factor = 1 / Math.sqrt(s.headDim()) / site.scale();
    if (query.equals(key)) {
      throw new NoRescaling("queries and keys are made by one tensor, " + query);
    }
    if (!(factor > 0)) {
      throw new NoRescaling("the scores are multiplied by " + site.scale());
    }
    Map<String, WeightEdit> edits = new LinkedHashMap<>();
    for (LinearSite map : List.of(site.query(), site.key())) {
      for (WeightEdit e : rescaled(map.weight().name(), Math.sqrt(factor))) {
        edits.put(e.tensor(), e);
      }
      String bias = bias(map);
      if (bias != null) {
        edits.put(bias, new WeightEdit.Rescale(bias, Math.sqrt(factor)));
      }
    }
    requireOneUse(edits.keySet());
    return List.copyOf(edits.values());
  }

  /** A tensor that other nodes read as well would be changed for them too. */
  private void requireOneUse(Set<String> tensors) throws NoRescaling {
    for (String tensor : tensors) {
      if (uses(tensor) > 1) {
        throw new NoRescaling(tensor + " serves elsewhere as well");
      }
    }
  }

  private long uses(String tensor) {
    return graph.nodes().stream().filter(n -> n.inputs().contains(tensor)).count();
  }

  /** The bias that is added to a product, unless it is zero; null where there is none. */
  private String bias(LinearSite map) {
    for (Node n : graph.nodes()) {
      if (n == map.place().node() && n.op().equals("Gemm") && n.hasInput(2)) {
        return stored(n.input(2));
      }
      boolean reads = n.op().equals("Add") && n.inputs().contains(map.place().value());
      if (reads) {
        String other = n.input(n.input(0).equals(map.place().value()) ? 1 : 0);
        if (graph.weights().containsKey(other)) {
          return stored(other);
        }
      }
    }
    return null;
  }

  private String stored(String name) {
    ParameterFacts f = p.weights().get(graph.weights().get(name));
    return f == null || f.facts() == null || f.facts().secondMoment() == 0 ? null : name;
  }
}
