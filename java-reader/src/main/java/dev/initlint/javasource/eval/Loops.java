package dev.initlint.javasource.eval;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.ArrayAccessExpr;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.EnclosedExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.ThisExpr;
import com.github.javaparser.ast.expr.UnaryExpr;
import com.github.javaparser.ast.stmt.DoStmt;
import com.github.javaparser.ast.stmt.ForEachStmt;
import com.github.javaparser.ast.stmt.ForStmt;
import com.github.javaparser.ast.stmt.LabeledStmt;
import com.github.javaparser.ast.stmt.Statement;
import com.github.javaparser.ast.stmt.WhileStmt;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Loops, with a cap on their iterations; a loop of unknown length runs once and says so. A loop
 * that builds nothing, as one over data, is left early, and what it assigns is open from then on.
 */
final class Loops {
  /** Rounds after which a loop that has built nothing is left. */
  private static final int IDLE = 256;

  /** The same for a loop that was left before. */
  private static final int IDLE_AGAIN = 4;

  /** Methods that change the collection or text that they are called on. */
  private static final Set<String> FILLING =
      Set.of("add", "addAll", "addFirst", "addLast", "append", "offer", "push", "put", "putAll");

  private final Interpreter in;
  private final Statements statements;
  private final Set<Statement> left = Collections.newSetFromMap(new IdentityHashMap<>());

  Loops(Interpreter in, Statements statements) {
    this.in = in;
    this.statements = statements;
  }

  Completion labeled(LabeledStmt l, Scope scope) {
    String label = l.getLabel().asString();
    Completion c = run(l.getStatement(), label, scope);
    return c != null ? c : statements.statement(l.getStatement(), scope).afterLoop(label);
  }

  /** Runs {@code s} if it is a loop; null otherwise. */
  Completion run(Statement s, String label, Scope scope) {
    if (s instanceof ForStmt f) {
      return counted(f, label, scope.block());
    }
    if (s instanceof ForEachStmt f) {
      return each(f, label, scope);
    }
    if (s instanceof WhileStmt w) {
      return repeat(w.getCondition(), w.getBody(), List.of(), false, label, scope);
    }
    if (s instanceof DoStmt d) {
      return repeat(d.getCondition(), d.getBody(), List.of(), true, label, scope);
    }
    return null;
  }

  private Completion counted(ForStmt f, String label, Scope scope) {
    f.getInitialization().forEach(e -> in.evaluate(e, scope));
    return repeat(f.getCompare().orElse(null), f.getBody(), f.getUpdate(), false, label, scope);
  }

  private Completion repeat(
      Expression condition,
      Statement body,
      List<Expression> update,
      boolean bodyFirst,
      String label,
      Scope scope) {
    boolean once = false;
    int built = in.built();
    for (int trip = 0; ; trip++) {
      if (idle(trip, built, body)) {
        return leave(body, update, scope);
      }
      if (trip > Budget.TRIPS) {
        throw new PathEnded.LimitReached(
            "the loop at line "
                + in.at(body, scope).range().line()
                + " runs more than "
                + Budget.TRIPS
                + " times");
      }
      if (condition != null && (trip > 0 || !bodyFirst)) {
        Boolean holds = Values.truth(in.evaluate(condition, scope));
        if (Boolean.FALSE.equals(holds) || holds == null && once) {
          return Completion.NORMAL;
        }
        if (holds == null) {
          once = true;
          unknownLength(condition, scope);
        }
      }
      Completion c = statements.statement(body, scope.block());
      if (c.leavesLoop(label)) {
        return c.afterLoop(label);
      }
      update.forEach(e -> in.evaluate(e, scope));
    }
  }

  private boolean idle(int trip, int built, Statement body) {
    return trip >= (left.contains(body) ? IDLE_AGAIN : IDLE) && in.built() == built;
  }

  /** Goes on behind a loop whose remaining rounds are not followed. */
  private Completion leave(Statement body, List<Expression> update, Scope scope) {
    left.add(body);
    in.remark(
        "the loop at line "
            + in.at(body, scope).range().line()
            + " builds nothing in its first rounds and is not followed to its end; what it assigns"
            + " is left open");
    Set<String> changed = new TreeSet<>();
    changedBy(body, changed);
    update.forEach(e -> changedBy(e, changed));
    for (String name : changed) {
      Scope holder = scope.holding(name);
      if (holder != null) {
        holder.set(name, in.open(name));
        continue;
      }
      for (JavaObject o : scope.receivers()) {
        o.fields().computeIfPresent(name, (k, v) -> in.open(name));
      }
    }
    return Completion.NORMAL;
  }

  private static void changedBy(Node code, Set<String> names) {
    code.walk(AssignExpr.class, a -> names.add(root(a.getTarget())));
    code.walk(
        UnaryExpr.class,
        u -> {
          String sign = u.getOperator().asString();
          if (sign.equals("++") || sign.equals("--")) {
            names.add(root(u.getExpression()));
          }
        });
    code.walk(
        MethodCallExpr.class,
        m -> {
          if (FILLING.contains(m.getNameAsString()) && m.getScope().isPresent()) {
            names.add(root(m.getScope().get()));
          }
        });
    names.remove("");
  }

  /** The variable or field that an expression reaches into; empty where it names none. */
  private static String root(Expression e) {
    if (e instanceof ArrayAccessExpr a) {
      return root(a.getName());
    }
    if (e instanceof EnclosedExpr p) {
      return root(p.getInner());
    }
    if (e instanceof FieldAccessExpr f) {
      return f.getScope() instanceof ThisExpr ? f.getNameAsString() : root(f.getScope());
    }
    return e instanceof NameExpr n ? n.getNameAsString() : "";
  }

  private void unknownLength(Expression condition, Scope scope) {
    in.remark(
        "the number of iterations of the loop at line "
            + in.at(condition, scope).range().line()
            + " is not known ("
            + Expressions.brief(condition, scope)
            + "); one is assumed");
  }

  private Completion each(ForEachStmt f, String label, Scope scope) {
    VariableDeclarator variable = f.getVariable().getVariable(0);
    Object over = in.evaluate(f.getIterable(), scope);
    List<Object> elements = Values.elements(over);
    if (over instanceof Map<?, ?> m) {
      elements = new java.util.ArrayList<>(m.keySet());
    }
    if (elements == null) {
      elements = StandardCollections.hostElements(in, over, in.at(f, scope));
    }
    if (elements == null) {
      unknownLength(f.getIterable(), scope);
      elements = List.of(Unknown.named(variable.getNameAsString()));
    }
    int trip = 0;
    int built = in.built();
    for (Object element : List.copyOf(new java.util.ArrayList<>(wrapNulls(elements)))) {
      if (idle(trip, built, f.getBody())) {
        return leave(f.getBody(), List.of(), scope);
      }
      if (++trip > Budget.TRIPS) {
        throw new PathEnded.LimitReached(
            "the loop at line "
                + in.at(f, scope).range().line()
                + " runs more than "
                + Budget.TRIPS
                + " times");
      }
      Scope inner = scope.block();
      inner.declare(variable.getNameAsString(), element == NULL ? null : element);
      Completion c = statements.statement(f.getBody(), inner);
      if (c.leavesLoop(label)) {
        return c.afterLoop(label);
      }
    }
    return Completion.NORMAL;
  }

  private static final Object NULL = new Object();

  private static List<Object> wrapNulls(List<Object> elements) {
    return elements.stream().map(e -> e == null ? NULL : e).toList();
  }
}
