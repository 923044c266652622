package dev.initlint.javasource.eval;

import com.github.javaparser.ast.NodeList;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.VariableDeclarationExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.BreakStmt;
import com.github.javaparser.ast.stmt.ContinueStmt;
import com.github.javaparser.ast.stmt.ExplicitConstructorInvocationStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.IfStmt;
import com.github.javaparser.ast.stmt.LabeledStmt;
import com.github.javaparser.ast.stmt.LocalClassDeclarationStmt;
import com.github.javaparser.ast.stmt.ReturnStmt;
import com.github.javaparser.ast.stmt.Statement;
import com.github.javaparser.ast.stmt.SwitchEntry;
import com.github.javaparser.ast.stmt.SwitchStmt;
import com.github.javaparser.ast.stmt.SynchronizedStmt;
import com.github.javaparser.ast.stmt.ThrowStmt;
import com.github.javaparser.ast.stmt.TryStmt;
import com.github.javaparser.ast.stmt.YieldStmt;
import java.util.List;
import java.util.Set;

/** Execution of statements other than loops. */
final class Statements {
  private static final Set<String> NUMBERS = Set.of("Integer", "Long", "Double", "Float", "var");
  private final Interpreter in;
  private final Loops loops;

  Statements(Interpreter in) {
    this.in = in;
    this.loops = new Loops(in, this);
  }

  Completion block(BlockStmt block, Scope scope) {
    return list(block.getStatements(), scope.block());
  }

  private Completion list(NodeList<Statement> statements, Scope scope) {
    for (Statement s : statements) {
      Completion c = statement(s, scope);
      if (c != Completion.NORMAL) {
        return c;
      }
    }
    return Completion.NORMAL;
  }

  Completion statement(Statement s, Scope scope) {
    in.here(s, scope);
    if (s instanceof ExpressionStmt e) {
      in.evaluate(e.getExpression(), scope);
      return Completion.NORMAL;
    }
    if (s instanceof BlockStmt b) {
      return block(b, scope);
    }
    if (s instanceof IfStmt i) {
      return branch(i, scope);
    }
    if (s instanceof ReturnStmt r) {
      return Completion.returning(r.getExpression().map(e -> in.evaluate(e, scope)).orElse(null));
    }
    if (s instanceof ThrowStmt t) {
      throw new PathEnded.Thrown("the source throws an exception at " + in.place());
    }
    if (s instanceof TryStmt t) {
      return attempt(t, scope);
    }
    if (s instanceof SwitchStmt w) {
      Completion c = cases(w.getSelector(), w.getEntries(), scope);
      return c.kind() == Completion.Kind.BREAK && c.label() == null ? Completion.NORMAL : c;
    }
    if (s instanceof BreakStmt b) {
      return new Completion(
          Completion.Kind.BREAK, null, b.getLabel().map(l -> l.asString()).orElse(null));
    }
    if (s instanceof ContinueStmt c) {
      return new Completion(
          Completion.Kind.CONTINUE, null, c.getLabel().map(l -> l.asString()).orElse(null));
    }
    if (s instanceof YieldStmt y) {
      return Completion.returning(in.evaluate(y.getExpression(), scope));
    }
    if (s instanceof SynchronizedStmt y) {
      return block(y.getBody(), scope);
    }
    if (s instanceof LabeledStmt l) {
      return loops.labeled(l, scope);
    }
    if (s instanceof ExplicitConstructorInvocationStmt || s instanceof LocalClassDeclarationStmt) {
      return Completion.NORMAL;
    }
    Completion looped = loops.run(s, null, scope);
    return looped == null ? Completion.NORMAL : looped;
  }

  private Completion branch(IfStmt i, Scope scope) {
    boolean taken =
        decide(
            i.getCondition(),
            scope,
            throwsOnly(i.getThenStmt()),
            i.getElseStmt().map(Statements::throwsOnly).orElse(false));
    if (taken) {
      return statement(i.getThenStmt(), scope.block());
    }
    return i.getElseStmt().isPresent()
        ? statement(i.getElseStmt().get(), scope.block())
        : Completion.NORMAL;
  }

  /** The truth of a condition; where it is not known, the branch that does not throw, or a fork. */
  boolean decide(Expression condition, Scope scope, boolean thenThrows, boolean elseThrows) {
    Object value = in.evaluate(condition, scope);
    Boolean known = Values.truth(value);
    if (known != null) {
      return known;
    }
    if (thenThrows || elseThrows) {
      return elseThrows;
    }
    boolean nullTest = Conditions.nullTest(condition);
    boolean first = nullTest ? Conditions.negated(condition) : true;
    Boolean before = in.choices().before(Values.describe(value));
    if (before != null) {
      return before;
    }
    boolean decided = in.choices().choose(first);
    in.choices().remember(Values.describe(value), decided);
    Conditions.assume(in, condition, decided, scope);
    if (!nullTest || decided != first) {
      in.choices()
          .assume(
              (decided ? "assumed " : "assumed not ")
                  + Expressions.brief(condition, scope)
                  + " (line "
                  + in.at(condition, scope).range().line()
                  + ")",
              in.built());
    }
    return decided;
  }

  static boolean throwsOnly(Statement s) {
    if (s instanceof BlockStmt b) {
      List<Statement> all = b.getStatements();
      return !all.isEmpty() && throwsOnly(all.get(all.size() - 1));
    }
    if (s instanceof ExpressionStmt e) {
      return e.getExpression() instanceof MethodCallExpr call
          && call.getNameAsString().equals("exit")
          && call.getScope().map(Object::toString).orElse("").equals("System");
    }
    return s instanceof ThrowStmt;
  }

  private Completion attempt(TryStmt t, Scope scope) {
    Scope inner = scope.block();
    for (Expression resource : t.getResources()) {
      in.evaluate(resource, inner);
    }
    Completion c;
    try {
      c = list(t.getTryBlock().getStatements(), inner);
    } catch (PathEnded.Thrown thrown) {
      if (t.getCatchClauses().isEmpty()) {
        throw thrown;
      }
      var handler = t.getCatchClauses().get(0);
      Scope handling = scope.block();
      handling.declare(handler.getParameter().getNameAsString(), Unknown.named("exception"));
      c = block(handler.getBody(), handling);
    }
    if (t.getFinallyBlock().isPresent()) {
      Completion last = block(t.getFinallyBlock().get(), scope);
      return last == Completion.NORMAL ? c : last;
    }
    return c;
  }

  /** Runs a switch statement or expression; a {@code RETURN} completion may be a yield. */
  Completion cases(Expression selector, NodeList<SwitchEntry> entries, Scope scope) {
    Object value = in.evaluate(selector, scope);
    int start = Conditions.matching(in, value, entries, scope);
    Scope inner = scope.block();
    for (int i = start; i >= 0 && i < entries.size(); i++) {
      SwitchEntry entry = entries.get(i);
      boolean arrow = entry.getType() != SwitchEntry.Type.STATEMENT_GROUP;
      if (entry.getType() == SwitchEntry.Type.EXPRESSION) {
        Expression e = ((ExpressionStmt) entry.getStatement(0)).getExpression();
        return Completion.returning(new Yielded(in.evaluate(e, inner)));
      }
      Completion c = list(entry.getStatements(), inner);
      if (c != Completion.NORMAL || arrow) {
        return c;
      }
    }
    return Completion.NORMAL;
  }

  /** The value of an arrow case, told apart from the value of a return statement. */
  record Yielded(Object value) {}

  void declare(VariableDeclarationExpr d, Scope scope) {
    for (VariableDeclarator v : d.getVariables()) {
      Object value =
          v.getInitializer().map(e -> in.instances().initial(v.getType(), e, scope)).orElse(null);
      boolean number = v.getType().isPrimitiveType() || NUMBERS.contains(v.getTypeAsString());
      String name = v.getNameAsString();
      scope.declare(name, number ? in.named(name, value) : value);
    }
  }
}
