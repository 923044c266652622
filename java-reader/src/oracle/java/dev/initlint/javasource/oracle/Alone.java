package dev.initlint.javasource.oracle;

import com.github.javaparser.StaticJavaParser;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import dev.initlint.source.SourceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One network of a file as the reader sees it: the file without the methods of the others. */
final class Alone {
  private static final Path FOLDER = Path.of("src/oracle/java/dev/initlint/javasource/oracle");

  private Alone() {}

  /**
   * The model of one method.
   *
   * @param sizes extents that the source leaves open, by the names the reader gives them
   * @throws IllegalStateException if the reader does not see exactly one model
   */
  static SourceModel model(Class<?> file, String method, Map<String, Double> sizes)
      throws IOException {
    String name = file.getSimpleName() + ".java";
    CompilationUnit unit = StaticJavaParser.parse(Files.readString(FOLDER.resolve(name)));
    Set<String> needed = new HashSet<>();
    reach(method, unit, needed);
    unit.findAll(MethodDeclaration.class).stream()
        .filter(m -> !needed.contains(m.getNameAsString()))
        .forEach(MethodDeclaration::remove);
    FileOutcome o = new JavaReader(sizes).readTexts(Map.of(name, unit.toString())).get(0);
    List<SourceModel> models = o instanceof FileOutcome.Models found ? found.models() : List.of();
    if (models.size() != 1) {
      throw new IllegalStateException(method + " is read as " + models.size() + " models");
    }
    return models.get(0);
  }

  private static void reach(String method, CompilationUnit unit, Set<String> needed) {
    if (needed.add(method)) {
      unit.findAll(MethodDeclaration.class, m -> m.getNameAsString().equals(method)).stream()
          .flatMap(m -> m.findAll(MethodCallExpr.class).stream())
          .filter(call -> call.getScope().isEmpty())
          .forEach(call -> reach(call.getNameAsString(), unit, needed));
    }
  }
}
