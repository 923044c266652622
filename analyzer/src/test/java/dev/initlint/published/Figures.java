package dev.initlint.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Weight;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.InputLaw;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The predicted figures of a network. */
final class Figures {
  private final Propagation p;
  private final Evaluation e;

  private Figures(Propagation p) {
    this.p = p;
    e = p.evaluation();
  }

  static Figures of(Network net, Network.Tensor output) {
    return of(net, output, Map.of());
  }

  static Figures of(Network net, Network.Tensor output, Map<String, InputLaw> inputs) {
    Propagation p = Propagation.of(net.graph(output), new Assumptions(Map.of(), inputs));
    assertThat(Tracing.unmodelled(p)).as("operators without a rule").isEmpty();
    return new Figures(p);
  }

  Stat stat(Network.Tensor x) {
    return signal(x).stat().in(e);
  }

  private Signal signal(Network.Tensor x) {
    return p.signal(x.name());
  }

  /** E[x²]. */
  double q(Network.Tensor x) {
    return stat(x).secondMoment();
  }

  /** √(E[x²] − E[x]²). */
  double std(Network.Tensor x) {
    double m = stat(x).meanEntry();
    return Math.sqrt(q(x) - m * m);
  }

  double rms(Network.Tensor x) {
    return Math.sqrt(q(x));
  }

  /** Cosine between two positions of one sample. */
  double cosine(Network.Tensor x) {
    return stat(x).tokenOverlap() / q(x);
  }

  /** Root mean square of the gradient at a value, for a unit-variance gradient at the output. */
  double gradient(Network.Tensor x) {
    return Math.sqrt(p.gradient(signal(x)).in(e).secondMoment());
  }

  Stat gradientStat(Network.Tensor x) {
    return p.gradient(signal(x)).in(e);
  }

  /** Root mean square of an entry of a weight's gradient. */
  double weightGradient(String weight) {
    Quantity<Double> g = p.weightGradient(weight);
    return g == null ? 0 : Math.sqrt(g.in(e));
  }

  /** Standard deviation of a weight's entries. */
  double weightStd(String weight) {
    Weight w = p.graph().weights().get(weight);
    ParameterFacts facts = p.weights().get(w);
    return Math.sqrt(e.number(facts.variance()));
  }

  Trace trace() {
    return Tracing.of(p, "published", Map.of());
  }

  /** Cross-entropy in nats at the head. */
  double loss() {
    return p.heads().get(0).loss().in(e).crossEntropy();
  }

  Propagation propagation() {
    return p;
  }

  /** Predicted beside published figures, to be compared all at once. */
  static final class Table {
    private final List<String> lines = new ArrayList<>();
    private boolean differs;

    /** Adds a figure that is to be met to a relative tolerance. */
    Table relative(String name, double predicted, double published, double tolerance) {
      return row(name, predicted, published, predicted / published - 1, tolerance, "%");
    }

    /** Adds a figure that is to be met to an absolute tolerance. */
    Table absolute(String name, double predicted, double published, double tolerance) {
      return row(name, predicted, published, predicted - published, tolerance, "");
    }

    private Table row(
        String name, double predicted, double published, double off, double allowed, String unit) {
      boolean met = Math.abs(off) <= allowed;
      differs |= !met;
      double k = unit.isEmpty() ? 1 : 100;
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %-28s predicted %10.5g published %10.5g difference %+.3f%s of %.3f%s",
              met ? "  " : "->",
              name,
              predicted,
              published,
              k * off,
              unit,
              k * allowed,
              unit));
      return this;
    }

    /** Fails with all rows if one differs by more than its tolerance. */
    void hold() {
      assertThat(differs).as("%n%s%n", this).isFalse();
    }

    @Override
    public String toString() {
      return String.join("\n", lines);
    }
  }
}
