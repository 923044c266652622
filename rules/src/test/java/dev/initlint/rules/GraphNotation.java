package dev.initlint.rules;

import dev.initlint.graph.Graph;
import dev.initlint.training.Precision;
import dev.initlint.training.Training;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the small notation in which the rules' documentation gives its examples.
 *
 * <pre>
 * x = input(4, 16, 64)                     a graph input; tokens(..) for indices, zeros(..) constant
 * repeat 6                                 the indented lines, that many times, with fresh weights
 *   h = linear(x, 256, normal(0, 0.02))    a law: normal, uniform, truncated, constant, zeros
 *   x = layernorm(add(x, relu(h)))         calls nest; a name may be assigned again
 * train optimizer=adam lr=1e-3 warmup=0    how it is trained, with clip, precision, epsilon
 * </pre>
 *
 * The last value assigned is the output.
 */
final class GraphNotation {
  private static final String TRAIN = "train ";

  private final GraphBuilder builder = new GraphBuilder();
  private final Map<String, GraphBuilder.Handle> names = new LinkedHashMap<>();
  private GraphBuilder.Handle last;
  private String within = "";

  private GraphNotation() {}

  /** The graph that a text describes. */
  static Graph parse(String text) {
    GraphNotation notation = new GraphNotation();
    List<String> lines =
        text.lines()
            .map(l -> l.replaceFirst("#.*", "").stripTrailing())
            .filter(l -> !l.isBlank() && !l.startsWith(TRAIN))
            .toList();
    notation.block(lines);
    return notation.builder.graph(notation.last);
  }

  /** How a text says that its graph is trained. */
  static Training training(String text) {
    Training t = Training.UNSTATED;
    for (String line : text.lines().filter(l -> l.startsWith(TRAIN)).toList()) {
      for (String word : line.substring(TRAIN.length()).strip().split("\\s+")) {
        String[] pair = word.split("=", 2);
        t = said(t, pair[0], pair[1]);
      }
    }
    return t;
  }

  private static Training said(Training t, String name, String value) {
    return switch (name) {
      case "optimizer" -> t.withOptimizer(value);
      case "lr" -> t.withLearningRate(Double.valueOf(value));
      case "warmup" -> t.withWarmupSteps(Long.valueOf(value));
      case "clip" -> t.withClip(Double.valueOf(value));
      case "precision" -> t.withPrecision(Precision.of(value));
      case "smoothing" -> t.withLabelSmoothing(Double.valueOf(value));
      case "epsilon" -> t.withEpsilon(Double.valueOf(value));
      default -> throw new IllegalArgumentException("nothing of training is called " + name);
    };
  }

  private void block(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.startsWith("repeat ")) {
        assign(line);
        continue;
      }
      int times = Integer.parseInt(line.substring(7).strip());
      List<String> body = new ArrayList<>();
      int indent = indent(lines.get(i));
      while (i + 1 < lines.size() && indent(lines.get(i + 1)) > indent) {
        body.add(lines.get(++i));
      }
      for (int n = 0; n < times; n++) {
        within = "blocks." + n + ".";
        block(body);
      }
      within = "";
    }
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private void assign(String line) {
    int equals = line.indexOf('=');
    String name = line.substring(0, equals).strip();
    builder.within(within + name);
    last = (GraphBuilder.Handle) value(line.substring(equals + 1).strip());
    names.put(name, last);
  }

  /** A number, a name, a law or the result of a call. */
  private Object value(String text) {
    int meant = text.indexOf(" meant ");
    if (meant >= 0 && WeightLaw.FUNCTIONS.stream().anyMatch(text::startsWith)) {
      WeightLaw law = (WeightLaw) value(text.substring(0, meant).strip());
      WeightLaw intended = (WeightLaw) value(text.substring(meant + 7).strip());
      return new WeightLaw(law.function(), law.arguments(), law.seed(), intended);
    }
    if (text.matches("[-+]?\\d[\\d.]*([eE][-+]?\\d+)?")) {
      return Double.valueOf(text);
    }
    int open = text.indexOf('(');
    if (open < 0) {
      return names.containsKey(text) ? names.get(text) : new WeightLaw(text, List.of(), 0);
    }
    int close = text.lastIndexOf(')');
    String function = text.substring(0, open).strip();
    List<Object> positional = new ArrayList<>();
    Map<String, Double> named = new LinkedHashMap<>();
    for (String part : split(text.substring(open + 1, close))) {
      String[] pair = part.split("=", 2);
      if (pair.length == 2 && pair[0].strip().matches("\\w+")) {
        named.put(pair[0].strip(), Double.valueOf(pair[1].strip()));
      } else {
        positional.add(value(part.strip()));
      }
    }
    if (WeightLaw.FUNCTIONS.contains(function)
        && positional.stream().allMatch(p -> p instanceof Double)
        && !function.equals("zeros")) {
      String rest = text.substring(close + 1).strip();
      long seed = rest.startsWith("seed ") ? Long.parseLong(rest.substring(5).strip()) : 0;
      return new WeightLaw(function, positional.stream().map(p -> (Double) p).toList(), seed);
    }
    return builder.call(function, positional, named);
  }

  private static List<String> split(String arguments) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < arguments.length(); i++) {
      char c = arguments.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(arguments.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(arguments.substring(from));
    return parts;
  }
}
