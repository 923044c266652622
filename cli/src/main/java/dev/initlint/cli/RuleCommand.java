package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.RuleSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint rule}: the documentation of rules. */
@Command(name = "rule", mixinStandardHelpOptions = true, description = "Explain a rule.")
final class RuleCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Parameters(paramLabel = "ID|NAME", arity = "0..*", description = "As ATT001.")
  List<String> words = new ArrayList<>();

  @Option(names = "--all", description = "Explain every rule.")
  boolean all;

  RuleCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    List<RuleInfo> rules = engine.rules();
    if (all == !words.isEmpty()) {
      throw new UsageException("name the rules to explain, or give --all");
    }
    List<RuleInfo> wanted =
        all ? rules : words.stream().map(word -> RuleSelection.one(rules, word)).toList();
    output.write(
        null,
        out -> {
          String gap = "";
          for (RuleInfo rule : wanted) {
            out.append(gap).append("# ").append(rule.id()).append(' ').append(rule.name());
            out.append(" (").append(rule.severity().word()).append(")\n\n");
            out.append(rule.documentation().strip()).append('\n');
            gap = "\n";
          }
        });
    return ExitCode.CLEAN;
  }
}
