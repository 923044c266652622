package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import dev.initlint.source.SourceRange;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** INIT001: weights drawn with a spread that does not shrink with the number of inputs. */
final class UnscaledWeightStd implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT001",
              "unscaled-weight-std",
              Severity.ERROR,
              "weights are drawn so wide that a layer multiplies its input by more than three",
              """
              ## What it does
              Reports linear maps and convolutions with fan_in·var(W) above 9: their output is more than
              three times as large as their input. An error where that reaches an output or an activation
              that saturates, a warning where it is only a branch's weight in residual sums that norms
              read, a note where a norm or the maps that read it take it out, as in a narrow pair of maps
              that are drawn for their outputs. Heads, and what makes
              queries and keys, are left to HEAD001 and ATT003 where no source is known, as are kernels
              that a batch norm was folded into.

              ## Why
              Each output sums fan_in products. With a standard deviation of 0.5 and 2048 inputs it
              is 22 times as large as an input: a head then gives logits with that spread, and the
              first loss is many times ln C; a sigmoid or tanh saturates.

              ## Bad
              ```graph
              x = input(8, 64)
              h = tanh(linear(x, 256, normal(0, 1)))
              y = linear(h, 10, normal(0, 0.0625))
              ```

              ```java
              new NeuralNetConfiguration.Builder().list()
                  .layer(new DenseLayer.Builder().nIn(64).nOut(64).activation(Activation.TANH)
                      .weightInit(new NormalDistribution(0, 1)).build())
                  .layer(new OutputLayer.Builder().nOut(10).build())
                  .build();
              ```

              ```python
              self.weight = nn.Parameter(torch.randn(512, 512))
              ```

              ```json
              {"model_type": "llama", "initializer_range": 0.2}
              ```

              ## Good
              ```graph
              x = input(8, 64)
              h = tanh(linear(x, 256, normal(0, 0.125)))
              y = linear(h, 10, normal(0, 0.0625))
              ```

              ```java
              new NeuralNetConfiguration.Builder().list()
                  .layer(new DenseLayer.Builder().nIn(64).nOut(64).activation(Activation.TANH)
                      .weightInit(new NormalDistribution(0, 0.125)).build())
                  .layer(new OutputLayer.Builder().nOut(10).build())
                  .build();
              ```

              ```python
              self.weight = nn.Parameter(torch.randn(512, 512) * 512**-0.5)
              ```

              ```json
              {"model_type": "llama", "initializer_range": 0.02}
              ```

              ## Fix
              Draw with a standard deviation of 1/√fan_in, or √(2/fan_in) before a ReLU.

              ## When to ignore it
              Where the graph multiplies the weight by a constant, as networks with an equalised
              learning rate do.

              ## References
              - https://github.com/young-geng/EasyLM/issues/114
              """)
          .causedBy("INIT004", "INIT014", "HEAD001", "ATT003", "ATT006", "INIT012");

  private static final double LARGE = 9;

  /** A sigmoid is a tanh of half its argument: it may read four times the second moment. */
  private static final double FLAT = 4;

  /**
   * A weight that is summed over.
   *
   * @param source where source defines it, or null
   */
  private record Drawn(String name, double fanIn, double std, SourceParameter source) {
    double gain() {
      return fanIn * std * std;
    }
  }

  /** What stands between products and changes no scale. */
  private static final Set<OpKind> PASSED = EnumSet.of(OpKind.MOVE, OpKind.DROPOUT);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Drawn> exposed = new ArrayList<>();
    List<Drawn> summed = new ArrayList<>();
    List<Drawn> undone = new ArrayList<>();
    List<Drawn> normed = new ArrayList<>();
    Wiring wiring = Wiring.of(model);
    Map<String, LinearSite> sites = sites(model);
    for (Drawn w : weights(model)) {
      if (w.gain() > LARGE && w.gain() * inputs(model, w) > LARGE) {
        if (Survival.isNormalised(model, w.name(), w.gain())) {
          normed.add(w);
        } else if (Survival.isUndone(model, w.name(), withNext(model, wiring, sites, w))) {
          undone.add(w);
        } else {
          (Survival.isOnlySummed(model, w.name(), w.gain()) ? summed : exposed).add(w);
        }
      }
    }
    if (!exposed.isEmpty()) {
      report(model, report, Severity.ERROR, exposed, "");
    }
    if (!summed.isEmpty()) {
      String outcome = ", by which its branch outweighs others in sums that norms read";
      report(model, report, Severity.WARNING, summed, outcome);
    }
    if (!undone.isEmpty()) {
      report(model, report, Severity.NOTE, undone, ", which the maps that read it take back");
    }
    if (!normed.isEmpty()) {
      report(model, report, Severity.NOTE, normed, ", which a norm takes out");
    }
  }

  /** Second moment of what a weight is applied to; 1 where it is not known. */
  private static double inputs(Model model, Drawn w) {
    for (LinearSite site : model.linears()) {
      double q = model.secondMoment(site.input());
      if (site.weight().name().equals(w.name()) && q > 0) {
        return q;
      }
    }
    Map<String, Node> producers = new HashMap<>();
    Node at = null;
    for (Node node : model.propagation().graph().nodes()) {
      node.outputs().forEach(o -> producers.put(o, node));
      at = node.inputs().contains(w.name()) ? node : at;
    }
    while (at != null
        && (OpKind.isOneOf(OpKind.LINEAR, at.op()) || OpKind.isOneOf(PASSED, at.op()))) {
      at = producers.get(at.inputs().get(0));
      if (at != null && at.op().equals("LpNormalization")) {
        return 1 / w.fanIn();
      }
      if (at != null && OpKind.isOneOf(OpKind.LINEAR, at.op())) {
        return 1;
      }
    }
    return 1;
  }

  /** Linear maps by the names of their nodes. */
  private static Map<String, LinearSite> sites(Model model) {
    Map<String, LinearSite> sites = new HashMap<>();
    for (LinearSite s : model.linears()) {
      if (s.place().node() != null) {
        sites.put(s.place().node().name(), s);
      }
    }
    return sites;
  }

  /** The weight's gain and, where they shrink, those of the maps next behind it, by name. */
  private static Map<String, Double> withNext(
      Model model, Wiring wiring, Map<String, LinearSite> sites, Drawn w) {
    Map<String, Double> gains = new HashMap<>(Map.of(w.name(), w.gain()));
    Set<String> seen = new HashSet<>();
    List<String> open = new ArrayList<>();
    sites.values().stream()
        .filter(s -> s.weight().name().equals(w.name()))
        .forEach(s -> open.addAll(s.place().node().outputs()));
    for (int i = 0; i < open.size(); i++) {
      for (Node reader : wiring.readers(open.get(i))) {
        LinearSite next = sites.get(reader.name());
        if (next != null) {
          double std = model.std(next.weight());
          double gain = next.fans().fanIn() * std * std;
          if (gain > 0 && gain < 1) {
            gains.putIfAbsent(next.weight().name(), gain);
          }
        } else if (seen.add(reader.name())) {
          open.addAll(reader.outputs());
        }
      }
    }
    return gains;
  }

  private static List<Drawn> weights(Model model) {
    return model.source().isEmpty() ? ofGraph(model) : ofSource(model);
  }

  /** Maps that no rule of their own looks at. */
  private static List<Drawn> ofGraph(Model model) {
    Set<String> others = new HashSet<>();
    model.heads().forEach(h -> others.add(h.weight().name()));
    for (AttentionSite a : model.attentions()) {
      for (LinearSite s : Arrays.asList(a.query(), a.key())) {
        others.add(s == null ? "" : s.weight().name());
      }
    }
    List<Drawn> found = new ArrayList<>();
    Wiring wiring = Wiring.of(model);
    for (LinearSite s : model.linears()) {
      double std = model.std(s.weight());
      boolean halved = s.fans().fanIn() * std * std <= FLAT * LARGE && isRead(wiring, s, "Sigmoid");
      boolean normed = model.isFoldedNorm(s);
      if (s.weight().isRandom() && others.add(s.weight().name()) && !halved && !normed) {
        found.add(new Drawn(s.weight().name(), s.fans().fanIn(), std, null));
      }
    }
    return found;
  }

  /** Whether an operator reads a map, past its bias. */
  private static boolean isRead(Wiring wiring, LinearSite site, String op) {
    String value = site.place().node() == null ? "" : site.place().node().output();
    for (Node reader : wiring.readers(value)) {
      boolean biased =
          reader.op().equals("Add")
              && wiring.readers(reader.output()).stream().anyMatch(n -> n.op().equals(op));
      if (biased || reader.op().equals(op)) {
        return true;
      }
    }
    return false;
  }

  private static List<Drawn> ofSource(Model model) {
    Set<String> summed = new HashSet<>();
    Set<String> tables = new HashSet<>();
    for (Node node : model.propagation().graph().nodes()) {
      if (OpKind.isOneOf(OpKind.LINEAR, node.op())) {
        summed.addAll(node.inputs());
      } else if (node.op().equals("Gather")) {
        tables.add(node.inputs().get(0));
      }
    }
    List<Drawn> found = new ArrayList<>();
    for (SourceParameter p : model.source().map(SourceModel::parameters).orElse(List.of())) {
      boolean sum = summed.contains(p.name()) && !tables.contains(p.name());
      double std = Math.sqrt(model.number(p.variance()));
      if (sum && p.trueFanIn() != null && std > 0) {
        found.add(new Drawn(p.name(), model.number(p.trueFanIn()), std, p));
      }
    }
    return found;
  }

  private static SourceRange range(SourceParameter p) {
    return p.initialiserRange() == null ? p.definition() : p.initialiserRange();
  }

  private static void report(
      Model model, Report report, Severity severity, List<Drawn> hits, String outcome) {
    Drawn w = hits.get(0);
    for (Drawn hit : hits) {
      w = hit.gain() > w.gain() ? hit : w;
    }
    String name = w.name();
    Report.Draft draft =
        report
            .finding(
                severity,
                "weight "
                    + name
                    + " of std "
                    + Wording.number(w.std())
                    + " over "
                    + Wording.number(w.fanIn())
                    + " inputs multiplies the second moment by "
                    + Wording.number(w.gain())
                    + ": unit inputs give outputs of std "
                    + Wording.number(Math.sqrt(w.gain()))
                    + outcome
                    + Wording.more(hits.size() - 1, "weight"))
            .predicts("fan_in·var(W)", w.gain(), 0, LARGE)
            .formula("fan_in·var(" + name + ")")
            .fix(
                "draw with std "
                    + Wording.constant(1 / Math.sqrt(w.fanIn()))
                    + " = 1/√"
                    + Wording.number(w.fanIn())
                    + " in place of "
                    + Wording.constant(w.std()));
    LinearSite site =
        model.linears().stream()
            .filter(l -> l.weight().name().equals(name))
            .findFirst()
            .orElse(null);
    if (site != null) {
      draft.from(site.output()).unsafeCure(List.of(Redraws.redraw(site, 1)));
    }
    (w.source() == null ? draft.at(site.place(), name) : draft.at(range(w.source()))).add();
  }
}
