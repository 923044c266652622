package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Site;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.List;

/** A rule from fans to the distribution that a framework draws from. */
public interface Initialiser {
  /** The law for given fans; entries are independent. */
  Law law(Fans fans);

  /**
   * Laws of equal parts of a tensor, in order, where it draws them differently; empty where it does
   * not.
   */
  default List<Law> blocks() {
    return List.of();
  }

  /** The framework's name of it. */
  String name();

  /** Numeric arguments the source gives it. */
  default List<Double> arguments() {
    return List.of();
  }

  /** What the library's documentation promises where the library draws something else; or null. */
  default Expr nominalVariance(Fans fans) {
    return null;
  }

  /** A rule that draws one law whatever the fans. */
  static Initialiser fixed(String name, Law law) {
    return new Initialiser() {
      @Override
      public Law law(Fans fans) {
        return law;
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  /** Where it was made, or null. */
  default Site site() {
    return null;
  }
}
