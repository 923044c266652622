package dev.initlint.cli;

import dev.initlint.engine.Compared;
import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.finding.CheckResult;
import dev.initlint.propagate.Difference;
import dev.initlint.report.CheckText;
import dev.initlint.report.DiffJson;
import dev.initlint.report.DiffText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint diff}: what tells two models apart before training. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "Compare two models at initialisation: which tensors follow another law, which are equal"
            + " bit for bit, and what that does to signal, gradients and loss.",
    footer = {
      "",
      "Exit codes: 0 every tensor of the one is, or follows the law of, its namesake in the other;"
          + " 1 not so; 2 wrong usage or a model that cannot be read."
    })
final class DiffCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Parameters(index = "0", paramLabel = "A", description = "A file or the folder of a saved model.")
  String left;

  @Parameters(index = "1", paramLabel = "B", description = "The one that A is compared with.")
  String right;

  @Option(
      names = {"-f", "--format"},
      description = "text or json.",
      defaultValue = "text")
  Format format;

  @Mixin AnalysisOptions analysis = new AnalysisOptions();
  @Mixin ReportOptions report = new ReportOptions();

  /** The values of {@code --format}. */
  enum Format {
    TEXT,
    JSON
  }

  DiffCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    EngineSettings settings = analysis.settings(Map.of(), Set.of());
    Path a = existing(left);
    Path b = existing(right);
    Compared compared = engine.diff(a, b, settings);
    if (compared instanceof Compared.Unreadable u) {
      output.error(
          CheckText.sentence(new CheckResult.Unreadable(u.path(), u.offset(), u.reason())));
      return ExitCode.UNUSABLE;
    }
    return write(((Compared.Models) compared).difference());
  }

  private int write(Difference d) {
    boolean read =
        output.write(
            report.file,
            out -> {
              if (format == Format.JSON) {
                DiffJson.write(d, out);
              } else {
                DiffText.write(d, report.style(output.console()), out);
              }
            });
    if (read && !report.quiet) {
      d.remarks().forEach(r -> output.say("note: " + r));
    }
    return d.isHarmless() ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  private static Path existing(String name) {
    try {
      Path path = Path.of(name);
      if (Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new UsageException(name + ": not a path");
    }
    throw new UsageException(name + ": there is no such file or folder");
  }
}
