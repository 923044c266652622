package dev.initlint.javasource.samediff;

import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.function.Function;

/**
 * ND4J's initialisation schemes, whose fans the source types by hand. The formulas are those of
 * {@code org.nd4j.weightinit.impl} in 1.0.0-M2.1.
 */
final class Schemes {
  private Schemes() {}

  /**
   * A scheme and the fan-in it was given.
   *
   * @param byFans the law it has for other fans, or null where none enter
   */
  record Scheme(Initialiser rule, Expr statedIn, Function<Fans, Law> byFans) {}

  /** The scheme an object stands for; null when it is none. */
  static Scheme of(Object v, Site site) {
    if (!(v instanceof LibraryObject o) || !o.type().endsWith("InitScheme")) {
      return null;
    }
    String bare = o.type().substring(0, o.type().length() - "InitScheme".length());
    List<Expr> numbers =
        o.args().stream()
            .filter(a -> !(a instanceof Character) && a != null)
            .map(Values::asExpr)
            .toList();
    Expr in = numbers.isEmpty() ? null : numbers.get(0);
    if (bare.equals("Constant")) {
      return new Scheme(
          Initialiser.fixed("constant", Laws.constant(in == null ? Expr.ZERO : in)), null, null);
    }
    boolean single = bare.endsWith("FanOut");
    Expr out = numbers.size() > 1 ? numbers.get(1) : single ? in : null;
    Fans fans = Fans.formal(in == null ? Expr.ONE : in, out == null ? Expr.ONE : out);
    if (bare.startsWith("VarScalingNormalFan")) {
      Function<Fans, Law> law = f -> Laws.normal(Expr.ONE.over(scaled(bare, f)));
      return new Scheme(Initialiser.fixed(o.type(), law.apply(fans)), in, law);
    }
    String spelled =
        bare.replace("NormalUniform", "Uniform").replace("One", "Ones").replace("Oness", "Ones");
    Initialiser rule = WeightInits.of(spelled, site);
    return rule == null
        ? new Scheme(Initialiser.fixed(o.type(), Laws.unknown(o.type())), in, null)
        : new Scheme(Initialiser.fixed(o.type(), rule.law(fans)), in, rule::law);
  }

  private static Expr scaled(String bare, Fans f) {
    return bare.endsWith("In")
        ? f.in()
        : bare.endsWith("Out") ? f.out() : f.in().plus(f.out()).over(Expr.of(2));
  }
}
