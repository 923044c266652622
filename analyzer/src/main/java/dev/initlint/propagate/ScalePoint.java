package dev.initlint.propagate;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Elasticity;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.Printer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A model at one size and at others around it. Exponents of second moments are those of their
 * formulas, differentiated by rule from the output back to the inputs; what a formula only names,
 * as the participation of a softmax, is differentiated through the polynomial that takes its values
 * at the sizes around.
 */
final class ScalePoint {
  /** How far a formula may be from its figure, to be taken for it. */
  private static final double TOLERANCE = 1e-3;

  /** How far the exponent of a formula may be from that of the figure. */
  private static final double AGREE = 0.02;

  private final String symbol;
  private final Set<String> moved;
  private final Differences differences;
  private final List<Propagation> models = new ArrayList<>();
  private final List<Evaluation> around = new ArrayList<>();
  private final List<Map<String, ScaleFigures.Figure>> figures = new ArrayList<>();
  private final Propagation p;
  private final Evaluation e;
  private final boolean byFormula;
  private final Formulas formulas;
  private final Map<String, Double> known = new HashMap<>();
  private final Elasticity rules;

  ScalePoint(String symbol, Set<String> moved, List<Scaler.Sized> sized, Differences differences) {
    this.symbol = symbol;
    this.moved = moved;
    this.differences = differences;
    Map<Propagation, Map<String, ScaleFigures.Figure>> one = new HashMap<>();
    for (Scaler.Sized s : sized) {
      models.add(s.propagation());
      around.add(s.propagation().evaluation(s.set()));
      figures.add(one.computeIfAbsent(s.propagation(), ScaleFigures::of));
    }
    p = models.get(0);
    e = around.get(0);
    byFormula = models.stream().allMatch(m -> m == p);
    formulas = new Formulas(p, e);
    rules = new Elasticity(e::number, this::leaf);
    if (byFormula) {
      // In order, so that no chain of formulas is as long as the graph.
      p.graph().nodes().forEach(n -> n.outputs().forEach(this::ofValue));
    }
  }

  /** d ln figure/d ln size, and by how much it may be off. */
  record Exponent(double value, double error) {}

  Map<String, ScaleFigures.Figure> figures() {
    return figures.get(0);
  }

  double value(ScaleFigures.Figure f) {
    return orNaN(f.of(), e);
  }

  private static double orNaN(ToDoubleFunction<Evaluation> f, Evaluation at) {
    try {
      return f.applyAsDouble(at);
    } catch (NotKnown | IllegalArgumentException | ArithmeticException unknown) {
      return Double.NaN;
    }
  }

  Exponent exponent(ScaleFigures.Figure f) {
    double[] values = new double[around.size()];
    for (int i = 0; i < values.length; i++) {
      ScaleFigures.Figure there = figures.get(i).get(f.name());
      values[i] = there == null ? Double.NaN : orNaN(there.of(), around.get(i));
    }
    if (values[0] == 0) {
      return new Exponent(Double.NaN, Double.NaN);
    }
    double measured = differences.exponent(i -> values[i]);
    if (f.value() != null && byFormula) {
      double exact = f.power() * ofValue(f.value());
      if (Math.abs(exact - measured) <= AGREE) {
        return new Exponent(exact, 0);
      }
    }
    return new Exponent(measured, differences.error(i -> values[i]));
  }

  /** The formula of a value, as it is printed; empty where there is none. */
  String formula(String value) {
    Expr formula = formulas.plain(value);
    return formula == null ? "" : Printer.print(formula);
  }

  /** What each symbol and function of a formula contributes to the exponent. */
  List<Scaling.Share> shares(String value) {
    Expr formula = byFormula ? formulas.plain(value) : null;
    Map<String, Expr> leaves = new LinkedHashMap<>();
    if (formula != null) {
      leaves(formula, leaves);
    }
    List<Scaling.Share> shares = new ArrayList<>();
    leaves.forEach(
        (name, at) -> {
          Elasticity one = new Elasticity(e::number, x -> Printer.print(x).equals(name) ? 1 : 0);
          shares.add(new Scaling.Share(name, one.of(formula), rules.of(at)));
        });
    return shares;
  }

  private static void leaves(Expr at, Map<String, Expr> found) {
    if (at instanceof Expr.Sum s) {
      s.terms().forEach(t -> leaves(t, found));
    } else if (at instanceof Expr.Product f) {
      f.factors().forEach(x -> leaves(x, found));
    } else if (at instanceof Expr.Power w) {
      leaves(w.base(), found);
    } else if (!(at instanceof Expr.Constant)) {
      found.put(Printer.print(at), at);
    }
  }

  /** The exponent of a value's second moment. */
  private double ofValue(String value) {
    Double before = known.get(value);
    if (before == null) {
      Signal s = p.signal(value);
      before = s == null ? Double.NaN : ofSignal(s);
      known.put(value, before);
    }
    return before;
  }

  private double ofSignal(Signal s) {
    double q = orNaN(x -> s.stat().in(x).secondMoment(), e);
    if (Double.isNaN(q)) {
      return Double.NaN;
    }
    try {
      double stated = e.number(s.formula());
      boolean whole = Math.abs(stated - q) <= TOLERANCE * Math.abs(q);
      double exponent = whole ? rules.of(s.formula()) : Double.NaN;
      return Double.isNaN(exponent) ? numeric(x -> s.stat().in(x).secondMoment()) : exponent;
    } catch (NotKnown unknown) {
      return numeric(x -> s.stat().in(x).secondMoment());
    }
  }

  /** The exponent of a symbol or of a function. */
  private double leaf(Expr at) {
    if (at instanceof Expr.Symbol s && s.figure() == null) {
      return free(s.name());
    }
    if (at instanceof Expr.Symbol s && s.name().startsWith("q[") && s.name().endsWith("]")) {
      String value = s.name().substring(2, s.name().length() - 1);
      if (known.containsKey(value) && !Double.isNaN(known.get(value))) {
        return known.get(value);
      }
    }
    double there = orNaN(x -> x.number(at), e);
    return there == 0 ? 0 : numeric(x -> x.number(at));
  }

  private double free(String name) {
    if (name.equals(symbol) || moved.contains(name)) {
      return 1;
    }
    Expr definition = e.binding().definitions().get(name);
    boolean stated = e.binding().values().containsKey(name);
    return stated || definition == null ? 0 : rules.of(definition);
  }

  private double numeric(ToDoubleFunction<Evaluation> f) {
    double[] values = around.stream().mapToDouble(x -> orNaN(f, x)).toArray();
    return values[0] == 0 ? 0 : differences.exponent(i -> values[i]);
  }
}
