package dev.initlint.hub.network;

import dev.initlint.graph.Graph;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.training.Precision;
import dev.initlint.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a network that is written down line by line, as the examples of the rules are.
 *
 * <pre>
 * x = input(4, 16, 64)                     a graph input; tokens(..) for indices, zeros(..) constant
 * repeat 6                                 the indented lines, that many times, with fresh weights
 *   h = linear(x, 256, normal(0, 0.02))    a law: normal, uniform, truncated, constant, zeros
 *   x = layernorm(add(x, relu(h)))         calls nest; a name may be assigned again
 * train optimizer=adam lr=1e-3 warmup=0    how it is trained, with clip, precision, epsilon
 * beside                                   the same network at a lesser width, from here on
 * </pre>
 *
 * The last value assigned is the output.
 */
public final class NetworkText {
  private static final Pattern FAMILY = Pattern.compile("\\s*(#.*\\R\\s*)*family\\s+[\\w.-]+");
  private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([A-Za-z_]\\w*)\\s*=");
  private static final Pattern REPEAT = Pattern.compile("\\s*repeat\\b\\s*(.*)");
  private static final String TRAIN = "train";
  private static final String BESIDE = "beside";
  private static final int MOST_LINES = 100_000;

  private final String path;
  private final NetworkBuilder builder;
  private Training training = Training.UNSTATED;
  private NetworkBuilder.Handle last;
  private String within = "";
  private int assigned;

  /** A line without its comment. */
  private record Line(int number, String text) {
    int indent() {
      return text.length() - text.stripLeading().length();
    }

    boolean is(String word) {
      return text.strip().equals(word) || text.strip().startsWith(word + " ");
    }
  }

  private NetworkText(String path) {
    this.path = path;
    builder = new NetworkBuilder(path);
  }

  /** Whether a text is a network, and no family of architectures. */
  public static boolean isNetwork(String text) {
    return !FAMILY.matcher(text).lookingAt();
  }

  /**
   * The network that a text describes.
   *
   * @param path of the file, for places
   * @throws Malformed in one sentence with line and column
   */
  public static Network parse(String path, String text) {
    return network(path, lines(text));
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      String said = line.replaceFirst("#.*", "").stripTrailing().replace("\t", "    ");
      if (!said.isBlank()) {
        lines.add(new Line(number, said));
      }
    }
    return lines;
  }

  /**
   * How a text says that a network is trained, whether it has one or not.
   *
   * @throws Malformed in one sentence with line and column
   */
  public static Training training(String path, String text) {
    NetworkText read = new NetworkText(path);
    read.block(lines(text).stream().filter(l -> l.is(TRAIN)).toList());
    return read.training;
  }

  private static Network network(String path, List<Line> lines) {
    int end = 0;
    while (end < lines.size() && !lines.get(end).is(BESIDE)) {
      end++;
    }
    NetworkText read = new NetworkText(path);
    read.block(lines.subList(0, end));
    if (read.last == null) {
      throw new Malformed(
          path,
          -1,
          "no line assigns a value, as x = input(4, 64) does; docs/network.md has the notation");
    }
    Graph graph = read.builder.graph(read.last);
    Network beside =
        end < lines.size() ? network(path, lines.subList(end + 1, lines.size())) : null;
    return new Network(graph, read.training, beside);
  }

  private void block(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      try {
        Matcher repeat = REPEAT.matcher(line.text());
        if (line.is(TRAIN)) {
          trained(line);
        } else if (repeat.matches()) {
          int end = i + 1;
          while (end < lines.size() && lines.get(end).indent() > line.indent()) {
            end++;
          }
          repeat(times(repeat), lines.subList(i + 1, end));
          i = end - 1;
        } else {
          assign(line);
        }
      } catch (Fault f) {
        throw new Malformed(
            path, -1, "line " + line.number() + ", column " + f.column() + ": " + f.getMessage());
      }
    }
  }

  private static int times(Matcher repeat) {
    String times = repeat.group(1).strip();
    if (!times.matches("[1-9]\\d{0,3}")) {
      throw new Fault(repeat.start(1) + 1, "repeat is followed by a number from 1 to 9999");
    }
    return Integer.parseInt(times);
  }

  private void repeat(int times, List<Line> body) {
    if (body.isEmpty()) {
      throw new Fault(1, "repeat is followed by indented lines, and there are none");
    }
    String outside = within;
    for (int n = 0; n < times; n++) {
      within = outside + "blocks." + n + ".";
      block(body);
    }
    within = outside;
  }

  private void assign(Line line) {
    Matcher m = ASSIGNMENT.matcher(line.text());
    if (!m.lookingAt()) {
      throw new Fault(
          line.indent() + 1, "a line is NAME = …, repeat N, train … or beside, and this is none");
    }
    if (++assigned > MOST_LINES) {
      throw new Fault(1, "more than " + MOST_LINES + " values are assigned");
    }
    builder.within(within + m.group(1), line.number());
    last = builder.assigned(m.group(1), TermParser.parse(line.text(), m.end()));
  }

  private void trained(Line line) {
    String[] words = line.text().strip().split("\\s+");
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      int column = line.text().indexOf(words[i]) + 1;
      if (pair.length < 2) {
        throw new Fault(column, "train is followed by NAME=VALUE, and " + words[i] + " is none");
      }
      try {
        training = said(training, pair[0], pair[1], column);
      } catch (NumberFormatException e) {
        throw new Fault(column, pair[0] + " is a number, and " + pair[1] + " is none");
      } catch (IllegalArgumentException e) {
        throw new Fault(column, pair[0] + "=" + pair[1] + ": " + e.getMessage());
      }
    }
  }

  private static Training said(Training t, String name, String value, int column) {
    return switch (name) {
      case "optimizer" -> t.withOptimizer(value);
      case "lr" -> t.withLearningRate(Double.valueOf(value));
      case "warmup" -> t.withWarmupSteps(Long.valueOf(value));
      case "clip" -> t.withClip(Double.valueOf(value));
      case "precision" -> t.withPrecision(Precision.of(value));
      case "smoothing" -> t.withLabelSmoothing(Double.valueOf(value));
      case "epsilon" -> t.withEpsilon(Double.valueOf(value));
      default ->
          throw new Fault(
              column,
              "nothing of training is called "
                  + name
                  + "; there are optimizer, lr, warmup, clip, precision, smoothing and epsilon");
    };
  }
}
