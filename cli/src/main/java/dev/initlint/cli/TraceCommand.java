package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.Traced;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Step;
import dev.initlint.propagate.Trace;
import dev.initlint.report.BlockText;
import dev.initlint.report.CheckText;
import dev.initlint.report.Derivation;
import dev.initlint.report.Style;
import dev.initlint.report.TraceCsv;
import dev.initlint.report.TraceJson;
import dev.initlint.report.TracePlot;
import dev.initlint.report.TraceText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code initlint trace}: the predicted figures of one model. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Print the predicted size of every value and gradient.")
final class TraceCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Option(
      names = {"-f", "--format"},
      description = "text, json or csv.")
  Format format = Format.TEXT;

  @Option(
      names = "--explain",
      paramLabel = "VALUE",
      description = "Print the derivation of one value instead.")
  String explain;

  @Option(
      names = "--set",
      paramLabel = "SYMBOL=VALUE",
      description = "Read the figures off with another value of a symbol, as d_model=8192.")
  Map<String, Double> set = new LinkedHashMap<>();

  @Option(names = "--all", description = "Print every value instead of the blocks of the model.")
  boolean all;

  @Option(
      names = "--block",
      paramLabel = "BLOCK",
      description = "Print every value of one block, as h.3.")
  String block;

  @Option(
      names = "--slopes",
      description =
          "Print how the output grows with the sizes of the model as well; takes two more"
              + " evaluations.")
  boolean slopes;

  @Option(
      names = "--plot",
      description = "Draw the second moments of signal and gradient against depth instead.")
  boolean plot;

  @Mixin OneModel model = new OneModel();
  @Mixin AnalysisOptions analysis = new AnalysisOptions();
  @Mixin ReportOptions report = new ReportOptions();

  /** The values of {@code --format}. */
  enum Format {
    TEXT,
    JSON,
    CSV;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  TraceCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    if (explain != null && format == Format.CSV) {
      throw new UsageException("--explain prints a tree, as text or json; leave --format csv out");
    }
    if (plot && (format != Format.TEXT || explain != null)) {
      throw new UsageException("--plot draws text; leave --format and --explain out");
    }
    boolean blocks =
        format == Format.TEXT && explain == null && !plot && !all && block == null && !slopes;
    Set<String> rules =
        blocks ? RuleSelection.of(engine.rules(), List.of(), List.of(), false) : Set.of();
    EngineSettings settings = analysis.settings(set, rules).of(model.definition);
    Engine limited = analysis.within(engine, output);
    return model.open(
        engine,
        output.console().in(),
        m -> trace(limited, m, analysis.ofProject(engine, m.file(), settings)));
  }

  private int trace(Engine limited, Models.Model model, EngineSettings settings) {
    Style style = report.style(output.console());
    Traced traced = limited.trace(model.file(), settings);
    if (traced instanceof Traced.Unreadable u) {
      output.error(model.unreadable(u.offset(), u.reason()));
      return ExitCode.UNUSABLE;
    }
    if (traced instanceof Traced.Failed f) {
      output.error(CheckText.sentence(new CheckResult.Failed(model.name(), f.reason())));
      return ExitCode.UNUSABLE;
    }
    Traced.Model figures = (Traced.Model) traced;
    Trace trace = slopes ? figures.trace() : figures.trace().atOneSize();
    if (explain != null) {
      Step answer = figures.derivations().explain(explain, set);
      output.write(
          report.file,
          out -> {
            if (format == Format.JSON) {
              Derivation.writeJson(trace.model(), explain, answer, out);
            } else {
              Derivation.write(answer, style, out);
            }
          });
    } else if (plot) {
      output.write(report.file, out -> TracePlot.write(trace, style, out));
    } else if (format == Format.JSON) {
      output.write(report.file, out -> TraceJson.write(trace, out));
    } else if (format == Format.CSV) {
      output.write(report.file, out -> TraceCsv.write(trace, out));
    } else if (all || slopes) {
      output.write(report.file, out -> TraceText.write(trace, style, out));
    } else if (block != null) {
      requireBlock(trace);
      output.write(report.file, out -> TraceText.write(trace, block, style, out));
    } else {
      output.write(report.file, out -> BlockText.write(trace, figures.findings(), style, out));
    }
    return ExitCode.CLEAN;
  }

  private void requireBlock(Trace trace) {
    List<String> blocks =
        trace.values().stream()
            .map(Trace.ValueRow::block)
            .filter(b -> !b.isEmpty())
            .distinct()
            .toList();
    if (!blocks.contains(block)) {
      throw new UsageException(
          "the model has no block "
              + block
              + "; it has "
              + (blocks.isEmpty() ? "none" : String.join(", ", blocks)));
    }
  }
}
