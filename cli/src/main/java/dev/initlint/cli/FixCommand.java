package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.WeightFixes;
import dev.initlint.finding.CheckResult;
import dev.initlint.report.CheckText;
import dev.initlint.report.FixReport;
import dev.initlint.report.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint fix}: a copy of a model whose weights are rescaled or drawn anew. */
@Command(
    name = "fix",
    mixinStandardHelpOptions = true,
    description =
        "Write a copy of a model in which weights are rescaled, or drawn anew, where that cures"
            + " findings; the graph stays as it is, and the model is not touched.",
    footer = {
      "",
      "Examples:",
      "  initlint fix model.onnx -o fixed.onnx",
      "  initlint fix DIR -o DIR-fixed --select HEAD,INIT",
      "",
      "A cure stays only if a check of the copy finds the hazard gone and nothing as grave in its"
          + " place. What is no rescaling of weights is told and left. Nothing is overwritten.",
      "Exit codes: 0 where nothing is left at or above --fail-on, 1 where something is, 2 for wrong"
          + " usage or an unreadable model."
    })
final class FixCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Parameters(paramLabel = "MODEL", description = "An ONNX file, or the folder of a saved model.")
  Path model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "COPY",
      required = true,
      description = "File or folder to write, which must not be there yet.")
  Path copy;

  @Option(
      names = {"-f", "--format"},
      description = "text or json.",
      defaultValue = "text")
  TraceCommand.Format format;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "Least severity that makes the exit code 1: error, warning, note or never.",
      defaultValue = "error")
  CheckCommand.Threshold failOn;

  @Option(
      names = "--select",
      split = ",",
      paramLabel = "RULE",
      description = "Cure findings of these rules only.")
  List<String> select = new ArrayList<>();

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "RULE",
      description = "Leave findings of these rules.")
  List<String> ignore = new ArrayList<>();

  @Option(
      names = "--seed",
      description = "Seed of weights that are drawn anew.",
      defaultValue = "0")
  long seed;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto, always or never.",
      defaultValue = "auto")
  ColorChoice color;

  @Mixin AnalysisOptions analysis = new AnalysisOptions();

  FixCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    if (!Files.exists(model)) {
      throw new UsageException(model + ": there is no such file or folder");
    }
    EngineSettings settings =
        analysis.settings(Map.of(), RuleSelection.of(engine.rules(), select, ignore, false));
    WeightFixes fixes = engine.fixWeights(model, copy, settings, seed);
    if (fixes instanceof WeightFixes.NotRead n) {
      output.error(
          n.result() instanceof CheckResult.Unreadable u
              ? CheckText.sentence(u)
              : n.result() instanceof CheckResult.Failed f
                  ? CheckText.sentence(f)
                  : model + ": it holds no model that can be followed");
      return ExitCode.UNUSABLE;
    }
    WeightFixes.Fixed fixed = (WeightFixes.Fixed) fixes;
    List<FixReport.Row> rows = new ArrayList<>();
    fixed.cured().forEach(c -> rows.add(new FixReport.Row(c.finding(), c.changes(), "")));
    fixed.refused().forEach(r -> rows.add(new FixReport.Row(r.finding(), List.of(), r.reason())));
    String written = fixed.written() == null ? null : fixed.written().toString();
    FixReport report = new FixReport(model.toString(), written, rows, fixed.after());
    Style style =
        new Style(
            color.colours(output.console().terminal(), output.console().environment()),
            output.console().unicode());
    output.write(
        null,
        out -> {
          if (format == TraceCommand.Format.JSON) {
            report.json(out);
          } else {
            report.text(style, out);
          }
        });
    boolean left =
        fixed.after() instanceof CheckResult.Checked c
            && c.findings().stream().anyMatch(failOn::isReachedBy);
    return left ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }
}
