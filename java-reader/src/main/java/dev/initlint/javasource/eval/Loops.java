package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.stmt.DoStmt;
import com.github.javaparser.ast.stmt.ForEachStmt;
import com.github.javaparser.ast.stmt.ForStmt;
import com.github.javaparser.ast.stmt.LabeledStmt;
import com.github.javaparser.ast.stmt.Statement;
import com.github.javaparser.ast.stmt.WhileStmt;
import java.util.List;
import java.util.Map;

/** Loops, with a cap on their iterations; a loop of unknown length runs once and says so. */
final class Loops {
  private final Interpreter in;
  private final Statements statements;

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
    for (int trip = 0; ; trip++) {
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
    for (Object element : List.copyOf(new java.util.ArrayList<>(wrapNulls(elements)))) {
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
