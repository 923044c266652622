package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ErrorFunction;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ACT005: what a ReLU reads is negative nearly always. */
final class DeadReluAtInit implements Rule {
  private static final Card CARD =
      Card.of(
              "ACT005",
              "dead-relu-at-init",
              Severity.ERROR,
              "a ReLU reads numbers that are almost never above 0",
              """
              ## What it does
              Predicts mean m and standard deviation s of what each ReLU reads, and the share Φ(m/s)
              that is above 0. Reports a share below 5 %, an error below 0.01 %.

              ## Why
              A ReLU passes neither signal nor gradient of what is below 0. Units that are below 0 for
              every input get no gradient and stay so. A bias that starts far below 0 does that to a
              whole layer.

              ## Bad
              ```graph
              x = input(8, 64)
              h = shift(linear(x, 64, normal(0, 0.125)), -3)
              y = linear(relu(h), 10, normal(0, 0.125))
              ```

              ```python
              nn.init.constant_(layer.bias, -3.0)
              h = F.relu(layer(h))
              ```

              ## Good
              ```graph
              x = input(8, 64)
              h = shift(linear(x, 64, normal(0, 0.125)), 0.1)
              y = linear(relu(h), 10, normal(0, 0.125))
              ```

              ```python
              nn.init.zeros_(layer.bias)
              h = F.relu(layer(h))
              ```

              ## Fix
              Start the bias at 0.

              ## When to ignore it
              When the gate is meant to be closed at the start. A deep stack without norms has many
              such units by its depth alone: its means grow beside what tells inputs apart.

              ## References
              - https://arxiv.org/abs/1903.06733
              - https://github.com/facebookresearch/dlrm/issues/358
              """)
          .causedBy("INIT003")
          .preview();

  private static final double FEW = 0.05;
  private static final double NONE = 1e-4;
  private static final double HALF = 0.5;

  /** Φ of its negative is one in ten thousand. */
  private static final double NEVER = 3.719;

  /** What a ReLU reads: the share above 0, and the share of units that hardly ever are. */
  private record Reading(
      Node node, Signal read, double mean, double std, double alive, double dead) {
    boolean isBad() {
      return alive < FEW || dead > HALF;
    }

    double badness() {
      return Math.max(FEW / alive, dead / HALF);
    }
  }

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Reading worst = null;
    List<Place> places = new ArrayList<>();
    List<Remedy.StartAt> biases = new ArrayList<>();
    for (Node node : model.propagation().graph().nodes()) {
      Signal read = node.op().equals("Relu") ? model.propagation().signal(node.input(0)) : null;
      Reading r = read == null ? null : reading(node, read, model.figure(read.stat()));
      if (r != null && r.isBad()) {
        places.add(new Place(node, node.output()));
        bias(model.propagation().graph(), node.input(0))
            .ifPresent(b -> biases.add(new Remedy.StartAt(b, 0)));
        worst = worst == null || r.badness() > worst.badness() ? r : worst;
      }
    }
    if (worst != null) {
      report(report, worst, places, biases);
    }
  }

  private static Reading reading(Node node, Signal read, Stat s) {
    if (s == null) {
      return null;
    }
    double mean = s.meanEntry();
    double variance = s.secondMoment() - mean * mean;
    if (!(variance > 0)) {
      return null;
    }
    double common = Math.max(0, s.across().meanAll(s.layout()) - mean * mean);
    double own = Math.sqrt(Math.max(0, variance - common));
    double edge = -NEVER * own - mean;
    double dead =
        common > 0
            ? ErrorFunction.normalBelow(edge / Math.sqrt(common))
            : mean < -NEVER * own ? 1 : 0;
    double std = Math.sqrt(variance);
    return new Reading(node, read, mean, std, ErrorFunction.normalBelow(mean / std), dead);
  }

  /** The vector that is added to make a value. */
  private static Optional<String> bias(Graph graph, String value) {
    for (Node node : graph.nodes()) {
      if (node.outputs().contains(value)) {
        boolean map = node.op().equals("Gemm") || node.op().equals("Conv");
        List<String> read = node.inputs();
        return (map ? read.subList(Math.min(2, read.size()), read.size()) : read)
            .stream()
                .filter(i -> map || node.op().equals("Add"))
                .filter(i -> graph.weights().containsKey(i))
                .filter(i -> graph.weights().get(i).dims().length == 1)
                .findFirst();
      }
    }
    return Optional.empty();
  }

  private static void report(
      Report report, Reading r, List<Place> places, List<Remedy.StartAt> biases) {
    boolean few = r.alive() < FEW;
    String what =
        few
            ? ": " + Wording.percent(r.alive()) + " of it is above 0, and the rest gets no gradient"
            : ": " + Wording.percent(r.dead()) + " of its units are below 0 for nearly every input";
    report
        .finding(
            r.alive() < NONE ? Severity.ERROR : Severity.WARNING,
            "this ReLU reads mean "
                + Wording.number(r.mean())
                + " at std "
                + Wording.number(r.std())
                + what
                + Wording.more(places.size() - 1, "ReLU"))
        .at(new Place(r.node(), r.node().output()))
        .andAt(places)
        .predicts(
            few ? "share above 0" : "share of dead units",
            few ? r.alive() : r.dead(),
            few ? FEW : 0,
            few ? 1 : HALF)
        .formula(few ? "Φ(m/s)" : "Φ((−3.72·√(q − b) − m)/√(b − m²))")
        .from(r.read())
        .because(Wording.percent(r.dead()) + " of its units are dead for nearly every input")
        .fix("start the bias before it at 0, which makes the share 50 %")
        .cure(biases.size() == places.size() ? biases : List.of())
        .add();
  }
}
