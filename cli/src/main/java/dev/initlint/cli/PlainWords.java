package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.report.Detail;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Takes apart the command lines that are typed most, without picocli, whose reflection takes longer
 * than a small model does. Only what is plain: whatever is rare, abbreviated, said twice or perhaps
 * wrong is left to picocli, which understands or refuses it. A test holds both to the same
 * commands.
 */
final class PlainWords {
  private final List<String> words;
  private final Set<String> said = new HashSet<>();
  private int next = 1;
  private boolean plain = true;

  /** The word at hand. */
  private String word;

  /** Its name where it is an option, else empty. */
  private String option;

  private PlainWords(List<String> words) {
    this.words = words;
  }

  /** The command that the words are, or null where they are not plain. */
  static Callable<Integer> command(
      List<String> words, Supplier<? extends Engine> engine, Output output) {
    PlainWords plain = new PlainWords(words);
    Callable<Integer> command =
        switch (words.isEmpty() ? "" : words.get(0)) {
          case "check" -> plain.check(engine, output);
          case "trace" -> plain.trace(engine, output);
          case "rule" -> plain.rule(engine, output);
          case "version" -> plain.version(output);
          default -> null;
        };
    return plain.plain ? command : null;
  }

  private Callable<Integer> version(Output output) {
    VersionCommand command = new VersionCommand(output);
    while (more()) {
      switch (option) {
        case "--verbose" -> command.verbose = flag();
        default -> plain = false;
      }
    }
    return command;
  }

  private Callable<Integer> rule(Supplier<? extends Engine> engine, Output output) {
    RuleCommand command = new RuleCommand(engine.get(), output);
    while (more()) {
      switch (option) {
        case "" -> command.words.add(word);
        default -> plain = false;
      }
    }
    return command;
  }

  private Callable<Integer> check(Supplier<? extends Engine> engine, Output output) {
    CheckCommand command = new CheckCommand(engine.get(), output);
    while (more()) {
      switch (option) {
        case "" -> command.paths.add(word);
        case "--verbose" -> command.verbose = flag();
        case "--preview" -> command.preview = flag();
        case "--statistics" -> command.statistics = flag();
        case "--skip-other-files" -> command.skipOtherFiles = flag();
        case "--isolated" -> command.project.isolated = flag();
        case "--baseline" -> command.project.baseline = path();
        case "--fail-on" -> command.failOn = constant(CheckCommand.Threshold.values());
        case "--notes" -> command.notes = constant(Detail.Notes.values());
        case "--select" -> command.select = list();
        case "--ignore" -> command.ignore = list();
        case "--format" -> command.formats.formats.add(value());
        default -> report(command.report);
      }
    }
    plain &= !command.paths.isEmpty();
    return command;
  }

  private Callable<Integer> trace(Supplier<? extends Engine> engine, Output output) {
    TraceCommand command = new TraceCommand(engine.get(), output);
    while (more()) {
      switch (option) {
        case "" -> {
          plain = command.model.path == null;
          command.model.path = word;
        }
        case "--all" -> command.all = flag();
        case "--plot" -> command.plot = flag();
        case "--slopes" -> command.slopes = flag();
        case "--block" -> command.block = value();
        case "--explain" -> command.explain = value();
        case "--format" -> command.format = constant(TraceCommand.Format.values());
        default -> report(command.report);
      }
    }
    plain &= command.model.path != null;
    return command;
  }

  private void report(ReportOptions options) {
    switch (option) {
      case "--quiet" -> options.quiet = flag();
      case "--output" -> options.file = path();
      case "--color" -> options.color = constant(ColorChoice.values());
      case "--width" -> options.width = value();
      default -> plain = false;
    }
  }

  /** Goes to the next word that is no value, as long as all before it were plain. */
  private boolean more() {
    if (!plain || next == words.size()) {
      return false;
    }
    word = words.get(next++);
    option = "";
    if (word.startsWith("-") && word.length() > 1) {
      int equals = word.indexOf('=');
      option = longName(equals < 0 ? word : word.substring(0, equals));
      plain = said.add(option);
    } else {
      plain = !word.isEmpty() && !word.startsWith("@") && word.indexOf('"') < 0;
    }
    return plain;
  }

  private static String longName(String name) {
    return switch (name) {
      case "-f" -> "--format";
      case "-o" -> "--output";
      case "-q" -> "--quiet";
      case "-v" -> "--verbose";
      default -> name;
    };
  }

  private boolean flag() {
    plain = word.indexOf('=') < 0;
    return true;
  }

  /** What follows the name of the option, in the same word or in the next. */
  private String value() {
    int equals = word.indexOf('=');
    String value =
        equals >= 0 ? word.substring(equals + 1) : next < words.size() ? words.get(next++) : "";
    plain =
        !value.isEmpty()
            && !value.startsWith("-")
            && !value.startsWith("@")
            && value.indexOf('"') < 0;
    return value;
  }

  private Path path() {
    try {
      return Path.of(value());
    } catch (InvalidPathException e) {
      plain = false;
      return null;
    }
  }

  private List<String> list() {
    String value = value();
    plain &= !value.startsWith(",") && !value.endsWith(",") && !value.contains(",,");
    return new ArrayList<>(List.of(value.split(",")));
  }

  private <E extends Enum<E>> E constant(E[] constants) {
    String value = value();
    for (E constant : constants) {
      if (constant.name().equals(value.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    plain = false;
    return null;
  }
}
