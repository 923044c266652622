package dev.initlint.javasource.eval;

import com.github.javaparser.Position;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.ImportDeclaration;
import com.github.javaparser.ast.Node;
import dev.initlint.source.SourceRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One parsed source file: its text, its tree and what its imports say. */
public final class SourceFile {
  private final String path;
  private final String text;
  private final CompilationUnit unit;
  private final int[] lineStarts;
  private final Map<String, String> imports = new HashMap<>();
  private final List<String> wildcards = new ArrayList<>();
  private final Map<String, String> staticImports = new HashMap<>();
  private final List<String> staticWildcards = new ArrayList<>();

  /** Wraps a tree that was parsed from {@code text}. */
  public SourceFile(String path, String text, CompilationUnit unit) {
    this.path = path;
    this.text = text;
    this.unit = unit;
    this.lineStarts = lineStarts(text);
    for (ImportDeclaration i : unit.getImports()) {
      String name = i.getNameAsString();
      if (i.isStatic()) {
        if (i.isAsterisk()) {
          staticWildcards.add(name);
        } else {
          staticImports.put(lastPart(name), name.substring(0, name.lastIndexOf('.')));
        }
      } else if (i.isAsterisk()) {
        wildcards.add(name);
      } else {
        imports.put(lastPart(name), name);
      }
    }
  }

  /** The file as the user named it. */
  public String path() {
    return path;
  }

  /** The characters of the file. */
  public String text() {
    return text;
  }

  /** The syntax tree. */
  public CompilationUnit unit() {
    return unit;
  }

  /** The package, empty for none. */
  public String packageName() {
    return unit.getPackageDeclaration().map(p -> p.getNameAsString()).orElse("");
  }

  /** Qualified name of a type imported by its simple name, or null. */
  public String imported(String simpleName) {
    return imports.get(simpleName);
  }

  /** Packages and types imported with an asterisk. */
  public List<String> wildcards() {
    return wildcards;
  }

  /** Type whose static member {@code name} is imported, or null. */
  public String staticImport(String name) {
    return staticImports.get(name);
  }

  /** Types whose static members are all imported. */
  public List<String> staticWildcards() {
    return staticWildcards;
  }

  /** Where {@code node} stands; the whole file when the parser did not say. */
  public SourceRange range(Node node) {
    return node.getRange()
        .map(
            r ->
                new SourceRange(
                    path, offset(r.begin), offset(r.end) + 1, r.begin.line, r.begin.column))
        .orElse(new SourceRange(path, 0, text.length(), 1, 1));
  }

  private int offset(Position p) {
    int line = Math.min(Math.max(p.line, 1), lineStarts.length);
    return Math.min(lineStarts[line - 1] + p.column - 1, text.length());
  }

  private static int[] lineStarts(String text) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
        starts.add(i + 1);
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  static String lastPart(String dotted) {
    return dotted.substring(dotted.lastIndexOf('.') + 1);
  }
}
