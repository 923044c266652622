package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.SettingsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Takes a command line apart and runs it. Every failure becomes one sentence and an exit code. */
final class Cli {
  private static final String STACK_TRACE = "--stacktrace";

  /** How picocli lists the words that an option takes. */
  private static final Pattern CONSTANTS =
      Pattern.compile("\\[([A-Z_, ]+)] \\(case-insensitive\\)");

  /** What other tools call our commands. */
  private static final Map<String, String> MEANT =
      Map.of(
          "lint", "check",
          "run", "check",
          "analyze", "check",
          "scan", "check",
          "explain", "rule",
          "show", "trace",
          "test", "verify",
          "configure", "config");

  private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
  private final Output output;

  /**
   * @param engine made only by the commands that need one
   */
  Cli(Supplier<? extends Engine> engine, Console console) {
    output = new Output(console);
    commands.put("check", () -> new CheckCommand(engine.get(), output));
    commands.put("trace", () -> new TraceCommand(engine.get(), output));
    commands.put("verify", () -> new VerifyCommand(engine.get(), output));
    commands.put("fix", () -> new FixCommand(engine.get(), output));
    commands.put("diff", () -> new DiffCommand(engine.get(), output));
    commands.put("report", () -> new ReportCommand(engine.get(), output));
    commands.put("scale", () -> new ScaleCommand(engine.get(), output));
    commands.put("gain", () -> new GainCommand(output));
    commands.put("families", () -> new FamiliesCommand(output));
    commands.put("rule", () -> new RuleCommand(engine.get(), output));
    commands.put("rules", () -> new RulesCommand(engine.get(), output));
    commands.put("config", () -> new ConfigCommand(engine.get(), output));
    commands.put("init", () -> new InitCommand(output));
    commands.put("version", () -> new VersionCommand(output));
  }

  /** Runs and gives the exit code. */
  int run(String... args) {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    boolean stackTrace = words.remove(STACK_TRACE);
    if (stackTrace) {
      output.showDefects();
    }
    try {
      return commandLine(words, stackTrace).execute(words.toArray(String[]::new));
    } catch (Throwable defect) {
      return report(defect, stackTrace);
    } finally {
      output.flush();
    }
  }

  /** Builds only the wanted command: reflecting over all of them is a third of the start-up. */
  private CommandLine commandLine(List<String> words, boolean stackTrace) {
    if (!words.isEmpty() && !commands.containsKey(words.get(0)) && isPath(words.get(0))) {
      words.add(0, "check");
    }
    String wanted = words.isEmpty() ? "" : words.get(0);
    CommandLine root = new CommandLine(rootSpec());
    commands.forEach(
        (name, command) -> {
          if (!commands.containsKey(wanted) || name.equals(wanted)) {
            root.addSubcommand(name, command.get());
          }
        });
    if (!commands.containsKey(wanted)) {
      root.addSubcommand("help", new CommandLine.HelpCommand());
    }
    for (CommandLine sub : root.getSubcommands().values()) {
      sub.getCommandSpec().versionProvider(root.getCommandSpec().versionProvider());
      OptionGroups.into(sub);
    }
    root.setOut(output.printer());
    root.setErr(output.errorPrinter());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setColorScheme(
        CommandLine.Help.defaultColorScheme(output.coloursByDefault() ? Ansi.ON : Ansi.OFF));
    root.setParameterExceptionHandler((e, rest) -> misused(e));
    root.setExecutionExceptionHandler((e, command, parsed) -> report(e, stackTrace));
    root.setExecutionStrategy(this::execute);
    return root;
  }

  private CommandSpec rootSpec() {
    CommandSpec spec = CommandSpec.create().name("initlint").mixinStandardHelpOptions(true);
    spec.versionProvider(() -> new String[] {"initlint " + VersionCommand.version()});
    spec.usageMessage()
        .description(
            "Predicts, before training, how large the signal and its gradient will be at every"
                + " point of a network.")
        .footer(
            "",
            "A path alone is checked: initlint model.onnx",
            "Exit codes: 0 nothing at or above the threshold, 1 findings, 2 wrong usage or"
                + " unreadable input.",
            "Configuration is read from the nearest initlint.toml; initlint init writes one.",
            "A list of arguments can be kept in a file: initlint check @arguments.txt",
            "A defect of the tool prints its stack trace with " + STACK_TRACE + ".");
    return spec;
  }

  private int execute(CommandLine.ParseResult parsed) {
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      parsed.commandSpec().commandLine().usage(output.errorPrinter());
      return ExitCode.UNUSABLE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private int misused(ParameterException e) {
    String message = e.getMessage().lines().findFirst().orElse("wrong usage");
    message =
        CONSTANTS
            .matcher(message)
            .replaceFirst(words -> words.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
    if (e instanceof UnmatchedArgumentException unmatched && unmatched.getUnmatched().size() > 0) {
      String meant = MEANT.get(unmatched.getUnmatched().get(0));
      if (meant != null) {
        output.error(message + "; did you mean " + meant + "?");
        return ExitCode.UNUSABLE;
      }
    }
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message += "; did you mean " + unmatched.getSuggestions().get(0) + "?";
    }
    output.error(message);
    return ExitCode.UNUSABLE;
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
