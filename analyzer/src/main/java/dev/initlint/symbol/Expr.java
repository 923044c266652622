package dev.initlint.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A symbolic scalar. Expressions are immutable and shared; factories simplify as they build: sums
 * and products are flat, constants are folded, neutral elements vanish.
 */
public sealed interface Expr {

  /** A number. */
  record Constant(double value) implements Expr {}

  /**
   * A number that follows from something else than symbols; the evaluation at hand knows how. Two
   * symbols of one name stand for one number.
   */
  interface Figure {}

  /**
   * A symbol, as {@code d_model} or {@code var(W_q)}.
   *
   * @param figure what the symbol stands for; null for a free one, which a binding gives a value
   */
  record Symbol(String name, Figure figure) implements Expr {
    @Override
    public boolean equals(Object o) {
      return o instanceof Symbol s && name.equals(s.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** A sum of two or more terms. */
  record Sum(List<Expr> terms) implements Expr {}

  /** A product of two or more factors. */
  record Product(List<Expr> factors) implements Expr {}

  /** {@code base^exponent} with a constant exponent. */
  record Power(Expr base, double exponent) implements Expr {}

  /**
   * A named function with an exact numerical meaning, as {@code E[gelu²](v)}.
   *
   * @param meaning of its arguments alone; null where it also rests on what they summarise
   * @param figure its value where {@code meaning} is null
   */
  record Call(
      String function, List<Expr> arguments, ToDoubleFunction<double[]> meaning, Figure figure)
      implements Expr {
    @Override
    public boolean equals(Object o) {
      return o instanceof Call c && function.equals(c.function) && arguments.equals(c.arguments);
    }

    @Override
    public int hashCode() {
      return 31 * function.hashCode() + arguments.hashCode();
    }
  }

  Expr ZERO = new Constant(0);
  Expr ONE = new Constant(1);

  static Expr of(double value) {
    return value == 0 ? ZERO : value == 1 ? ONE : new Constant(value);
  }

  /** A free symbol. */
  static Expr symbol(String name) {
    return new Symbol(name, null);
  }

  /** A symbol that stands for a figure. */
  static Expr symbol(String name, Figure figure) {
    return new Symbol(name, figure);
  }

  /** A function of its arguments. */
  static Expr call(String function, ToDoubleFunction<double[]> meaning, Expr... arguments) {
    return new Call(function, List.of(arguments), meaning, null);
  }

  /** A function of what its arguments summarise, as of a law by its second moment. */
  static Expr call(String function, Figure figure, Expr... arguments) {
    return new Call(function, List.of(arguments), null, figure);
  }

  static Expr sum(Expr... terms) {
    List<Expr> flat = new ArrayList<>();
    double constant = 0;
    for (Expr t : terms) {
      List<Expr> parts = t instanceof Sum s ? s.terms() : List.of(t);
      for (Expr part : parts) {
        if (part instanceof Constant c) {
          constant += c.value();
        } else {
          flat.add(part);
        }
      }
    }
    if (constant != 0 || flat.isEmpty()) {
      flat.add(of(constant));
    }
    return flat.size() == 1 ? flat.get(0) : new Sum(List.copyOf(flat));
  }

  static Expr product(Expr... factors) {
    List<Expr> flat = new ArrayList<>();
    double constant = 1;
    for (Expr f : factors) {
      List<Expr> parts = f instanceof Product p ? p.factors() : List.of(f);
      for (Expr part : parts) {
        if (part instanceof Constant c) {
          constant *= c.value();
        } else {
          gather(flat, part);
        }
      }
    }
    if (constant == 0) {
      return ZERO;
    }
    if (constant != 1 || flat.isEmpty()) {
      flat.add(0, of(constant));
    }
    return flat.size() == 1 ? flat.get(0) : new Product(List.copyOf(flat));
  }

  /** Adds a factor, merging it with an equal base already there. */
  private static void gather(List<Expr> factors, Expr factor) {
    Expr base = factor instanceof Power p ? p.base() : factor;
    double exponent = factor instanceof Power p ? p.exponent() : 1;
    for (int i = 0; i < factors.size(); i++) {
      Expr other = factors.get(i);
      Expr otherBase = other instanceof Power p ? p.base() : other;
      if (otherBase.equals(base)) {
        double total = exponent + (other instanceof Power p ? p.exponent() : 1);
        factors.remove(i);
        if (total != 0) {
          factors.add(i, power(base, total));
        }
        return;
      }
    }
    factors.add(factor);
  }

  static Expr power(Expr base, double exponent) {
    if (exponent == 1) {
      return base;
    }
    if (exponent == 0) {
      return ONE;
    }
    if (base instanceof Constant c) {
      return of(Math.pow(c.value(), exponent));
    }
    if (base instanceof Power p) {
      return power(p.base(), p.exponent() * exponent);
    }
    return new Power(base, exponent);
  }

  default Expr plus(Expr other) {
    return sum(this, other);
  }

  default Expr minus(Expr other) {
    return sum(this, product(of(-1), other));
  }

  default Expr times(Expr other) {
    return product(this, other);
  }

  default Expr over(Expr other) {
    return product(this, power(other, -1));
  }

  default Expr squared() {
    return power(this, 2);
  }

  default Expr sqrt() {
    return power(this, 0.5);
  }

  /** The expression with symbols replaced, by name. */
  default Expr replace(Map<String, Expr> symbols) {
    if (this instanceof Symbol s) {
      return symbols.getOrDefault(s.name(), this);
    }
    if (this instanceof Sum s) {
      return sum(s.terms().stream().map(t -> t.replace(symbols)).toArray(Expr[]::new));
    }
    if (this instanceof Product p) {
      return product(p.factors().stream().map(f -> f.replace(symbols)).toArray(Expr[]::new));
    }
    if (this instanceof Power p) {
      return power(p.base().replace(symbols), p.exponent());
    }
    if (this instanceof Call c) {
      Expr[] arguments = c.arguments().stream().map(a -> a.replace(symbols)).toArray(Expr[]::new);
      return new Call(c.function(), List.of(arguments), c.meaning(), c.figure());
    }
    return this;
  }

  /**
   * The number under a binding.
   *
   * @throws UnboundSymbolException if a symbol has no value
   */
  default double evaluate(Binding binding) {
    return binding.evaluate(this);
  }
}
