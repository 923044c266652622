package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.SettingsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Takes a command line apart and runs it. Every failure becomes one sentence and an exit code. */
final class Cli {
  static final String STACK_TRACE = "--stacktrace";

  /** All commands, in the order in which help lists them. */
  static final List<String> COMMANDS =
      List.of(
          "check",
          "trace",
          "verify",
          "fix",
          "diff",
          "report",
          "scale",
          "gain",
          "families",
          "rule",
          "rules",
          "config",
          "init",
          "version");

  private final Supplier<? extends Engine> engine;
  private final Output output;

  /**
   * @param engine made only by the commands that need one
   */
  Cli(Supplier<? extends Engine> engine, Console console) {
    this.engine = engine;
    output = new Output(console);
  }

  /** Runs and gives the exit code. */
  int run(String... args) {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    boolean stackTrace = words.remove(STACK_TRACE);
    if (stackTrace) {
      output.showDefects();
    }
    try {
      if (!words.isEmpty() && !COMMANDS.contains(words.get(0)) && isPath(words.get(0))) {
        words.add(0, "check");
      }
      Callable<Integer> plain = PlainWords.command(words, engine, output);
      return plain != null
          ? plain.call()
          : new CommandTree(engine, output)
              .line(words, problem -> report(problem, stackTrace))
              .execute(words.toArray(String[]::new));
    } catch (Throwable problem) {
      return report(problem, stackTrace);
    } finally {
      output.flush();
    }
  }

  private int report(Throwable problem, boolean stackTrace) {
    if (problem instanceof UsageException || problem instanceof SettingsException) {
      output.error(problem.getMessage());
      return ExitCode.UNUSABLE;
    }
    if (problem instanceof OutOfMemoryError) {
      output.error(
          "it takes more memory than the "
              + Runtime.getRuntime().maxMemory() / (1 << 20)
              + " MB that Java was given; raise that with INITLINT_JAVA_OPTS=-Xmx4g");
    } else if (stackTrace) {
      output.error("internal error");
      problem.printStackTrace(output.errorPrinter());
    } else {
      output.error(
          "internal error ("
              + problem.getClass().getSimpleName()
              + "); please report it with what the same command prints with "
              + STACK_TRACE);
    }
    return ExitCode.UNUSABLE;
  }

  private static boolean isPath(String word) {
    try {
      return word.equals("-") || Files.exists(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
