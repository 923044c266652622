package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.NameExpr;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceParameter;
import dev.initlint.source.SourceRange;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SameDiff: the scheme or the array in {@code sd.var(..)}. */
final class SameDiffSpelling implements LibrarySpelling {
  private static final String SCHEMES = "org.nd4j.weightinit.impl.";

  private final SourceTrees trees;

  SameDiffSpelling(SourceTrees trees) {
    this.trees = trees;
  }

  @Override
  public List<Way> ways(SourceParameter p, Remedy.Redraw redraw) {
    SourceRange set = p.initialiserRange();
    MethodCallExpr call = set == null ? null : trees.call(set).orElse(null);
    if (call == null || !call.getNameAsString().equals("var")) {
      return List.of();
    }
    SourceFile file = trees.file(set.path()).orElseThrow();
    for (Expression argument : call.getArguments()) {
      if (argument instanceof ObjectCreationExpr scheme
          && scheme.getType().getNameAsString().endsWith("InitScheme")) {
        return scheme(p, redraw, file, scheme).stream().toList();
      }
    }
    boolean array = p.initialiser().equals("array");
    return array ? array(p, redraw, file, call).stream().toList() : List.of();
  }

  private static Way way(SourceParameter p, List<Fix.Edit> edits, boolean sizeFree) {
    return new Way(q -> p.initialiserRange().equals(q.initialiserRange()), edits, sizeFree);
  }

  /** Another scheme with the true fan-in. */
  private static Optional<Way> scheme(
      SourceParameter p, Remedy.Redraw redraw, SourceFile file, ObjectCreationExpr scheme) {
    String type =
        Laws.hasGain(redraw, 2)
            ? "ReluInitScheme"
            : Laws.hasGain(redraw, 1) ? "XavierFanInInitScheme" : null;
    SourceRange range = file.range(scheme);
    boolean ordered = !scheme.getArguments().isEmpty() && scheme.getArgument(0).isCharLiteralExpr();
    if (type == null
        || !ordered
        || !Laws.isSized(p)
        || SourceTrees.holdsComment(SourceTrees.text(file, range))) {
      return Optional.empty();
    }
    TypeNames.Name name = new TypeNames(file).of(SCHEMES + type);
    List<Fix.Edit> edits = new ArrayList<>(name.addition().stream().toList());
    String order = SourceTrees.text(file, file.range(scheme.getArgument(0)));
    String text = "new " + name.text() + "(" + order + ", " + redraw.fanIn() + ")";
    edits.add(new Fix.Edit(range.path(), range.start(), range.end(), text));
    return Optional.of(way(p, edits, false));
  }

  /** The array times the ratio of the deviations. */
  private static Optional<Way> array(
      SourceParameter p, Remedy.Redraw redraw, SourceFile file, MethodCallExpr call) {
    if (!(p.variance() instanceof Expr.Constant variance) || !(variance.value() > 0)) {
      return Optional.empty();
    }
    List<Expression> arrays =
        call.getArguments().stream()
            .filter(a -> a instanceof MethodCallExpr || a instanceof NameExpr)
            .toList();
    if (arrays.size() != 1) {
      return Optional.empty();
    }
    double factor = redraw.std() / Math.sqrt(variance.value());
    int end = file.range(arrays.get(0)).end();
    String text = ".mul(" + Laws.number(factor) + ")";
    return Optional.of(way(p, List.of(new Fix.Edit(file.path(), end, end, text)), false));
  }
}
