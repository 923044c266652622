package dev.initlint.javasource.eval;

import com.github.javaparser.ast.NodeList;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.NullLiteralExpr;
import com.github.javaparser.ast.stmt.SwitchEntry;

/** What follows when a condition on an unknown value is taken to hold. */
final class Conditions {
  private Conditions() {}

  /** True for {@code x == null} and {@code x != null}. */
  static boolean nullTest(Expression e) {
    return e instanceof BinaryExpr b
        && (b.getLeft() instanceof NullLiteralExpr || b.getRight() instanceof NullLiteralExpr);
  }

  static boolean negated(Expression e) {
    return e instanceof BinaryExpr b && b.getOperator() == BinaryExpr.Operator.NOT_EQUALS;
  }

  /** Binds the variable of an equality that was taken to hold. */
  static void assume(Interpreter in, Expression condition, boolean holds, Scope scope) {
    if (!(condition instanceof BinaryExpr b)) {
      return;
    }
    boolean equal =
        b.getOperator() == BinaryExpr.Operator.EQUALS && holds
            || b.getOperator() == BinaryExpr.Operator.NOT_EQUALS && !holds;
    if (b.getOperator() == BinaryExpr.Operator.AND && holds) {
      assume(in, b.getLeft(), true, scope);
      assume(in, b.getRight(), true, scope);
    }
    if (!equal) {
      return;
    }
    Object left = in.evaluate(b.getLeft(), scope);
    Object right = in.evaluate(b.getRight(), scope);
    if (left instanceof Unknown && !(right instanceof Unknown)) {
      bind(in, b.getLeft(), right, scope);
    } else if (right instanceof Unknown && !(left instanceof Unknown)) {
      bind(in, b.getRight(), left, scope);
    }
  }

  private static void bind(Interpreter in, Expression target, Object value, Scope scope) {
    if (target instanceof NameExpr || target instanceof FieldAccessExpr) {
      new Assignments(in).assign(target, value, scope);
    }
  }

  /** Index of the case that a value selects; forks over the cases when the value is unknown. */
  static int matching(Interpreter in, Object value, NodeList<SwitchEntry> entries, Scope scope) {
    int otherwise = -1;
    for (int i = 0; i < entries.size(); i++) {
      SwitchEntry entry = entries.get(i);
      if (entry.getLabels().isEmpty() || entry.isDefault()) {
        otherwise = i;
      }
      for (Expression label : entry.getLabels()) {
        if (value instanceof Unknown
            ? in.choices().choose(true)
            : selects(in, label, value, scope)) {
          return i;
        }
      }
    }
    return otherwise;
  }

  private static boolean selects(Interpreter in, Expression label, Object value, Scope scope) {
    if (label instanceof NameExpr n && !(value instanceof String) && !Values.isNumber(value)) {
      return Arithmetic.text(value).equals(n.getNameAsString());
    }
    return Boolean.TRUE.equals(Values.same(in.evaluate(label, scope), value));
  }
}
