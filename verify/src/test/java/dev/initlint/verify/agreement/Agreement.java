package dev.initlint.verify.agreement;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.verify.Estimate;
import dev.initlint.verify.InputLaw;
import dev.initlint.verify.Measured;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.measure.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What propagation says of a graph against what real passes measure, value by value and weight by
 * weight.
 *
 * <p>A figure agrees when it is within four standard errors of the measured mean plus an allowance
 * for finite width, relative to the measured figure; overlaps and means are held to the same share
 * of the second moment and of the root mean square.
 */
final class Agreement {
  static final long BATCH = 16;
  private static final int SEEDS = 16;
  private static final double VOCABULARY = 40;

  private final Case subject;
  private final List<String> differences = new ArrayList<>();

  private Agreement(Case subject) {
    this.subject = subject;
  }

  /** Every figure of the case that disagrees, one line each; empty when all agree. */
  static List<String> differences(Case subject) {
    Agreement a = new Agreement(subject);
    a.compare();
    return a.differences;
  }

  private void compare() {
    Graph graph = subject.net().graph();
    Map<String, InputLaw> drawn = new LinkedHashMap<>();
    Map<String, dev.initlint.propagate.InputLaw> assumed = new LinkedHashMap<>();
    for (Value input : graph.inputs()) {
      if (!input.type().isReal()) {
        drawn.put(input.name(), new InputLaw.Tokens((int) VOCABULARY, false));
        assumed.put(input.name(), new dev.initlint.propagate.InputLaw.Tokens(VOCABULARY));
      }
    }
    VerifySettings settings =
        VerifySettings.defaults()
            .withDraws(2)
            .withSeeds(SEEDS, 1)
            .withDims(Map.of("batch", BATCH))
            .withInputs(drawn)
            .withThreads(1);
    Measured measured = Verification.run(graph, settings);
    measured.notRun().forEach(n -> differences.add("not run: " + n));
    Propagation p = Propagation.of(graph, new Assumptions(Map.of("batch", BATCH), assumed));
    Evaluation e = p.evaluation();
    if (subject.unknown() != null) {
      unknown(p.beliefs().get(graph.outputs().get(0).name()));
      return;
    }
    for (Measured.ValueFigures v : measured.values()) {
      if (!subject.apart().contains(v.op())) {
        value(p, e, v);
      }
    }
    for (Measured.ParameterFigures w : measured.parameters()) {
      Quantity<Double> g = p.weightGradient(w.weight());
      boolean matrix =
          w.shape().length > 1 && graph.weights().get(w.name()).source() instanceof Weight.Drawn;
      if (w.gradientSecondMoment() != null && (g != null || matrix)) {
        figure(
            "gradient of weight",
            w.name(),
            g == null ? Double.NaN : g.in(e),
            w.gradientSecondMoment(),
            2 * subject.allowance(),
            0);
      }
    }
  }

  private void unknown(Belief output) {
    String reason = output instanceof Belief.Unknown u ? u.reason() : "";
    if (!reason.contains(subject.unknown())) {
      differences.add("the output should be unknown for: " + subject.unknown() + "; is " + output);
    }
  }

  private void value(Propagation p, Evaluation e, Measured.ValueFigures v) {
    Signal s = p.signal(v.name());
    if (s == null) {
      if (p.beliefs().get(v.name()) instanceof Belief.Unknown u) {
        differences.add(v.op() + " " + v.name() + " is unknown: " + u.reason());
      }
      return;
    }
    Stat stat = s.stat().in(e);
    String what = v.op() + " " + v.name();
    double q = v.secondMoment().mean();
    double allowed = subject.allowance();
    figure("second moment", what, stat.secondMoment(), v.secondMoment(), allowed, 0);
    figure("mean", what, stat.meanEntry(), v.mean(), 0, allowed * Math.sqrt(q));
    if (v.tokenOverlap() != null && sequence(s.axes())) {
      figure("overlap", what, stat.tokenOverlap(), v.tokenOverlap(), allowed, allowed * q);
    }
    Quantity<Stat> g = p.gradient(s);
    boolean needed = v.op().equals("Input") || !s.weightEdges().isEmpty();
    if (v.gradientSecondMoment() != null && (g != null || needed)) {
      double predicted = g == null ? Double.NaN : g.in(e).secondMoment();
      figure("gradient", what, predicted, v.gradientSecondMoment(), 1.5 * allowed, 0);
    }
  }

  /** True for [sample, position, feature], on which overlaps are measured. */
  private static boolean sequence(Axes axes) {
    return axes.rank() == 3
        && axes.isOnly(0, Axes.Role.SAMPLE)
        && axes.isOnly(1, Axes.Role.POSITION)
        && !axes.has(2, Axes.Role.POSITION);
  }

  private void figure(
      String figure, String what, double predicted, Estimate m, double share, double slack) {
    double error = Double.isNaN(m.standardError()) ? 0 : m.standardError();
    double tolerance = 4 * error + share * Math.abs(m.mean()) + slack + 1e-9;
    if (!(Math.abs(predicted - m.mean()) <= tolerance)) {
      differences.add(
          String.format(
              Locale.ROOT,
              "%s of %s: predicted %.5g, measured %.5g ± %.2g",
              figure,
              what,
              predicted,
              m.mean(),
              error));
    }
  }
}
