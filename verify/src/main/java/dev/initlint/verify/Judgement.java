package dev.initlint.verify;

import dev.initlint.verify.Comparison.Quantity;
import dev.initlint.verify.Comparison.Row;
import dev.initlint.verify.Comparison.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the figures of one comparison that chance does not explain. */
final class Judgement {
  private final Measured measured;
  private final Flow flow;
  private final Map<Figure, Case> cases = new LinkedHashMap<>();

  /** Share of the measured values that has to be predicted before a model is confirmed. */
  private static final double ENOUGH = 0.5;

  /** A figure is rounding up to this share of the largest of its kind. */
  private static final double ROUNDING = 1e-10;

  private final Map<Quantity, Double> largest = new EnumMap<>(Quantity.class);
  private int unmeasurable;
  private int values;
  private int comparedValues;

  /** One figure before it is judged. */
  private record Case(
      Figure figure,
      String op,
      String node,
      int position,
      double predicted,
      double band,
      Estimate measured) {

    double tolerance() {
      return figure.quantity().tolerance();
    }

    boolean isPositive() {
      return predicted > 0
          && measured.draws().length > 0
          && Arrays.stream(measured.draws()).allMatch(x -> x > 0);
    }
  }

  /** How sure a case is: its own deviation, and that of the step to it that fits best, or null. */
  private record Test(Deviation own, Deviation step, double chance) {}

  Judgement(Map<String, Predicted> values, Map<String, Predicted> parameters, Measured measured) {
    this.measured = measured;
    this.flow = new Flow(measured);
    int last = measured.values().size();
    int position = 0;
    for (Measured.ValueFigures v : measured.values()) {
      Predicted p = values.get(v.name());
      if (p != null) {
        Figure forward = new Figure(Quantity.SECOND_MOMENT, v.name());
        add(forward, v, position, p.secondMoment(), p.relativeBand(), v.secondMoment());
        Figure back = new Figure(Quantity.GRADIENT, v.name());
        int from = last - position;
        add(back, v, from, p.gradientSecondMoment(), p.gradientBand(), v.gradientSecondMoment());
      }
      position++;
    }
    position = measured.parameters().size();
    for (Measured.ParameterFigures w : measured.parameters()) {
      Predicted p = parameters.get(w.name());
      if (p != null && w.name().equals(w.weight()) && !w.firstUseOnly()) {
        Figure figure = new Figure(Quantity.WEIGHT_GRADIENT, w.name());
        Double q = p.gradientSecondMoment();
        add(figure, null, position, q, p.gradientBand(), w.gradientSecondMoment());
      }
      position--;
    }
  }

  private void add(
      Figure figure,
      Measured.ValueFigures value,
      int position,
      Double predicted,
      Double band,
      Estimate estimate) {
    if (value != null && figure.quantity() == Quantity.SECOND_MOMENT && estimate != null) {
      values++;
      comparedValues += predicted != null ? 1 : 0;
    }
    if (estimate != null && !Double.isFinite(estimate.mean())) {
      unmeasurable++;
      return;
    }
    if (estimate != null) {
      largest.merge(figure.quantity(), Math.abs(estimate.mean()), Math::max);
    }
    if (predicted != null && estimate != null) {
      cases.put(
          figure,
          new Case(
              figure,
              value == null ? "" : value.op(),
              value == null ? "" : value.node(),
              position,
              predicted,
              band == null ? 0 : band,
              estimate));
    }
  }

  /** The predictions against what was measured. */
  Comparison comparison() {
    boolean several = measured.conditions().seeds() > 1;
    Map<Case, Test> tests = new LinkedHashMap<>();
    cases.values().forEach(c -> tests.put(c, several ? overDraws(c) : byBand(c)));
    return judged(tests, "");
  }

  /** This one draw against others. */
  Comparison like(Measured draws) {
    Judgement others = new Judgement(Map.of(), Map.of(), draws);
    Map<Case, Test> tests = new LinkedHashMap<>();
    Map<Figure, Estimate> spread = others.estimates();
    for (Case c : cases.values()) {
      Estimate e = spread.get(c.figure());
      Deviation predicted = byBand(c).own();
      boolean known = e != null && c.isPositive() && e.draws().length > 1 && min(e) > 0;
      Deviation draw = known ? Deviation.ofDraw(c.measured().mean(), e.draws()) : predicted;
      boolean off = predicted.exceeds(c.tolerance());
      tests.put(c, new Test(draw, null, off ? 2 * draw.chance(0) : 1));
    }
    return judged(tests, "this draw of the weights is not like others of the laws they follow");
  }

  private static double min(Estimate e) {
    return Arrays.stream(e.draws()).min().orElse(0);
  }

  private Map<Figure, Estimate> estimates() {
    Map<Figure, Estimate> all = new HashMap<>();
    for (Measured.ValueFigures v : measured.values()) {
      all.put(new Figure(Quantity.SECOND_MOMENT, v.name()), v.secondMoment());
      all.put(new Figure(Quantity.GRADIENT, v.name()), v.gradientSecondMoment());
    }
    for (Measured.ParameterFigures w : measured.parameters()) {
      all.put(new Figure(Quantity.WEIGHT_GRADIENT, w.name()), w.gradientSecondMoment());
    }
    return all;
  }

  /**
   * The deviation where one of the two is nothing but rounding, or null. What cancels exactly on
   * paper, as the gradient of a bias that a softmax ignores, is measured as rounding.
   */
  private Deviation zero(Case c) {
    double mean = c.measured().mean();
    double rounding = ROUNDING * largest.getOrDefault(c.figure().quantity(), 0.0);
    if (Math.abs(c.predicted()) <= rounding && Math.abs(mean) <= rounding) {
      return new Deviation(0, 0, StudentT.NORMAL);
    }
    if (!(c.predicted() > 0) || !(mean > 0)) {
      return Deviation.impossible(c.predicted() > mean ? 1 : -1);
    }
    return null;
  }

  private Test byBand(Case c) {
    Deviation zero = zero(c);
    Deviation d = zero != null ? zero : Deviation.ofBand(c.predicted(), c.band(), c.measured());
    return new Test(d, null, d.chance(c.tolerance()));
  }

  /**
   * Either test may tell, so that the smaller of two probabilities counts twice. A step is held
   * against a figure only if the steps from all its sources are off.
   */
  private Test overDraws(Case c) {
    Deviation zero = zero(c);
    Deviation own = zero != null ? zero : Deviation.ofMean(c.predicted(), c.measured());
    double chance = own.chance(c.tolerance());
    Deviation best = null;
    for (Figure source : flow.sources(c.figure())) {
      Case s = cases.get(source);
      if (s != null && source.quantity() == c.figure().quantity() && bothPositive(c, s)) {
        double ratio = c.predicted() / s.predicted();
        Deviation step = Deviation.ofStep(ratio, c.measured().draws(), s.measured().draws());
        if (best == null || step.chance(c.tolerance()) > best.chance(c.tolerance())) {
          best = step;
        }
      }
    }
    if (best != null && own.exceeds(c.tolerance())) {
      chance = Math.min(1, 2 * Math.min(chance, best.chance(c.tolerance())));
    }
    return new Test(own, best, chance);
  }

  private static boolean bothPositive(Case a, Case b) {
    return a.isPositive()
        && b.isPositive()
        && a.measured().draws().length == b.measured().draws().length;
  }

  private Comparison judged(Map<Case, Test> tests, String reason) {
    double limit =
        FalseDiscovery.threshold(
            tests.values().stream().mapToDouble(Test::chance).toArray(),
            Comparison.FALSE_DISCOVERIES);
    Map<Figure, Row> rows = new LinkedHashMap<>();
    tests.forEach((c, t) -> rows.put(c.figure(), row(c, t, limit)));
    List<Row> all = new ArrayList<>(rows.values());
    return new Comparison(all, verdict(rows, reason));
  }

  private static Row row(Case c, Test t, double limit) {
    double tolerance = c.tolerance();
    double allowed = t.own().allowed(tolerance, limit);
    double disagreement = Math.abs(t.own().error()) / Math.log1p(allowed);
    if (t.step() != null && t.own().exceeds(tolerance)) {
      double step = t.step().allowed(tolerance, limit / 2);
      double off = Math.abs(t.step().error()) / Math.log1p(step);
      if (off > disagreement) {
        disagreement = off;
        allowed = step;
      }
    }
    double mean = c.measured().mean();
    return new Row(
        c.figure().quantity(),
        c.figure().name(),
        c.op(),
        c.node(),
        c.position(),
        c.predicted(),
        c.measured(),
        c.predicted() == 0 && mean == 0 ? 1 : c.predicted() / mean,
        allowed,
        Double.isNaN(disagreement) ? Double.POSITIVE_INFINITY : disagreement,
        t.chance() <= limit);
  }

  private Verdict agreed(int figures) {
    if (comparedValues >= values) {
      return new Verdict.Confirmed(figures);
    }
    String rest = comparedValues + " of " + values + " values, the rest is not predicted";
    return comparedValues < ENOUGH * values
        ? new Verdict.Undecided("too little is predicted to confirm it: " + rest)
        : new Verdict.Confirmed(figures, rest);
  }

  private Verdict verdict(Map<Figure, Row> rows, String reason) {
    if (unmeasurable > 0) {
      return new Verdict.Undecided(
          unmeasurable
              + " of "
              + (unmeasurable + rows.size())
              + " figures are measured as NaN or infinity, so that nothing is confirmed");
    }
    if (rows.isEmpty()) {
      return new Verdict.Nothing();
    }
    if (measured.conditions().seeds() * measured.conditions().draws() == 1) {
      return new Verdict.Undecided(
          "a single draw has no error to judge by; give --draws or --seeds of 2 or more");
    }
    List<Row> broken = rows.values().stream().filter(Row::contradicts).toList();
    if (broken.isEmpty()) {
      return agreed(rows.size());
    }
    Row first =
        broken.stream()
            .min(Comparator.comparing(Row::quantity).thenComparing(Row::position))
            .orElseThrow();
    Origin.Found origin = new Origin(measured, flow, rows).of(first);
    String why = reason.isEmpty() ? origin.reason() : reason;
    return new Verdict.Broken(origin.row(), broken.size(), rows.size(), why);
  }
}
