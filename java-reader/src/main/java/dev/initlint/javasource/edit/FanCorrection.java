package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceRange;
import java.util.List;
import java.util.Optional;

/** Corrects the first number of a SameDiff scheme, its fan-in, where it is typed as a number. */
final class FanCorrection {
  private final SourceTrees trees;

  FanCorrection(SourceTrees trees) {
    this.trees = trees;
  }

  Optional<Spelling> spell(Remedy.RetypeFan remedy) {
    MethodCallExpr call = trees.call(remedy.call()).orElse(null);
    boolean whole = remedy.actual() > 0 && remedy.actual() == Math.rint(remedy.actual());
    if (call == null || !whole) {
      return Optional.empty();
    }
    SourceFile file = trees.file(remedy.call().path()).orElseThrow();
    return call.getArguments().stream()
        .filter(ObjectCreationExpr.class::isInstance)
        .map(ObjectCreationExpr.class::cast)
        .filter(s -> s.getType().getNameAsString().endsWith("InitScheme"))
        .findFirst()
        .flatMap(s -> fanIn(s, remedy.stated()))
        .map(file::range)
        .filter(r -> !SourceTrees.holdsComment(SourceTrees.text(file, r)))
        .flatMap(r -> Spelling.of(List.of(retyped(r, remedy.actual())), true));
  }

  private static Optional<Expression> fanIn(ObjectCreationExpr scheme, double stated) {
    return scheme.getArguments().stream()
        .filter(a -> !a.isCharLiteralExpr())
        .findFirst()
        .filter(a -> Numbers.value(a) == stated);
  }

  private static Fix.Edit retyped(SourceRange r, double actual) {
    return new Fix.Edit(r.path(), r.start(), r.end(), Laws.whole(actual));
  }
}
