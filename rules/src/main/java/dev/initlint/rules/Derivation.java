package dev.initlint.rules;

import dev.initlint.finding.Step;
import dev.initlint.moment.Signal;
import dev.initlint.propagate.Formulas;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.Printer;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the second moment of a signal follows, in steps and as one formula. */
final class Derivation {
  private static final int STEPS = 5;

  private Derivation() {}

  /** The last steps to each signal. */
  static List<Step> of(Model model, Signal... signals) {
    Set<Step> steps = new LinkedHashSet<>();
    for (Signal s : signals) {
      List<Step> chain = new ArrayList<>();
      Signal at = s;
      while (at != null && chain.size() < STEPS) {
        Place place = model.place(at);
        boolean whole = model.propagation().signal(place.value()) == at;
        boolean plain = at.step().startsWith("same entries") || at.step().equals("times 1");
        if (whole && !plain) {
          chain.add(step(model, place, at));
        }
        at = at.edges().isEmpty() ? null : at.edges().get(0).input();
      }
      Step whole = null;
      for (int i = chain.size() - 1; i >= 0; i--) {
        whole = chain.get(i).on(whole == null ? List.of() : List.of(whole));
      }
      if (whole != null) {
        steps.add(whole);
      }
    }
    return List.copyOf(steps);
  }

  private static Step step(Model model, Place place, Signal s) {
    double q = model.secondMoment(s);
    Double figure = Double.isFinite(q) ? Double.valueOf(q) : null;
    Formulas.Printed f = model.printed(s.formula());
    String of = "q[" + place.value() + "]";
    return f == null
        ? new Step(of, s.step(), Printer.print(s.formula()), Map.of(), figure, List.of())
        : new Step(of, s.step(), f.text(), f.symbols(), figure, List.of());
  }

  /**
   * The second moment of a signal with the second moments of what it was computed from written out
   * where they are linear maps and norms; a norm that works stands as 1.
   */
  static Expr formula(Model model, Signal s) {
    return expand(model, model.plain(s.formula()), 4);
  }

  private static Expr expand(Model model, Expr e, int depth) {
    Set<String> symbols = new TreeSet<>();
    collect(e, symbols);
    Map<String, Expr> replaced = new TreeMap<>();
    for (String symbol : symbols) {
      Signal s = model.propagation().signal(symbol.substring(2, symbol.length() - 1));
      if (s == null || depth == 0) {
        continue;
      }
      if (model.normOf(s) != null && Math.abs(model.secondMoment(s) - 1) < 0.01) {
        replaced.put(symbol, Expr.ONE);
      } else if (model.linear(s) != null || model.normOf(s) != null) {
        replaced.put(symbol, expand(model, model.plain(s.formula()), depth - 1));
      }
    }
    return e.replace(replaced);
  }

  /** Adds the symbols of second moments in an expression. */
  private static void collect(Expr e, Set<String> found) {
    if (e instanceof Expr.Symbol s && s.name().startsWith("q[") && s.name().endsWith("]")) {
      found.add(s.name());
    } else if (e instanceof Expr.Sum s) {
      s.terms().forEach(t -> collect(t, found));
    } else if (e instanceof Expr.Product p) {
      p.factors().forEach(t -> collect(t, found));
    } else if (e instanceof Expr.Power p) {
      collect(p.base(), found);
    } else if (e instanceof Expr.Call c) {
      c.arguments().forEach(t -> collect(t, found));
    }
  }
}
