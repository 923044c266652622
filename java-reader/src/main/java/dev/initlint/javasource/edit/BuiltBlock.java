package dev.initlint.javasource.edit;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.VariableDeclarator;
import com.github.javaparser.ast.expr.AssignExpr;
import com.github.javaparser.ast.expr.BinaryExpr;
import com.github.javaparser.ast.expr.ConditionalExpr;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.LambdaExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import com.github.javaparser.ast.expr.SimpleName;
import com.github.javaparser.ast.expr.UnaryExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import com.github.javaparser.ast.stmt.ReturnStmt;
import com.github.javaparser.ast.stmt.Statement;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.SourceRange;
import java.util.List;
import java.util.Optional;

/**
 * A block built by a chain of calls, on which a further call is to be made once it is built.
 *
 * @param build the call that ends the chain
 * @param type the block's class as the file names it
 */
record BuiltBlock(SourceFile file, MethodCallExpr build, String type) {

  /** The class that a chain builds, as {@code Linear} in {@code Linear.builder()..build()}. */
  static Optional<String> type(MethodCallExpr build) {
    Expression at = build;
    while (at instanceof MethodCallExpr m && m.getScope().isPresent()) {
      if (m.getNameAsString().equals("builder") && m.getArguments().isEmpty()) {
        return m.getScope().map(Node::toString);
      }
      at = m.getScope().get();
    }
    return at instanceof ObjectCreationExpr o && o.getType().getNameAsString().equals("Builder")
        ? o.getType().getScope().map(Node::toString)
        : Optional.empty();
  }

  /**
   * The edits that put {@code call} on the built block; empty where there is no place for a
   * statement.
   *
   * @param call from its dot to its semicolon
   */
  List<Fix.Edit> followedBy(String call) {
    Statement statement = statement();
    if (statement == null) {
      return List.of();
    }
    SourceRange range = file.range(statement);
    String indent = indent(range.start());
    if (indent == null) {
      return List.of();
    }
    String eol = TypeNames.lineEnd(file.text(), range.start());
    Optional<String> target = target(statement);
    if (target.isPresent()) {
      String added = eol + indent + target.get() + call;
      return List.of(new Fix.Edit(file.path(), range.end(), range.end(), added));
    }
    if (hasEffects()) {
      return List.of();
    }
    SourceRange expression = file.range(build);
    String chain = SourceTrees.text(file, expression);
    String name = freshName();
    String added = type + " " + name + " = " + chain + ";" + eol + indent + name + call;
    return List.of(
        new Fix.Edit(file.path(), range.start(), range.start(), added + eol + indent),
        new Fix.Edit(file.path(), expression.start(), expression.end(), name));
  }

  /** Whether it matters when the chain is evaluated. */
  private boolean hasEffects() {
    return build.findFirst(AssignExpr.class).isPresent()
        || build
            .findFirst(
                UnaryExpr.class,
                u ->
                    u.getOperator().asString().equals("++")
                        || u.getOperator().asString().equals("--"))
            .isPresent();
  }

  /** The statement of a block that evaluates the chain once and at once, or null. */
  private Statement statement() {
    Node at = build;
    while (at != null && !(at instanceof Statement)) {
      if (at instanceof LambdaExpr || at instanceof ConditionalExpr || at instanceof BinaryExpr) {
        return null;
      }
      at = at.getParentNode().orElse(null);
    }
    boolean simple = at instanceof ExpressionStmt || at instanceof ReturnStmt;
    boolean inBlock = at != null && at.getParentNode().orElse(null) instanceof BlockStmt;
    return simple && inBlock ? (Statement) at : null;
  }

  /** White space in front of the statement; null when something else stands there. */
  private String indent(int start) {
    String text = file.text();
    int line = start;
    while (line > 0 && text.charAt(line - 1) != '\n' && text.charAt(line - 1) != '\r') {
      line--;
    }
    String before = text.substring(line, start);
    return before.isBlank() ? before : null;
  }

  /** The variable or field that the statement leaves the block in. */
  private Optional<String> target(Statement statement) {
    Expression value = registered();
    Node holder = value.getParentNode().orElse(null);
    if (holder instanceof VariableDeclarator v
        && v.getParentNode().flatMap(Node::getParentNode).orElse(null) == statement) {
      boolean sameType = v.getTypeAsString().equals(type) || v.getTypeAsString().equals("Block");
      return sameType || v.getTypeAsString().equals("var")
          ? Optional.of(v.getNameAsString())
          : Optional.empty();
    }
    return holder instanceof AssignExpr a
            && a.getValue() == value
            && a.getParentNode().orElse(null) == statement
        ? Optional.of(a.getTarget().toString())
        : Optional.empty();
  }

  /** The chain, or the call that registers it as a child and gives it back. */
  private Expression registered() {
    return build.getParentNode().orElse(null) instanceof MethodCallExpr m
            && m.getNameAsString().equals("addChildBlock")
            && m.getArguments().contains(build)
        ? m
        : build;
  }

  /** A name that nothing in the file has, and that no other block of the file is given. */
  private String freshName() {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    String base = Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
    List<MethodCallExpr> alike =
        file.unit().findAll(MethodCallExpr.class, m -> m.getNameAsString().equals("build")).stream()
            .filter(m -> type(m).filter(type::equals).isPresent())
            .toList();
    int number = 1;
    while (alike.get(number - 1) != build) {
      number++;
    }
    String name = number == 1 ? base : base + number;
    while (isUsed(name)) {
      number += alike.size();
      name = base + number;
    }
    return name;
  }

  private boolean isUsed(String name) {
    return file.unit().findFirst(SimpleName.class, n -> n.asString().equals(name)).isPresent();
  }
}
