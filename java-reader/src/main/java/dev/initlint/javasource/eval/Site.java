package dev.initlint.javasource.eval;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.graph.Origin;
import dev.initlint.source.SourceRange;

/** A place in the source at which something was made or set. */
public record Site(SourceFile file, Node node) {
  /** The same node; trees of equal text are equal and costly to compare. */
  @Override
  public boolean equals(Object o) {
    return o instanceof Site s && node == s.node;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(node);
  }

  /** Its characters. */
  public SourceRange range() {
    return file.range(node);
  }

  /** Its line and column, as graphs name them. */
  public Origin origin() {
    return range().origin();
  }

  /** Characters of the last call of a fluent chain, from its name to its closing parenthesis. */
  public SourceRange lastCall() {
    if (node instanceof MethodCallExpr m) {
      SourceRange whole = range();
      SourceRange name = file.range(m.getName());
      return new SourceRange(whole.path(), name.start(), whole.end(), name.line(), name.column());
    }
    return range();
  }
}
