package dev.initlint.javasource;

import dev.initlint.javasource.eval.Project;
import dev.initlint.javasource.eval.SourceFile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The syntax trees of a project's files, each made once, when it is first asked for. */
final class ParsedFiles implements Project.Files {
  private final Map<String, String> texts;
  private final Map<String, String> byType;
  private final Map<String, SourceParser.Outcome> parsed = new ConcurrentHashMap<>();

  /**
   * Nothing parsed yet.
   *
   * @param byType paths by the qualified names of top-level types
   */
  ParsedFiles(Map<String, String> texts, Map<String, String> byType) {
    this.texts = texts;
    this.byType = byType;
  }

  SourceParser.Outcome outcome(String path) {
    return parsed.computeIfAbsent(path, p -> new SourceParser().parse(p, texts.get(p)));
  }

  /** The tree of a file; null when it has none. */
  SourceFile tree(String path) {
    return outcome(path) instanceof SourceParser.Tree t ? t.file() : null;
  }

  @Override
  public boolean declare(String type) {
    return byType.containsKey(type);
  }

  @Override
  public SourceFile declaring(String type) {
    String path = byType.get(type);
    return path == null ? null : tree(path);
  }
}
