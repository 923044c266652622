package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceParameter;
import dev.initlint.source.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * DJL: {@code block.setInitializer(..)}, which builders do not have, so that a block which is built
 * in the middle of an expression gets a variable first.
 */
final class DjlSpelling implements LibrarySpelling {
  private static final Set<String> SETTERS = Set.of("setInitializer", "optInitializer");
  private static final String XAVIER = "ai.djl.training.initializer.XavierInitializer";
  private static final String NORMAL = "ai.djl.training.initializer.NormalInitializer";

  /** Blocks whose weight is a parameter of their own, as {@code setInitializer} by name needs. */
  private static final Set<String> LEAVES =
      Set.of(
          "Linear",
          "Conv1d",
          "Conv2d",
          "Conv3d",
          "Conv1dTranspose",
          "Conv2dTranspose",
          "IdEmbedding",
          "TrainableWordEmbedding");

  private final SourceTrees trees;

  DjlSpelling(SourceTrees trees) {
    this.trees = trees;
  }

  @Override
  public List<Way> ways(SourceParameter p, Remedy.Redraw redraw) {
    Phrase phrase = phrase(p, redraw);
    if (phrase == null) {
      return List.of();
    }
    return (p.byDefault() ? added(p, phrase) : replaced(p, phrase)).stream().toList();
  }

  private static Phrase phrase(SourceParameter p, Remedy.Redraw r) {
    if (Laws.hasTrueFan(p) && r.fanIn() > 0) {
      String gain = Laws.gain(r.gain()) + "f";
      return new Phrase(
          XAVIER, "new $($.RandomType.GAUSSIAN, $.FactorType.IN, " + gain + ")", true);
    }
    return Laws.isSized(p)
        ? new Phrase(NORMAL, "new $(" + Laws.number(r.std()) + "f)", false)
        : null;
  }

  /** Another initialiser in the call that sets it. */
  private Optional<Way> replaced(SourceParameter p, Phrase phrase) {
    SourceRange set = p.initialiserRange();
    MethodCallExpr call = trees.call(set).orElse(null);
    if (call == null
        || !SETTERS.contains(call.getNameAsString())
        || call.getArguments().isEmpty()) {
      return Optional.empty();
    }
    SourceFile file = trees.file(set.path()).orElseThrow();
    SourceRange argument = file.range(call.getArgument(0));
    if (SourceTrees.holdsComment(SourceTrees.text(file, argument))) {
      return Optional.empty();
    }
    TypeNames.Name name = new TypeNames(file).of(phrase.type());
    List<Fix.Edit> edits = new ArrayList<>(name.addition().stream().toList());
    edits.add(new Fix.Edit(set.path(), argument.start(), argument.end(), phrase.with(name.text())));
    return Optional.of(new Way(q -> set.equals(q.initialiserRange()), edits, phrase.sizeFree()));
  }

  /** A call of {@code setInitializer} after the block is built. */
  private Optional<Way> added(SourceParameter p, Phrase phrase) {
    String path = p.definition().path();
    MethodCallExpr build = trees.build(path, p.insertAt()).orElse(null);
    if (build == null) {
      return Optional.empty();
    }
    SourceFile file = trees.file(path).orElseThrow();
    String type = BuiltBlock.type(build).orElse("");
    if (!LEAVES.contains(type.substring(type.lastIndexOf('.') + 1))) {
      return Optional.empty();
    }
    TypeNames.Name name = new TypeNames(file).of(phrase.type());
    String call = ".setInitializer(" + phrase.with(name.text()) + ", \"" + bareName(p) + "\");";
    List<Fix.Edit> edits = new ArrayList<>(name.addition().stream().toList());
    List<Fix.Edit> statements = new BuiltBlock(file, build, type).followedBy(call);
    if (statements.isEmpty()) {
      return Optional.empty();
    }
    edits.addAll(statements);
    return Optional.of(new Way(q -> isBuiltWith(q, p), edits, phrase.sizeFree()));
  }

  /** The name by which the block knows the parameter. */
  private static String bareName(SourceParameter p) {
    return p.name().substring(p.name().lastIndexOf('/') + 1).replaceFirst("_\\d+$", "");
  }

  private static boolean isBuiltWith(SourceParameter q, SourceParameter p) {
    return q.insertAt() == p.insertAt()
        && q.definition().path().equals(p.definition().path())
        && bareName(q).equals(bareName(p));
  }
}
