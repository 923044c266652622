package dev.initlint.javasource.eval;

import com.github.javaparser.ast.expr.BooleanLiteralExpr;
import com.github.javaparser.ast.expr.CharLiteralExpr;
import com.github.javaparser.ast.expr.DoubleLiteralExpr;
import com.github.javaparser.ast.expr.IntegerLiteralExpr;
import com.github.javaparser.ast.expr.LiteralExpr;
import com.github.javaparser.ast.expr.LongLiteralExpr;
import com.github.javaparser.ast.expr.NullLiteralExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.expr.TextBlockLiteralExpr;

/** Values of literals. */
final class Literals {
  private Literals() {}

  static Object value(LiteralExpr l) {
    try {
      if (l instanceof IntegerLiteralExpr i) {
        return i.asNumber().intValue();
      }
      if (l instanceof LongLiteralExpr i) {
        return i.asNumber().longValue();
      }
      if (l instanceof DoubleLiteralExpr d) {
        String text = d.getValue().replace("_", "");
        boolean single = text.endsWith("f") || text.endsWith("F");
        return single && !text.startsWith("0x")
            ? (Object) Float.parseFloat(text)
            : (Object) Double.parseDouble(text);
      }
    } catch (NumberFormatException tooLarge) {
      return Unknown.named(l.toString());
    }
    if (l instanceof StringLiteralExpr s) {
      return bounded(s.asString());
    }
    if (l instanceof TextBlockLiteralExpr t) {
      return bounded(t.asString());
    }
    if (l instanceof BooleanLiteralExpr b) {
      return b.getValue();
    }
    if (l instanceof CharLiteralExpr c) {
      return c.asChar();
    }
    return l instanceof NullLiteralExpr ? null : Unknown.named(l.toString());
  }

  private static Object bounded(String s) {
    return s.length() > Budget.STRING ? Unknown.named("long string") : s;
  }
}
