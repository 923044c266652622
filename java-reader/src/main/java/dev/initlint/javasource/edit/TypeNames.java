package dev.initlint.javasource.edit;

import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.ImportDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.expr.SimpleName;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.SourceRange;
import java.util.List;
import java.util.Optional;

/** How a file may name a class of a library: by its simple name, with an import, or in full. */
final class TypeNames {
  private final SourceFile file;
  private final CompilationUnit unit;

  TypeNames(SourceFile file) {
    this.file = file;
    unit = file.unit();
  }

  /**
   * A name and the edit that makes it mean the class.
   *
   * @param addition the import to be added; empty where none is needed
   */
  record Name(String text, Optional<Fix.Edit> addition) {}

  /** The shortest name of a class that means nothing else in the file. */
  Name of(String qualified) {
    String simple = qualified.substring(qualified.lastIndexOf('.') + 1);
    String folder = qualified.substring(0, qualified.lastIndexOf('.'));
    String imported = file.imported(simple);
    boolean declared =
        unit.findFirst(TypeDeclaration.class, t -> t.getNameAsString().equals(simple)).isPresent();
    if (imported != null || declared) {
      return new Name(qualified.equals(imported) && !declared ? simple : qualified, no());
    }
    boolean used = unit.findFirst(SimpleName.class, n -> n.asString().equals(simple)).isPresent();
    boolean wildcard = file.wildcards().contains(folder);
    if (file.packageName().equals(folder) || wildcard && (used || isOnlyLibrary(folder))) {
      return new Name(simple, no());
    }
    List<ImportDeclaration> imports = plainImports();
    return used || imports.isEmpty()
        ? new Name(qualified, no())
        : new Name(simple, Optional.of(addition(imports, qualified)));
  }

  private static Optional<Fix.Edit> no() {
    return Optional.empty();
  }

  /** Whether no other wildcard may hold a class of the same name. */
  private boolean isOnlyLibrary(String folder) {
    return file.wildcards().stream().allMatch(w -> w.equals(folder) || w.startsWith("java."));
  }

  private List<ImportDeclaration> plainImports() {
    return unit.getImports().stream().filter(i -> !i.isStatic()).toList();
  }

  /** Beside the import that resembles it most, in the order of the alphabet. */
  private Fix.Edit addition(List<ImportDeclaration> imports, String qualified) {
    ImportDeclaration nearest = imports.get(0);
    boolean after = false;
    int shared = -1;
    for (ImportDeclaration i : imports) {
      String name = i.getNameAsString() + (i.isAsterisk() ? ".*" : "");
      int common = sharedSegments(name, qualified);
      boolean before = name.compareTo(qualified) < 0;
      if (common > shared || common == shared && before) {
        nearest = i;
        after = before;
        shared = common;
      }
    }
    return after ? below(nearest, qualified) : above(nearest, qualified);
  }

  private static int sharedSegments(String a, String b) {
    String[] as = a.split("\\.");
    String[] bs = b.split("\\.");
    int n = 0;
    while (n < as.length && n < bs.length && as[n].equals(bs[n])) {
      n++;
    }
    return n;
  }

  private Fix.Edit above(ImportDeclaration next, String qualified) {
    int at = file.range(next).start();
    return new Fix.Edit(
        file.path(), at, at, "import " + qualified + ";" + lineEnd(file.text(), at));
  }

  private Fix.Edit below(ImportDeclaration previous, String qualified) {
    SourceRange range = file.range(previous);
    String text = file.text();
    int end = range.end();
    int line = end;
    while (line < text.length() && text.charAt(line) != '\n' && text.charAt(line) != '\r') {
      line++;
    }
    String rest = text.substring(end, line).strip();
    int at = rest.isEmpty() || rest.startsWith("//") ? line : end;
    return new Fix.Edit(file.path(), at, at, lineEnd(text, end) + "import " + qualified + ";");
  }

  /** The line end that the file uses after an offset, or else before it. */
  static String lineEnd(String text, int from) {
    int at = text.indexOf('\n', from);
    at = at < 0 ? text.indexOf('\n') : at;
    if (at < 0) {
      return text.indexOf('\r') < 0 ? "\n" : "\r";
    }
    return at > 0 && text.charAt(at - 1) == '\r' ? "\r\n" : "\n";
  }
}
