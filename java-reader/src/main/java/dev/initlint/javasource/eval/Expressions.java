package dev.initlint.javasource.eval;

import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.ArrayCreationExpr;
import com.github.javaparser.ast.expr.ArrayInitializerExpr;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.CastExpr;
import com.github.javaparser.ast.expr.ClassExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.InstanceOfExpr;
import com.github.javaparser.ast.expr.LambdaExpr;
import com.github.javaparser.ast.expr.LiteralExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.MethodReferenceExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.expr.SwitchExpr;
import com.github.javaparser.ast.expr.ThisExpr;
import com.github.javaparser.ast.expr.TypePatternExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import com.github.javaparser.ast.expr.VariableDeclarationExpr;
import java.util.ArrayDeque;
import java.util.Deque;

/** Evaluation of expressions other than calls. */
final class Expressions {
  private static final int BRIEF = 60;

  private final Interpreter in;
  private final Names names;
  private final Assignments assignments;

  Expressions(Interpreter in) {
    this.in = in;
    this.names = new Names(in);
    this.assignments = new Assignments(in);
  }

  Object evaluate(Expression e, Scope scope) {
    in.here(e, scope);
    if (e instanceof MethodCallExpr m) {
      return in.invocations().chain(m, scope);
    }
    if (e instanceof NameExpr || e instanceof FieldAccessExpr) {
      return names.value(e, scope);
    }
    if (e instanceof LiteralExpr l) {
      return Literals.value(l);
    }
    if (e instanceof ObjectCreationExpr o) {
      return in.instances().create(o, scope);
    }
    if (e instanceof BinaryExpr b) {
      return binary(b, scope);
    }
    if (e instanceof EnclosedExpr p) {
      return evaluate(p.getInner(), scope);
    }
    if (e instanceof AssignExpr a) {
      return assignments.evaluate(a, scope);
    }
    if (e instanceof UnaryExpr u) {
      return unary(u, scope);
    }
    if (e instanceof VariableDeclarationExpr d) {
      in.statements().declare(d, scope);
      return null;
    }
    if (e instanceof LambdaExpr l) {
      return new Closure.Lambda(l, scope, in.at(l, scope));
    }
    if (e instanceof MethodReferenceExpr r) {
      return new Closure.Reference(r, names.valueOrType(r.getScope(), scope), in.at(r, scope));
    }
    return less(e, scope);
  }

  private Object less(Expression e, Scope scope) {
    if (e instanceof CastExpr c) {
      return Arithmetic.cast(c.getType().asString(), evaluate(c.getExpression(), scope));
    }
    if (e instanceof ConditionalExpr c) {
      return new Ternary(in).evaluate(c, scope);
    }
    if (e instanceof ArrayAccessExpr a) {
      return assignments.element(a, scope);
    }
    if (e instanceof ArrayCreationExpr a) {
      return in.instances().array(a, scope);
    }
    if (e instanceof ArrayInitializerExpr a) {
      return in.instances().arrayOf(a, "", scope);
    }
    if (e instanceof ThisExpr) {
      return scope.self() == null ? in.open("this") : scope.self();
    }
    if (e instanceof InstanceOfExpr i) {
      return instanceOf(i, scope);
    }
    if (e instanceof SwitchExpr w) {
      Completion c = in.statements().cases(w.getSelector(), w.getEntries(), scope);
      return c.value() instanceof Statements.Yielded y ? y.value() : c.value();
    }
    if (e instanceof ClassExpr c) {
      Object type = names.type(c.getType().asString(), scope);
      return type != null ? type : in.open(brief(e, scope));
    }
    return in.open(brief(e, scope));
  }

  /** Left-leaning operator chains can be thousands long, so the left spine is walked in a loop. */
  private Object binary(BinaryExpr outermost, Scope scope) {
    Deque<BinaryExpr> spine = new ArrayDeque<>();
    Expression left = outermost;
    while (left instanceof BinaryExpr b) {
      spine.push(b);
      left = b.getLeft();
    }
    Object value = evaluate(left, scope);
    for (BinaryExpr b : spine) {
      Boolean known = Values.truth(value);
      boolean and = b.getOperator() == BinaryExpr.Operator.AND;
      if (and || b.getOperator() == BinaryExpr.Operator.OR) {
        if (known != null && known != and) {
          continue;
        }
        Object right = evaluate(b.getRight(), scope);
        Boolean rightKnown = Values.truth(right);
        boolean decided = rightKnown != null && rightKnown != and;
        value = known != null || decided ? right : in.open(brief(b, scope));
      } else {
        value = Arithmetic.binary(b.getOperator(), value, evaluate(b.getRight(), scope));
      }
    }
    return value;
  }

  private Object unary(UnaryExpr u, Scope scope) {
    switch (u.getOperator()) {
      case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT -> {
        boolean up = u.getOperator().asString().equals("++");
        Object before = evaluate(u.getExpression(), scope);
        Object after =
            Arithmetic.binary(up ? BinaryExpr.Operator.PLUS : BinaryExpr.Operator.MINUS, before, 1);
        assignments.assign(u.getExpression(), after, scope);
        return u.getOperator().isPrefix() ? after : before;
      }
      default -> {}
    }
    Object v = evaluate(u.getExpression(), scope);
    return switch (u.getOperator()) {
      case MINUS -> Arithmetic.negate(v);
      case LOGICAL_COMPLEMENT -> v instanceof Boolean b ? (Object) !b : in.open(brief(u, scope));
      case BITWISE_COMPLEMENT ->
          v instanceof Integer i ? (Object) ~i : v instanceof Long l ? (Object) ~l : v;
      default -> v;
    };
  }

  private Object instanceOf(InstanceOfExpr i, Scope scope) {
    Object v = evaluate(i.getExpression(), scope);
    String type = i.getType().asString().replaceAll("<.*", "");
    Object known =
        v instanceof Unknown ? in.open(brief(i, scope)) : in.instances().isA(v, type, scope);
    if (i.getPattern().orElse(null) instanceof TypePatternExpr p) {
      scope.declare(p.getNameAsString(), v);
    }
    return known;
  }

  /** Source text of an expression, cut to a length that fits a message. */
  static String brief(Expression e, Scope scope) {
    SourceFile file = scope.type().file();
    var range = file.range(e);
    int end = Math.min(range.end(), range.start() + 4 * BRIEF);
    String text = file.text().substring(range.start(), Math.max(range.start(), end));
    String line = text.replaceAll("\\s+", " ");
    return line.length() > BRIEF ? line.substring(0, BRIEF - 3) + "..." : line;
  }
}
