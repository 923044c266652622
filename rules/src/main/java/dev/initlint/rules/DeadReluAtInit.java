package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ErrorFunction;
import dev.initlint.graph.Node;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;

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

              ## Good
              ```graph
              x = input(8, 64)
              h = shift(linear(x, 64, normal(0, 0.125)), 0.1)
              y = linear(relu(h), 10, normal(0, 0.125))
              ```

              ## Fix
              Start the bias at 0.

              ## When to ignore it
              When the gate is meant to be closed at the start.

              ## References
              - https://arxiv.org/abs/1903.06733
              - https://github.com/facebookresearch/dlrm/issues/358
              """)
          .causedBy("INIT003")
          .preview();

  private static final double FEW = 0.05;
  private static final double NONE = 1e-4;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Place> dead = new ArrayList<>();
    Node worst = null;
    double least = FEW;
    for (Node node : model.propagation().graph().nodes()) {
      Signal read = node.op().equals("Relu") ? model.propagation().signal(node.input(0)) : null;
      double share = read == null ? Double.NaN : alive(model.figure(read.stat()));
      if (share < FEW) {
        dead.add(new Place(node, node.output()));
        if (share < least || worst == null) {
          worst = node;
          least = share;
        }
      }
    }
    if (worst != null) {
      report(model, report, worst, least, dead);
    }
  }

  /** Φ(m/s): share of entries above 0, with the entries of all positions together. */
  private static double alive(Stat s) {
    if (s == null) {
      return Double.NaN;
    }
    double mean = s.meanEntry();
    double variance = s.secondMoment() - mean * mean;
    return variance > 0 ? ErrorFunction.normalBelow(mean / Math.sqrt(variance)) : Double.NaN;
  }

  private static void report(
      Model model, Report report, Node node, double share, List<Place> places) {
    Signal read = model.propagation().signal(node.input(0));
    Stat s = model.figure(read.stat());
    double mean = s.meanEntry();
    report
        .finding(
            share < NONE ? Severity.ERROR : Severity.WARNING,
            "this ReLU reads mean "
                + Wording.number(mean)
                + " at std "
                + Wording.number(Math.sqrt(s.secondMoment() - mean * mean))
                + ": "
                + Wording.percent(share)
                + " of it is above 0, and the rest gets no gradient"
                + Wording.more(places.size() - 1, "ReLU"))
        .at(new Place(node, node.output()))
        .andAt(places)
        .predicts("share above 0", share, FEW, 1)
        .formula("Φ(m/s)")
        .from(read)
        .fix("start the bias before it at 0, which makes the share 50 %")
        .add();
  }
}
