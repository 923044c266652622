package dev.initlint.javasource;

import com.github.javaparser.JavaToken;
import com.github.javaparser.Range;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.BodyDeclaration;
import com.github.javaparser.ast.expr.AnnotationExpr;
import com.github.javaparser.ast.expr.MethodCallExpr;
import com.github.javaparser.ast.expr.StringLiteralExpr;
import com.github.javaparser.ast.stmt.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds suppressions: comments, and {@code @SuppressWarnings("initlint:ACT001")}, which is about
 * what it stands before. A comment behind code is about its line; one on a line of its own is about
 * the statement, the declaration or the call of a chain that begins on the next line of code.
 */
public final class SuppressionComments {
  private static final Pattern COMMENT =
      Pattern.compile("//+\\s*initlint:\\s*ignore\\s*\\[([^\\]]*)\\](.*)", Pattern.DOTALL);

  private static final String PREFIX = "initlint:";

  /** An annotation has no room for a reason. */
  private static final String ANNOTATION = "@SuppressWarnings";

  private final CompilationUnit unit;
  private final List<Suppression> found = new ArrayList<>();

  private SuppressionComments(CompilationUnit unit) {
    this.unit = unit;
  }

  /** The suppressions of a file in order; none where it is not valid Java. */
  public static List<Suppression> of(String path, String text) {
    if (!text.contains("initlint:")
        || !(new SourceParser().parse(path, text) instanceof SourceParser.Tree t)) {
      return List.of();
    }
    SuppressionComments comments = new SuppressionComments(t.file().unit());
    comments.read();
    comments.annotations();
    comments.found.sort(Comparator.comparingInt(Suppression::line));
    return comments.found;
  }

  private void read() {
    if (unit.getTokenRange().isEmpty()) {
      return;
    }
    int lineOfCode = 0;
    for (JavaToken token : unit.getTokenRange().get()) {
      int line = token.getRange().map(r -> r.begin.line).orElse(0);
      if (token.getCategory().isComment()) {
        Matcher comment = COMMENT.matcher(token.getText().strip());
        if (comment.matches()) {
          add(comment, line, line == lineOfCode, token);
        }
      } else if (!token.getCategory().isWhitespace()) {
        lineOfCode = token.getRange().map(r -> r.end.line).orElse(line);
      }
    }
  }

  private void add(Matcher comment, int line, boolean trailing, JavaToken token) {
    List<String> rules =
        Arrays.stream(comment.group(1).split(","))
            .map(String::strip)
            .filter(r -> !r.isEmpty())
            .toList();
    if (!rules.isEmpty()) {
      int from = trailing ? line : nextLine(token);
      int to = trailing ? line : lastLine(from);
      found.add(new Suppression(line, rules, comment.group(2).strip(), from, to));
    }
  }

  private void annotations() {
    for (AnnotationExpr annotation : unit.findAll(AnnotationExpr.class)) {
      if (!annotation.getName().getIdentifier().equals("SuppressWarnings")) {
        continue;
      }
      List<String> rules =
          annotation.findAll(StringLiteralExpr.class).stream()
              .map(StringLiteralExpr::asString)
              .filter(word -> word.startsWith(PREFIX))
              .flatMap(word -> Arrays.stream(word.substring(PREFIX.length()).split(",")))
              .map(String::strip)
              .filter(rule -> !rule.isEmpty())
              .toList();
      Range about = annotation.getParentNode().flatMap(Node::getRange).orElse(null);
      if (!rules.isEmpty() && about != null) {
        int line = annotation.getRange().map(r -> r.begin.line).orElse(about.begin.line);
        found.add(new Suppression(line, rules, ANNOTATION, about.begin.line, about.end.line));
      }
    }
  }

  private static int nextLine(JavaToken comment) {
    JavaToken at = comment;
    while (at != null && at.getCategory().isWhitespaceOrComment()) {
      at = at.getNextToken().orElse(null);
    }
    return at == null ? Integer.MAX_VALUE : at.getRange().map(r -> r.begin.line).orElse(0);
  }

  /** Last line of the longest statement or declaration, or else call, that begins on a line. */
  private int lastLine(int line) {
    int last = line;
    boolean whole = false;
    for (Node n : unit.findAll(Node.class, n -> begins(n, line))) {
      boolean unit = n instanceof Statement || n instanceof BodyDeclaration;
      int end = n.getRange().map(r -> r.end.line).orElse(line);
      if (unit || !whole) {
        last = unit && !whole ? end : Math.max(last, end);
        whole |= unit;
      }
    }
    return last;
  }

  /** A call of a chain begins with its name. */
  private static boolean begins(Node n, int line) {
    if (n instanceof MethodCallExpr m) {
      return m.getName().getRange().map((Range r) -> r.begin.line).orElse(0) == line;
    }
    return (n instanceof Statement || n instanceof BodyDeclaration)
        && n.getRange().map(r -> r.begin.line).orElse(0) == line;
  }
}
