package dev.initlint.javasource.eval;

import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.SuperExpr;
import com.github.javaparser.ast.expr.ThisExpr;

/** Assignments to variables, fields and array elements. */
final class Assignments {
  private final Interpreter in;

  Assignments(Interpreter in) {
    this.in = in;
  }

  Object evaluate(AssignExpr a, Scope scope) {
    Object value = in.evaluate(a.getValue(), scope);
    boolean plain = a.getTarget() instanceof NameExpr || a.getTarget() instanceof FieldAccessExpr;
    if (plain && a.getOperator() == AssignExpr.Operator.ASSIGN) {
      String name =
          a.getTarget() instanceof NameExpr n
              ? n.getNameAsString()
              : ((FieldAccessExpr) a.getTarget()).getNameAsString();
      value = in.named(name, value);
    }
    if (a.getOperator() != AssignExpr.Operator.ASSIGN) {
      Object before = in.evaluate(a.getTarget(), scope);
      BinaryExpr.Operator op = a.getOperator().toBinaryOperator().orElseThrow();
      Object after = Arithmetic.binary(op, before, value);
      boolean narrow = before instanceof Integer && after instanceof Number;
      value = narrow ? Arithmetic.cast("int", after) : after;
    }
    assign(a.getTarget(), value, scope);
    return value;
  }

  /** Stores a value where {@code target} points. */
  void assign(Expression target, Object value, Scope scope) {
    if (target instanceof EnclosedExpr e) {
      assign(e.getInner(), value, scope);
    } else if (target instanceof NameExpr n) {
      simple(n.getNameAsString(), value, scope);
    } else if (target instanceof FieldAccessExpr f) {
      field(f, value, scope);
    } else if (target instanceof ArrayAccessExpr a) {
      Object array = in.evaluate(a.getName(), scope);
      Long index = Values.asLong(in.evaluate(a.getIndex(), scope));
      if (array instanceof Object[] elements && index != null) {
        elements[bounded(index, elements.length)] = value;
      }
    }
  }

  private void simple(String name, Object value, Scope scope) {
    Scope holder = scope.holding(name);
    if (holder != null) {
      holder.set(name, like(holder.get(name), value));
      return;
    }
    for (JavaObject o : scope.receivers()) {
      if (o.fields().containsKey(name)) {
        o.fields().put(name, like(o.fields().get(name), value));
        return;
      }
    }
    for (ClassDef c = scope.type(); c != null; c = c.outer()) {
      if (in.instances().setStatic(c, name, value)) {
        return;
      }
    }
    if (scope.self() != null) {
      scope.self().fields().put(name, value);
    }
  }

  private void field(FieldAccessExpr f, Object value, Scope scope) {
    String name = f.getNameAsString();
    Object holder =
        f.getScope() instanceof ThisExpr || f.getScope() instanceof SuperExpr
            ? scope.self()
            : new Names(in).valueOrType(f.getScope(), scope);
    if (holder instanceof JavaObject o) {
      o.fields().put(name, like(o.fields().get(name), value));
    } else if (holder instanceof ClassDef c) {
      in.instances().setStatic(c, name, value);
    }
  }

  /** Keeps the numeric kind a variable already has, as Java's assignment conversion does. */
  private static Object like(Object before, Object value) {
    if (before instanceof Long && value instanceof Integer i) {
      return i.longValue();
    }
    if (before instanceof Double && Values.isNumber(value)) {
      return Values.asDouble(value);
    }
    if (before instanceof Float && Values.isNumber(value) && !(value instanceof Double)) {
      return Values.asDouble(value).floatValue();
    }
    return value;
  }

  /** Reads an array element. */
  Object element(ArrayAccessExpr a, Scope scope) {
    Object array = in.evaluate(a.getName(), scope);
    Object at = in.evaluate(a.getIndex(), scope);
    Long index = Values.asLong(at);
    if (array instanceof Object[] elements && index != null && elements != EntryObjects.ARGUMENTS) {
      return elements[bounded(index, elements.length)];
    }
    if (array == null) {
      return in.ofNull("an element of null is read at " + in.place(), a.toString());
    }
    String name = array == EntryObjects.ARGUMENTS ? a.getName().toString() : Values.describe(array);
    return in.open(name + "[" + Values.describe(at) + "]");
  }

  private int bounded(long index, int length) {
    if (index < 0 || index >= length) {
      throw new PathEnded.Thrown(
          "index " + index + " is outside an array of " + length + " at " + in.place());
    }
    return (int) index;
  }
}
