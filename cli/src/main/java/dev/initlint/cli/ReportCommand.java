package dev.initlint.cli;

import dev.initlint.engine.Described;
import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.finding.CheckResult;
import dev.initlint.propagate.Dependence;
import dev.initlint.report.HtmlReport;
import dev.initlint.report.ReportedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint report}: models as a page to look at. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Write one self-contained page with the figures of models over their depth, their findings,"
            + " and sliders for width, depth and length.",
    footer = {
      "",
      "Examples:",
      "  initlint report model.onnx -o report.html",
      "  initlint report a.onnx b.onnx --verify -o report.html",
      "",
      "Exit codes: 0, or 2 for wrong usage or an unreadable model, which the page tells of."
    })
final class ReportCommand implements Callable<Integer> {
  /** A page holds a model at several sizes, each of which may take what one trace may. */
  private static final int SIZES = 10;

  private final Engine engine;
  private final Output output;

  @Parameters(
      paramLabel = "MODEL",
      arity = "1..*",
      description = "Files, folders, or - for a model on standard input.")
  List<String> paths = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The page to write.")
  Path file;

  @Option(
      names = "--verify",
      description = "Run each model too, and draw what was measured beside what is predicted.")
  boolean verify;

  @Option(
      names = "--set",
      paramLabel = "SYMBOL=VALUE",
      description = "Another value of a symbol, as d_model=8192.")
  Map<String, Double> set = new LinkedHashMap<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "Tell nothing of what is done.")
  boolean quiet;

  @Mixin AnalysisOptions analysis = new AnalysisOptions();

  ReportCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    EngineSettings settings =
        analysis.settings(set, RuleSelection.of(engine.rules(), List.of(), List.of(), false));
    if (analysis.timeout == null) {
      analysis.timeout = SIZES * (double) IsolatingEngine.LIMIT.toSeconds();
    }
    Engine limited = analysis.within(engine, output);
    VerifyRequest request = verify ? VerifyRequest.defaults() : null;
    List<ReportedModel> models = new ArrayList<>();
    boolean unread = false;
    try (Models all = Models.of(paths, engine, output.console().in())) {
      for (Models.Model m : all.list()) {
        ReportedModel told = told(limited.describe(m.file(), settings, request));
        unread |= told.trace() == null;
        models.add(told);
      }
    }
    output.write(file, out -> HtmlReport.write(models, VersionCommand.version(), out));
    if (!quiet) {
      output.say("wrote " + file);
    }
    return unread ? ExitCode.UNUSABLE : ExitCode.CLEAN;
  }

  private static ReportedModel told(Described described) {
    if (described instanceof Described.Model m) {
      CheckResult result = m.result();
      int blocks =
          m.sizes().stream()
              .filter(Dependence::own)
              .mapToInt(Dependence::blocks)
              .findFirst()
              .orElse(0);
      return new ReportedModel(result, m.trace(), m.measured(), m.sizes(), blocks);
    }
    return ReportedModel.unread(((Described.NotRead) described).result());
  }
}
