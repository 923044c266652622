package dev.initlint.javasource.edit;

import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceParameter;
import dev.initlint.source.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Deeplearning4j: {@code .weightInit(..)} at the layer, or at the network for all its layers. */
final class Dl4jSpelling implements LibrarySpelling {
  private static final Set<String> SETTERS = Set.of("weightInit", "dist");
  private static final String SCHEME = "org.deeplearning4j.nn.weights.WeightInit";
  private static final String NORMAL = "org.deeplearning4j.nn.conf.distribution.NormalDistribution";

  /** Layers whose builders take no distribution. */
  private static final Set<String> SCHEMES_ONLY =
      Set.of(
          "SelfAttentionLayer",
          "LearnedSelfAttentionLayer",
          "RecurrentAttentionLayer",
          "AttentionVertex",
          "LocallyConnected1D",
          "LocallyConnected2D");

  private final SourceTrees trees;

  Dl4jSpelling(SourceTrees trees) {
    this.trees = trees;
  }

  @Override
  public List<Way> ways(SourceParameter p, Remedy.Redraw redraw) {
    List<Way> ways = new ArrayList<>();
    if (!isInChain(p)) {
      inserted(p, redraw).ifPresent(ways::add);
    }
    replaced(p, redraw).ifPresent(ways::add);
    return ways;
  }

  /** Whether the layer's own builder chain sets the law. */
  private static boolean isInChain(SourceParameter p) {
    SourceRange set = p.initialiserRange();
    return set != null
        && set.path().equals(p.definition().path())
        && set.start() >= p.definition().start()
        && set.end() <= p.insertAt();
  }

  private static Phrase phrase(SourceParameter p, Remedy.Redraw r, boolean schemes) {
    if (schemes && Laws.hasTrueFan(p) && Laws.hasGain(r, 2)) {
      return new Phrase(SCHEME, "$.RELU", true);
    }
    if (schemes && Laws.hasTrueFan(p) && Laws.hasGain(r, 1)) {
      return new Phrase(SCHEME, "$.LECUN_NORMAL", true);
    }
    return Laws.isSized(p) && !SCHEMES_ONLY.contains(p.layer())
        ? new Phrase(NORMAL, "new $(0, " + Laws.number(r.std()) + ")", false)
        : null;
  }

  private Optional<Way> replaced(SourceParameter p, Remedy.Redraw redraw) {
    SourceRange set = p.initialiserRange();
    if (set == null) {
      return Optional.empty();
    }
    MethodCallExpr call = trees.call(set).orElse(null);
    if (call == null
        || !SETTERS.contains(call.getNameAsString())
        || call.getArguments().size() != 1) {
      return Optional.empty();
    }
    Phrase phrase = phrase(p, redraw, call.getNameAsString().equals("weightInit"));
    SourceFile file = trees.file(set.path()).orElseThrow();
    SourceRange argument = file.range(call.getArgument(0));
    if (phrase == null || SourceTrees.holdsComment(SourceTrees.text(file, argument))) {
      return Optional.empty();
    }
    TypeNames.Name name = new TypeNames(file).of(phrase.type());
    List<Fix.Edit> edits = new ArrayList<>(name.addition().stream().toList());
    edits.add(new Fix.Edit(set.path(), argument.start(), argument.end(), phrase.with(name.text())));
    return Optional.of(new Way(q -> set.equals(q.initialiserRange()), edits, phrase.sizeFree()));
  }

  private Optional<Way> inserted(SourceParameter p, Remedy.Redraw redraw) {
    String path = p.definition().path();
    MethodCallExpr build = trees.build(path, p.insertAt()).orElse(null);
    Phrase phrase = phrase(p, redraw, true);
    if (build == null || phrase == null) {
      return Optional.empty();
    }
    SourceFile file = trees.file(path).orElseThrow();
    TypeNames.Name name = new TypeNames(file).of(phrase.type());
    String gap =
        file.text().substring(p.insertAt(), file.range(build.getName()).start()).replace(".", "");
    String indent = gap.isBlank() ? gap : "";
    List<Fix.Edit> edits = new ArrayList<>(name.addition().stream().toList());
    edits.add(
        new Fix.Edit(
            path,
            p.insertAt(),
            p.insertAt(),
            indent + ".weightInit(" + phrase.with(name.text()) + ")"));
    return Optional.of(new Way(q -> isBuiltWith(q, p), edits, phrase.sizeFree()));
  }

  /** Whether one call of the builder decides both. */
  private static boolean isBuiltWith(SourceParameter q, SourceParameter p) {
    return q.insertAt() == p.insertAt()
        && q.definition().path().equals(p.definition().path())
        && q.initialiser().equals(p.initialiser())
        && Objects.equals(q.initialiserRange(), p.initialiserRange());
  }
}
