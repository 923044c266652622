package dev.initlint.cli;

import dev.initlint.engine.Engine;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands as picocli takes their words apart, tells of mistakes and prints their help. */
final class CommandTree {
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

  private final Supplier<? extends Engine> engine;
  private final Output output;

  CommandTree(Supplier<? extends Engine> engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  private Object command(String name) {
    return switch (name) {
      case "check" -> new CheckCommand(engine.get(), output);
      case "trace" -> new TraceCommand(engine.get(), output);
      case "verify" -> new VerifyCommand(engine.get(), output);
      case "fix" -> new FixCommand(engine.get(), output);
      case "diff" -> new DiffCommand(engine.get(), output);
      case "report" -> new ReportCommand(engine.get(), output);
      case "scale" -> new ScaleCommand(engine.get(), output);
      case "gain" -> new GainCommand(output);
      case "families" -> new FamiliesCommand(output);
      case "rule" -> new RuleCommand(engine.get(), output);
      case "rules" -> new RulesCommand(engine.get(), output);
      case "config" -> new ConfigCommand(engine.get(), output);
      case "init" -> new InitCommand(output);
      case "version" -> new VersionCommand(output);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /**
   * What runs the words. Only the wanted command is built: reflecting over all of them takes long.
   *
   * @param report tells of what a command throws and gives the exit code
   */
  CommandLine line(List<String> words, ToIntFunction<Throwable> report) {
    String wanted = words.isEmpty() ? "" : words.get(0);
    boolean known = Cli.COMMANDS.contains(wanted);
    CommandLine root = new CommandLine(rootSpec());
    for (String name : known ? List.of(wanted) : Cli.COMMANDS) {
      root.addSubcommand(name, command(name));
    }
    if (!known) {
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
    root.setParameterExceptionHandler(this::misused);
    root.setExecutionExceptionHandler((e, command, parsed) -> report.applyAsInt(e));
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
            "A defect of the tool prints its stack trace with " + Cli.STACK_TRACE + ".");
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

  private int misused(ParameterException e, String[] arguments) {
    if (e instanceof MissingParameterException) {
      // What is missing may be there behind a name that was mistyped.
      String unknown = unknownOption(e.getCommandLine(), arguments);
      if (unknown != null) {
        String name = "Unknown option: '" + unknown + "'";
        List<String> unmatched = List.of(unknown);
        return told(
            isFile(unknown) ? name + "; the file is written ./" + unknown : name,
            new UnmatchedArgumentException(e.getCommandLine(), unmatched));
      }
    }
    String message = e.getMessage().lines().findFirst().orElse("wrong usage");
    message =
        CONSTANTS
            .matcher(message)
            .replaceFirst(words -> words.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && !unmatched.getUnmatched().get(0).startsWith("-")
        && e.getCommandLine().getParent() != null) {
      String command = e.getCommandLine().getCommandName();
      message = "'" + unmatched.getUnmatched().get(0) + "' is more than " + command + " takes";
    }
    return told(message, e);
  }

  /** The first word that looks like an option and is none of the command; null where all are. */
  private static String unknownOption(CommandLine command, String[] arguments) {
    Set<String> known = command.getCommandSpec().optionsMap().keySet();
    for (String word : arguments) {
      if (word.equals("--")) {
        return null;
      }
      String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
      boolean option = word.startsWith("-") && word.length() > 1;
      boolean brief = !word.startsWith("--") && option && known.contains(word.substring(0, 2));
      if (option && !brief && !known.contains(name)) {
        return word;
      }
    }
    return null;
  }

  private static boolean isFile(String word) {
    try {
      return Files.exists(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private int told(String message, ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && unmatched.getUnmatched().size() > 0) {
      String meant = MEANT.get(unmatched.getUnmatched().get(0));
      if (meant != null) {
        output.error(message + "; did you mean " + meant + "?");
        return ExitCode.UNUSABLE;
      }
    }
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      output.error(message + "; did you mean " + unmatched.getSuggestions().get(0) + "?");
      return ExitCode.UNUSABLE;
    }
    output.error(message);
    return ExitCode.UNUSABLE;
  }
}
