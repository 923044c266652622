package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.RuleInfo;
import dev.initlint.report.RulesJson;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code initlint rules}: the list of rules. */
@Command(name = "rules", mixinStandardHelpOptions = true, description = "List the rules.")
final class RulesCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Option(
      names = {"-f", "--format"},
      description = "text or json.",
      defaultValue = "text")
  Format format;

  /** The values of {@code --format}. */
  enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  RulesCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    List<RuleInfo> rules = engine.rules();
    if (format == Format.JSON) {
      output.write(null, out -> RulesJson.write(CheckReports.rules(engine), out));
      return ExitCode.CLEAN;
    }
    int id = rules.stream().mapToInt(r -> r.id().length()).max().orElse(0);
    int name = rules.stream().mapToInt(r -> r.name().length()).max().orElse(0);
    output.write(
        null,
        out -> {
          for (RuleInfo rule : rules) {
            out.append(rule.id()).append(" ".repeat(id - rule.id().length() + 2));
            out.append(rule.name()).append(" ".repeat(name - rule.name().length() + 2));
            out.append(rule.severity().word());
            out.append(" ".repeat("warning".length() - rule.severity().word().length() + 2));
            out.append(rule.summary()).append(rule.preview() ? " (preview)\n" : "\n");
          }
        });
    return ExitCode.CLEAN;
  }
}
