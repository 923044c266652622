package dev.initlint.hub.family;

import dev.initlint.hub.family.layer.Extent;
import dev.initlint.hub.family.layer.LayerFault;
import dev.initlint.hub.family.layer.ModelWriter;
import dev.initlint.hub.family.layer.Operations;
import dev.initlint.hub.family.layer.Tensor;
import dev.initlint.hub.family.notation.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Signs between values. */
final class Operators {
  private Operators() {}

  static Object apply(Term.Operation o, Function<Term, Object> evaluate, ModelWriter writer) {
    Object left = evaluate.apply(o.left());
    switch (o.sign()) {
      case "??":
        return left != null ? left : evaluate.apply(o.right());
      case "and":
        return truth(left) && truth(evaluate.apply(o.right()));
      case "or":
        return truth(left) || truth(evaluate.apply(o.right()));
      case "not":
        return !truth(left);
      default:
        break;
    }
    if (o.right() == null) {
      return left instanceof Tensor
          ? Operations.arithmetic(writer, "*", left, -1.0)
          : (Object) (-number(left));
    }
    Object right = evaluate.apply(o.right());
    if (o.sign().equals("==") || o.sign().equals("!=")) {
      return Objects.equals(left, right) == o.sign().equals("==");
    }
    if (o.sign().equals("in")) {
      return right instanceof List<?> l && l.contains(left);
    }
    if (left instanceof Tensor || right instanceof Tensor) {
      if (!Operations.isArithmetic(o.sign())) {
        throw new LayerFault("“" + o.sign() + "” does not apply to tensors");
      }
      return Operations.arithmetic(writer, o.sign(), left, right);
    }
    if (left instanceof String a && right instanceof String b && o.sign().equals("+")) {
      return a + b;
    }
    if (left instanceof List<?> a && right instanceof List<?> b && o.sign().equals("+")) {
      List<Object> both = new ArrayList<>(a);
      both.addAll(b);
      return both;
    }
    return numbers(o.sign(), number(left), number(right));
  }

  private static boolean truth(Object v) {
    if (v == null || v instanceof Boolean) {
      return v != null && (Boolean) v;
    }
    throw new LayerFault(Values.plain(v) + " is neither true nor false");
  }

  private static double number(Object v) {
    if (v instanceof Double d) {
      return d;
    }
    if (v instanceof Extent e) {
      return e.size();
    }
    throw new LayerFault(Values.plain(v) + " is no number");
  }

  private static Object numbers(String sign, double a, double b) {
    return switch (sign) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      case "**" -> Math.pow(a, b);
      case "<" -> a < b;
      case "<=" -> a <= b;
      case ">" -> a > b;
      case ">=" -> a >= b;
      default -> throw new LayerFault("“" + sign + "” is no operator");
    };
  }
}
