package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.law.Fans;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.op.Dims;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.Clones;
import dev.initlint.weight.CommonLaw;
import dev.initlint.weight.Hints;
import dev.initlint.weight.LawRecognition;
import dev.initlint.weight.LayerFans;
import dev.initlint.weight.Measured;
import dev.initlint.weight.NamedFacts;
import dev.initlint.weight.NamedFacts.Role;
import dev.initlint.weight.WeightFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Facts and laws of all real-valued weights, once per distinct tensor. */
final class Parameters {
  private final Map<Weight, Use> uses = new IdentityHashMap<>();
  private final Map<Weight, Integer> count = new IdentityHashMap<>();
  private final Map<String, Node> producers = new HashMap<>();
  private final Graph graph;
  private final Hints hints;
  private final Measured measured = new Measured();
  private final Map<Weight, ParameterFacts> facts = new IdentityHashMap<>();
  private final List<NamedFacts> named = new ArrayList<>();
  private final Set<String> symbols = new HashSet<>();

  /** The first use of a weight: the operator and which of its inputs. */
  private record Use(Node node, int input) {}

  private Parameters(Graph graph) {
    this.graph = graph;
    graph.nodes().forEach(n -> n.outputs().forEach(o -> producers.put(o, n)));
    uses(graph);
    long attentions = graph.nodes().stream().filter(n -> n.op().equals("Softmax")).count();
    hints = new Hints((int) (2 * attentions), 0);
  }

  static Parameters of(Graph graph, Dims dims) {
    Parameters p = new Parameters(graph);
    graph.weights().forEach(p::add);
    p.bodies(graph);
    p.share();
    p.common(dims);
    return p;
  }

  /**
   * Adds the weights of the bodies of loops and scans, which are as much drawn or trained as any;
   * where a name hides one of a graph around it, it is used inside only.
   */
  private void bodies(Graph graph) {
    for (Node node : graph.nodes()) {
      for (Object attribute : node.attributes().byName().values()) {
        if (attribute instanceof Graph body) {
          uses(body);
          body.weights().forEach(this::add);
          bodies(body);
        }
      }
    }
  }

  private void uses(Graph graph) {
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Weight w = graph.weights().get(node.input(i));
        if (w != null) {
          uses.putIfAbsent(w, new Use(node, i));
          count.merge(w, 1, Integer::sum);
        }
      }
    }
  }

  /** Marks weights that several nodes use, as one tensor or as copies of it. */
  private void share() {
    Map<String, ParameterFacts.Draw> draws = new HashMap<>();
    count.forEach(
        (w, uses) -> {
          if (uses > 1) {
            draws.put(w.name(), new ParameterFacts.Draw(w.name(), false));
          }
        });
    Clones clones = Clones.of(named);
    for (List<String> group : clones.equal()) {
      group.forEach(n -> draws.put(n, new ParameterFacts.Draw(group.get(0), false)));
    }
    for (Clones.Tie tie : clones.transposed()) {
      ParameterFacts.Draw one = draws.get(tie.name());
      ParameterFacts.Draw other = draws.get(tie.transpose());
      String leader = one == null ? tie.name() : one.leader();
      ParameterFacts.Draw transposed = new ParameterFacts.Draw(leader, true);
      draws.putIfAbsent(tie.name(), new ParameterFacts.Draw(leader, false));
      String theirs = other == null ? tie.transpose() : other.leader();
      draws.putIfAbsent(tie.transpose(), transposed);
      draws.replaceAll((n, d) -> d.leader().equals(theirs) ? transposed : d);
    }
    facts.replaceAll((w, f) -> draws.containsKey(f.name()) ? f.sharing(draws.get(f.name())) : f);
  }

  /** Gives matrices that one variance explains better than laws of their own the law of that. */
  private void common(Dims dims) {
    Map<String, CommonLaw.Candidate> draws = new LinkedHashMap<>();
    for (NamedFacts tensor : named) {
      ParameterFacts p = facts.get(graph.weights().get(tensor.name()));
      if (p != null && p.facts() == tensor.facts() && tensor.role() == Role.MATRIX) {
        draws.putIfAbsent(leader(p), new CommonLaw.Candidate(p.facts(), fans(p.weight())));
      }
    }
    Map<WeightFacts, Law> laws = CommonLaw.of(List.copyOf(draws.values()), hints);
    facts.replaceAll(
        (w, p) -> {
          CommonLaw.Candidate drawn = p.facts() == null ? null : draws.get(leader(p));
          Law law = drawn == null ? null : laws.get(drawn.facts());
          return law == null ? p : p.by(law);
        });
    facts.values().forEach(p -> dims.define("var(" + p.name() + ")", variance(p)));
  }

  private static String leader(ParameterFacts p) {
    return p.draw() == null ? p.name() : p.draw().leader();
  }

  Map<Weight, ParameterFacts> facts() {
    return facts;
  }

  double intendedSecondMoment(Weight w) {
    IntendedLaw intended = w.intended();
    Fans fans = fans(w);
    double mean = IntendedLaw.mean(intended.law(), fans);
    double drawn = IntendedLaw.variance(intended.law(), fans) + mean * mean;
    return intended.zeroRow() < 0 ? drawn : drawn * (w.dims()[0] - 1) / w.dims()[0];
  }

  /** Facts of each distinct tensor with the role of its first use. */
  List<NamedFacts> named() {
    return named;
  }

  private void add(String name, Weight w) {
    if (!w.type().isReal() || facts.containsKey(w)) {
      return;
    }
    ParameterFacts p = facts(w);
    if (p == null) {
      return;
    }
    if (!symbols.add(p.name())) {
      p = new ParameterFacts(hidden(p.name()), w, p.facts(), p.law());
    }
    facts.put(w, p);
    if (p.facts() != null) {
      named.add(new NamedFacts(name, p.facts(), role(uses.get(w), w)));
    }
  }

  /** A name for the symbols of a weight that hides another of its name. */
  private String hidden(String name) {
    int i = 2;
    while (!symbols.add(name + "#" + i)) {
      i++;
    }
    return name + "#" + i;
  }

  private Expr variance(ParameterFacts p) {
    boolean byLaw = p.law() != null && p.law().variance() instanceof Expr.Constant;
    Fans layer =
        p.law() == null || byLaw || p.dims().length > 1 ? null : layer(uses.get(p.weight()));
    if (layer != null) {
      Map<String, Expr> fans =
          Map.of("fan_in", Expr.of(layer.fanIn()), "fan_out", Expr.of(layer.fanOut()));
      return p.law().variance().replace(fans);
    }
    return byLaw || p.facts() == null ? p.law().variance() : Expr.of(p.facts().variance());
  }

  private ParameterFacts facts(Weight w) {
    if (w.source() instanceof Weight.Drawn d) {
      return new ParameterFacts(w.name(), w, null, d.law());
    }
    TensorData data = w.data();
    if (data == null) {
      return null;
    }
    WeightFacts f = measured.of(data);
    Law law = f.finite() == 0 ? null : LawRecognition.recognise(f, fans(w), hints).law();
    return new ParameterFacts(w.name(), w, f, law);
  }

  private Fans fans(Weight w) {
    Use use = uses.get(w);
    long[] dims = w.dims();
    if (use == null || dims.length < 2) {
      Fans layer = layer(use);
      return layer == null ? Fans.vector(dims) : layer;
    }
    return LayerFans.of(use.node(), use.input(), dims);
  }

  /** The fans of the layer that a bias is added in; null where its use shows none. */
  private Fans layer(Use use) {
    if (use == null) {
      return null;
    }
    Node node = use.node();
    if (node.op().equals("Add") && node.inputs().size() == 2) {
      node = producers.get(node.input(1 - use.input()));
    }
    if (node == null) {
      return null;
    }
    boolean bias = node == use.node();
    int at = bias ? 1 : weightInput(node);
    boolean layer =
        switch (node.op()) {
          case "Gemm", "Conv", "ConvTranspose" -> !bias || use.input() == 2;
          case "MatMul", "FusedMatMul" -> !bias;
          default -> false;
        };
    Weight w = layer && at >= 0 ? graph.weights().get(node.input(at)) : null;
    return w == null || w.dims().length < 2 ? null : LayerFans.of(node, at, w.dims());
  }

  private int weightInput(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      if (graph.weights().containsKey(node.input(i))) {
        return i;
      }
    }
    return -1;
  }

  private static Role role(Use use, Weight w) {
    if (use == null) {
      return Role.UNKNOWN;
    }
    String op = use.node().op();
    boolean vector = w.dims().length < 2;
    return switch (op) {
      case "MatMul", "Conv", "ConvTranspose", "Gather", "Einsum" ->
          vector ? Role.BIAS : Role.MATRIX;
      case "Gemm" -> use.input() == 2 ? Role.BIAS : Role.MATRIX;
      case "LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization" ->
          use.input() == 1 ? Role.GAIN : Role.BIAS;
      case "BatchNormalization" -> use.input() == 1 ? Role.GAIN : Role.UNKNOWN;
      case "Add", "Sub" -> vector ? Role.BIAS : Role.TABLE;
      case "Mul", "Div" -> vector ? Role.GAIN : Role.TABLE;
      default -> Role.UNKNOWN;
    };
  }
}
