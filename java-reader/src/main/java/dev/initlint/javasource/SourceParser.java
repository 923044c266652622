package dev.initlint.javasource;

import com.github.javaparser.JavaParser;
import com.github.javaparser.ParseResult;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.ast.CompilationUnit;
import dev.initlint.javasource.eval.SourceFile;

/** Text to tree, with bounds on size and nesting; partial trees are accepted. */
public final class SourceParser {
  /** Largest file that is parsed, in characters. */
  static final int CHARACTERS = 4 << 20;

  /** Deepest nesting of brackets that is parsed. */
  static final int NESTING = 1000;

  private final JavaParser parser = parser();

  /**
   * Takes every syntax the grammar knows, without checks that only a compiler needs and that cost
   * as much again as parsing. The raw level would not know {@code yield}.
   */
  private static JavaParser parser() {
    ParserConfiguration configuration =
        new ParserConfiguration()
            .setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_25)
            .setAttributeComments(false);
    configuration.getProcessors().clear();
    return new JavaParser(configuration);
  }

  /** The parsed file, or why it is none. */
  public sealed interface Outcome {}

  /** A tree, complete or not. */
  public record Tree(SourceFile file, String problem) implements Outcome {}

  /** No tree. */
  public record Failure(int line, String reason) implements Outcome {}

  /** True when the text names a framework whose models are read. */
  public static boolean mentionsFramework(String text) {
    return text.contains("ai.djl")
        || text.contains("deeplearning4j")
        || text.contains("org.nd4j")
        || text.contains("SameDiff")
        || text.contains("org.tensorflow.op");
  }

  /** Parses one file; {@code path} is what places in it are told by. */
  public Outcome parse(String path, String text) {
    if (text.length() > CHARACTERS) {
      return new Failure(
          0,
          "the file has "
              + text.length()
              + " characters, more than "
              + CHARACTERS
              + "; split it or leave it out");
    }
    int deep = deepLine(text);
    if (deep > 0) {
      return new Failure(
          deep, "brackets nest deeper than " + NESTING + "; simplify the expression there");
    }
    try {
      ParseResult<CompilationUnit> result = parser.parse(text);
      boolean usable =
          result.getResult().isPresent()
              && (result.isSuccessful() || !result.getResult().get().getTypes().isEmpty());
      return usable
          ? new Tree(
              new SourceFile(path, text, result.getResult().get()),
              result.isSuccessful() ? null : problem(result))
          : new Failure(line(result), problem(result));
    } catch (StackOverflowError e) {
      return new Failure(0, "the file nests too deeply to be parsed; simplify its expressions");
    }
  }

  private static int line(ParseResult<?> result) {
    return result.getProblems().stream()
        .flatMap(p -> p.getLocation().stream())
        .flatMap(l -> l.getBegin().getRange().stream())
        .mapToInt(r -> r.begin.line)
        .findFirst()
        .orElse(0);
  }

  private static String problem(ParseResult<?> result) {
    if (result.getProblems().isEmpty()) {
      return "the file declares no class";
    }
    String first = result.getProblem(0).getMessage().lines().findFirst().orElse("");
    String brief = first.length() > 120 ? first.substring(0, 120) : first;
    return "this is not valid Java at line " + line(result) + " (" + brief + "); correct it there";
  }

  /** Line at which brackets nest too deeply, or 0. Strings and comments may add false depth. */
  private static int deepLine(String text) {
    int depth = 0;
    int line = 1;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        quoted = false;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\') {
        i++;
      } else if (!quoted && (c == '(' || c == '{' || c == '[')) {
        if (++depth > NESTING) {
          return line;
        }
      } else if (!quoted && (c == ')' || c == '}' || c == ']')) {
        depth--;
      }
    }
    return 0;
  }
}
