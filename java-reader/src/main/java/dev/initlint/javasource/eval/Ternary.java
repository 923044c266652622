package dev.initlint.javasource.eval;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.LambdaExpr;
import com.github.javaparser.ast.expr.LiteralExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.NullLiteralExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.expr.UnaryExpr;

/**
 * The operator {@code ? :}. Where its condition is open and one side is a value that the source
 * states while the other is open as well, as in {@code given != null ? given : 64}, the stated one
 * is taken as a default; otherwise both sides are followed, as those of an {@code if}.
 */
final class Ternary {
  private final Interpreter in;

  Ternary(Interpreter in) {
    this.in = in;
  }

  Object evaluate(ConditionalExpr c, Scope scope) {
    if (plain(c.getThenExpr()) && plain(c.getElseExpr())) {
      Object value = in.evaluate(c.getCondition(), scope);
      Boolean known = Values.truth(value);
      if (known == null) {
        known = in.choices().before(Values.describe(value));
      }
      if (known != null) {
        return in.evaluate(known ? c.getThenExpr() : c.getElseExpr(), scope);
      }
      Object left = in.evaluate(c.getThenExpr(), scope);
      Object right = in.evaluate(c.getElseExpr(), scope);
      boolean first = stated(left);
      if (first != stated(right)) {
        boolean open = (first ? right : left) instanceof Unknown;
        if (open) {
          in.choices().remember(Values.describe(value), first);
          in.remark(
              Expressions.brief(c, scope)
                  + " at line "
                  + in.at(c, scope).range().line()
                  + " is taken to give the value that stands there, "
                  + Values.describe(first ? left : right));
          return first ? left : right;
        }
      }
    }
    boolean taken = in.statements().decide(c.getCondition(), scope, false, false);
    return in.evaluate(taken ? c.getThenExpr() : c.getElseExpr(), scope);
  }

  private static boolean stated(Object v) {
    return v instanceof Number
        || v instanceof String
        || v instanceof Boolean
        || v instanceof EnumConstant;
  }

  /** True for a side that may be evaluated on trial: it makes and changes nothing. */
  private static boolean plain(Expression side) {
    return !(side instanceof NullLiteralExpr)
        && side.findFirst(Node.class, Ternary::changes).isEmpty()
        && (side instanceof LiteralExpr || side instanceof NameExpr || !side.isConditionalExpr());
  }

  private static boolean changes(Node n) {
    return n instanceof ObjectCreationExpr
        || n instanceof AssignExpr
        || n instanceof LambdaExpr
        || n instanceof UnaryExpr u
            && (u.getOperator().asString().equals("++") || u.getOperator().asString().equals("--"));
  }
}
