package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.CastExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.LongLiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.UnaryExpr;

/** Numbers that stand in the source as such. */
final class Numbers {
  private Numbers() {}

  /**
   * The value of an expression of literals, with square roots; NaN when it has anything else in it.
   * Whole-number division is told by neither operand having a point.
   */
  static double value(Expression e) {
    if (e instanceof IntegerLiteralExpr i) {
      return i.asNumber().doubleValue();
    }
    if (e instanceof LongLiteralExpr l) {
      return l.asNumber().doubleValue();
    }
    if (e instanceof DoubleLiteralExpr d) {
      return d.asDouble();
    }
    if (e instanceof EnclosedExpr p) {
      return value(p.getInner());
    }
    if (e instanceof CastExpr c) {
      double v = value(c.getExpression());
      boolean whole = c.getType().asString().matches("int|long|short|byte");
      return whole ? Math.floor(Math.abs(v)) * Math.signum(v) : v;
    }
    if (e instanceof UnaryExpr u && u.getOperator() == UnaryExpr.Operator.MINUS) {
      return -value(u.getExpression());
    }
    if (e instanceof MethodCallExpr m
        && m.getNameAsString().equals("sqrt")
        && m.getArguments().size() == 1) {
      return Math.sqrt(value(m.getArgument(0)));
    }
    return e instanceof BinaryExpr b ? combined(b) : Double.NaN;
  }

  private static double combined(BinaryExpr b) {
    double left = value(b.getLeft());
    double right = value(b.getRight());
    return switch (b.getOperator()) {
      case PLUS -> left + right;
      case MINUS -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE ->
          isWhole(b.getLeft()) && isWhole(b.getRight()) ? Math.floor(left / right) : left / right;
      default -> Double.NaN;
    };
  }

  private static boolean isWhole(Expression e) {
    return e.findFirst(DoubleLiteralExpr.class).isEmpty()
        && e.findFirst(CastExpr.class).isEmpty()
        && e.findFirst(MethodCallExpr.class).isEmpty();
  }
}
