package dev.initlint.javasource.eval;

import com.github.javaparser.ast.expr.LambdaExpr;
import com.github.javaparser.ast.expr.MethodReferenceExpr;
import java.util.List;

/** A function value. */
public sealed interface Closure {
  /** Where it is written. */
  Site site();

  /** A lambda and the variables in its reach. */
  record Lambda(LambdaExpr expr, Scope scope, Site site) implements Closure {}

  /**
   * A method reference.
   *
   * @param receiver a class or a bound value
   */
  record Reference(MethodReferenceExpr expr, Object receiver, Site site) implements Closure {
    /** Name of the method, {@code new} for a constructor. */
    public String method() {
      return expr.getIdentifier();
    }
  }

  /** A function the reader supplies. */
  record Native(java.util.function.Function<List<Object>, Object> body, Site site)
      implements Closure {}
}
