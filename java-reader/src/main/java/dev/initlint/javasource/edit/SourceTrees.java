package dev.initlint.javasource.edit;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.graph.Origin;
import dev.initlint.javasource.SourceParser;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.SourceRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The files that edits may touch, each parsed once, and the nodes that ranges stand for. */
final class SourceTrees {
  private final Function<String, String> texts;
  private final Map<String, Optional<SourceFile>> files = new HashMap<>();

  /**
   * Trees of the texts that {@code texts} gives.
   *
   * @param texts the characters of a file by its path; null where there is none
   */
  SourceTrees(Function<String, String> texts) {
    this.texts = texts;
  }

  /** A file, unless it cannot be read or is not valid Java. */
  Optional<SourceFile> file(String path) {
    return files.computeIfAbsent(path, this::parse);
  }

  private Optional<SourceFile> parse(String path) {
    String text = texts.apply(path);
    return text != null
            && new SourceParser().parse(path, text) instanceof SourceParser.Tree t
            && t.problem() == null
        ? Optional.of(t.file())
        : Optional.empty();
  }

  /** The call whose name starts and whose parentheses end where the range does. */
  Optional<MethodCallExpr> call(SourceRange range) {
    return file(range.path())
        .flatMap(
            f ->
                f.unit()
                    .findFirst(
                        MethodCallExpr.class,
                        m ->
                            f.range(m.getName()).start() == range.start()
                                && f.range(m).end() == range.end()));
  }

  /** The call of {@code build} whose builder expression ends at an offset. */
  Optional<MethodCallExpr> build(String path, int builderEnd) {
    return file(path)
        .flatMap(
            f ->
                f.unit()
                    .findFirst(
                        MethodCallExpr.class,
                        m ->
                            m.getNameAsString().equals("build")
                                && m.getScope()
                                    .filter(s -> f.range(s).end() == builderEnd)
                                    .isPresent()));
  }

  /** Calls of any of the names in expressions that begin at a place. */
  List<MethodCallExpr> callsAt(Origin place, List<String> names) {
    return file(place.path())
        .map(
            f ->
                f.unit()
                    .findAll(
                        MethodCallExpr.class,
                        m -> names.contains(m.getNameAsString()) && begins(f, m, place)))
        .orElse(List.of());
  }

  private static boolean begins(SourceFile f, Node node, Origin place) {
    SourceRange range = f.range(node);
    return range.line() == place.line() && range.column() == place.column();
  }

  /** The characters of a range. */
  static String text(SourceFile file, SourceRange range) {
    return file.text().substring(range.start(), range.end());
  }

  /** Whether an edit of these characters would lose a comment. */
  static boolean holdsComment(String text) {
    return text.contains("//") || text.contains("/*");
  }
}
