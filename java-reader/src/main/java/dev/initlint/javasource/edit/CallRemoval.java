package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.FieldAccessExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.stmt.BlockStmt;
import com.github.javaparser.ast.stmt.ExpressionStmt;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceRange;
import java.util.List;
import java.util.Optional;

/** Leaves out a call: a link of a fluent chain, or a statement of its own. */
final class CallRemoval {
  private final SourceTrees trees;

  CallRemoval(SourceTrees trees) {
    this.trees = trees;
  }

  Optional<Spelling> spell(Remedy.CallOff remedy) {
    MethodCallExpr call = trees.call(remedy.call()).orElse(null);
    if (call == null || call.getScope().isEmpty()) {
      return Optional.empty();
    }
    SourceFile file = trees.file(remedy.call().path()).orElseThrow();
    SourceRange removed = removed(file, call);
    if (removed == null || SourceTrees.holdsComment(SourceTrees.text(file, removed))) {
      return Optional.empty();
    }
    boolean pure =
        call.getArguments().stream()
            .allMatch(a -> a.findFirst(MethodCallExpr.class).isEmpty() && !a.isAssignExpr());
    Fix.Edit edit = new Fix.Edit(file.path(), removed.start(), removed.end(), "");
    return Spelling.of(List.of(edit), pure);
  }

  private static SourceRange removed(SourceFile file, MethodCallExpr call) {
    Expression scope = call.getScope().orElseThrow();
    boolean named = scope instanceof NameExpr || scope instanceof FieldAccessExpr;
    if (!(call.getParentNode().orElse(null) instanceof ExpressionStmt s) || !named) {
      SourceRange chain = file.range(scope);
      return new SourceRange(
          file.path(), chain.end(), file.range(call).end(), chain.line(), chain.column());
    }
    return s.getParentNode().orElse(null) instanceof BlockStmt ? line(file, file.range(s)) : null;
  }

  /** The whole line of a statement that has one for itself. */
  private static SourceRange line(SourceFile file, SourceRange statement) {
    String text = file.text();
    int start = statement.start();
    while (start > 0 && " \t".indexOf(text.charAt(start - 1)) >= 0) {
      start--;
    }
    int end = statement.end();
    while (end < text.length() && " \t".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    boolean starts = start == 0 || isLineEnd(text.charAt(start - 1));
    if (!starts || end < text.length() && !isLineEnd(text.charAt(end))) {
      return statement;
    }
    if (text.startsWith("\r\n", end)) {
      end += 2;
    } else if (end < text.length()) {
      end++;
    }
    return new SourceRange(file.path(), start, end, statement.line(), statement.column());
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
