package dev.initlint.symbol;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Values of symbols; evaluates expressions and remembers what it has evaluated. A symbol without a
 * value of its own has the value of its definition, so that a variance follows the fans it was
 * drawn by.
 */
public final class Binding {
  private final Map<String, Double> values;
  private final Map<String, Expr> definitions;
  private final ToDoubleFunction<Expr.Figure> figures;
  private final Map<Expr, Double> known = new IdentityHashMap<>();

  private Binding(
      Map<String, Double> values,
      Map<String, Expr> definitions,
      ToDoubleFunction<Expr.Figure> figures) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
    this.definitions = Map.copyOf(definitions);
    this.figures = figures;
  }

  public static Binding of(Map<String, Double> values) {
    return of(values, Map.of());
  }

  public static Binding of(Map<String, Double> values, Map<String, Expr> definitions) {
    return new Binding(values, definitions, null);
  }

  /** The same values, with a way to the figures that symbols and functions stand for. */
  public Binding reading(ToDoubleFunction<Expr.Figure> source) {
    return new Binding(values, definitions, source);
  }

  public Map<String, Expr> definitions() {
    return definitions;
  }

  public Map<String, Double> values() {
    return values;
  }

  /** A binding in which {@code symbol} has another value; no figure is carried over. */
  public Binding with(String symbol, double value) {
    Map<String, Double> changed = new TreeMap<>(values);
    changed.put(symbol, value);
    return new Binding(changed, definitions, null);
  }

  double evaluate(Expr e) {
    if (e instanceof Expr.Constant c) {
      return c.value();
    }
    Double before = known.get(e);
    if (before != null) {
      return before;
    }
    double result = compute(e);
    known.put(e, result);
    return result;
  }

  private double compute(Expr e) {
    if (e instanceof Expr.Symbol s) {
      if (s.figure() != null) {
        return figure(s.figure(), s.name());
      }
      Double v = values.get(s.name());
      if (v == null && definitions.containsKey(s.name())) {
        return evaluate(definitions.get(s.name()));
      }
      if (v == null) {
        throw new UnboundSymbolException(s.name());
      }
      return v;
    }
    if (e instanceof Expr.Sum s) {
      return s.terms().stream().mapToDouble(this::evaluate).sum();
    }
    if (e instanceof Expr.Product p) {
      double product = 1;
      for (Expr f : p.factors()) {
        product *= evaluate(f);
      }
      return product;
    }
    if (e instanceof Expr.Power p) {
      return Math.pow(evaluate(p.base()), p.exponent());
    }
    Expr.Call c = (Expr.Call) e;
    if (c.figure() != null) {
      return figure(c.figure(), c.function());
    }
    return c.meaning().applyAsDouble(c.arguments().stream().mapToDouble(this::evaluate).toArray());
  }

  private double figure(Expr.Figure figure, String name) {
    if (figures == null) {
      throw new UnboundSymbolException(name);
    }
    return figures.applyAsDouble(figure);
  }
}
