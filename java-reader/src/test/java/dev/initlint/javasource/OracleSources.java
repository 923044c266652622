package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.javaparser.StaticJavaParser;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.SimpleName;
import com.github.javaparser.ast.type.ClassOrInterfaceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The networks that the oracle profile measures with the real libraries, read as text: which kinds
 * of layers occur in them.
 */
public final class OracleSources {
  private static final Path FOLDER = Path.of("src/oracle/java/dev/initlint/javasource/oracle");

  private OracleSources() {}

  /** Names of classes, constants and methods that measured networks use. */
  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Kinds.java")).toList()) {
        CompilationUnit unit = StaticJavaParser.parse(Files.readString(file));
        unit.getImports().clear();
        unit.findAll(ClassOrInterfaceType.class).forEach(t -> names.add(t.getNameAsString()));
        unit.findAll(MethodCallExpr.class).forEach(c -> names.add(c.getNameAsString()));
        unit.findAll(SimpleName.class).forEach(n -> names.add(n.getIdentifier()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /**
   * Holds that every kind is measured, or stands in a list with the reason why it is not; and that
   * no reason outlives its cause.
   */
  public static void cover(Set<String> kinds, Map<String, String> unmeasured) {
    Set<String> missing = new TreeSet<>(kinds);
    missing.removeAll(names());
    assertThat(missing)
        .as("kinds that are modelled and in no network of the oracle")
        .isEqualTo(new TreeSet<>(unmeasured.keySet()));
  }
}
