package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.graph.CodeLine;
import dev.initlint.graph.CodeNames;
import dev.initlint.graph.CodePlace;
import dev.initlint.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that a program was exported to. Where the file says so, findings name module, parameter
 * and line of that program.
 */
record OnnxModel(Graph graph) implements ReadModel {
  private static final Pattern NAME = Pattern.compile("[\\w:./]+");

  @Override
  public List<Finding> placed(List<Finding> found, EngineSettings settings) {
    CodeNames names = CodeNames.of(graph);
    return found.stream().map(f -> placed(f, names)).toList();
  }

  private static Finding placed(Finding f, CodeNames names) {
    Location at = f.location();
    UnaryOperator<String> words = renaming(names, at);
    return f.at(placed(at, names))
        .alsoAt(f.also().stream().map(a -> placed(a, names)).toList())
        .worded(words);
  }

  private static Location placed(Location at, CodeNames names) {
    String parameter = at.parameter() == null ? null : names.of(at.node(), at.parameter());
    CodePlace code = names.place(at.node(), at.parameter());
    String module = code == null || code.module() == null ? holder(parameter) : code.module();
    return code == null
        ? at.tracedFrom(parameter, module, null, null)
        : at.tracedFrom(parameter, module, shown(code.line()), shown(code.library()));
  }

  /** The module that a dotted name of a parameter is of; null for any other name. */
  private static String holder(String parameter) {
    boolean dotted = parameter != null && parameter.matches("[A-Za-z_]\\w*(\\.\\w+)+");
    return dotted ? parameter.substring(0, parameter.lastIndexOf('.')) : null;
  }

  /** Weights that the exporter named are told by their names in the program. */
  private static UnaryOperator<String> renaming(CodeNames names, Location at) {
    Map<String, String> all = names.all();
    if (all.isEmpty()) {
      return UnaryOperator.identity();
    }
    return text ->
        NAME.matcher(text)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        all.containsKey(m.group()) ? names.of(at.node(), m.group()) : m.group()));
  }

  /** Below the working folder a path is told from there; elsewhere the name of the file tells. */
  private static CodeLine shown(CodeLine line) {
    if (line == null) {
      return null;
    }
    String path = line.path();
    try {
      Path here = Path.of("").toAbsolutePath();
      Path there = here.resolve(path).normalize();
      path =
          there.startsWith(here)
              ? here.relativize(there).toString()
              : there.getFileName().toString();
    } catch (RuntimeException noPathHere) {
      path = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
    return new CodeLine(path, line.line(), line.function(), line.text());
  }
}
