package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.ScaleRequest;
import dev.initlint.engine.Scaled;
import dev.initlint.finding.CheckResult;
import dev.initlint.propagate.Scaling;
import dev.initlint.report.CheckText;
import dev.initlint.report.ScaleData;
import dev.initlint.report.ScaleText;
import dev.initlint.report.Style;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code initlint scale}: how the figures of a model go with its sizes. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    description =
        "Print how stream, attention, logits, loss and gradients go with width, depth and length,"
            + " from the formulas of one model.",
    footer = {
      "",
      "Examples:",
      "  initlint scale model.onnx --vary d_model=256..16384",
      "  initlint scale model.onnx --vary d_model=256..4096,depth=6..96 --class standard",
      "  initlint scale DIR --vary length=64:256:1024 --format csv -o length.csv",
      "  initlint scale model.onnx --vary width=128..8192 --with d_k --class mup --svg width.svg",
      "",
      "--timeout counts for each size.",
      "Exit codes: 0, 1 where an exponent leaves the class that --class names, 2 for wrong usage"
          + " or an unreadable file."
    })
final class ScaleCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Option(
      names = "--vary",
      paramLabel = "SIZE=FROM..TO",
      split = ",",
      required = true,
      description =
          "Size and its values: width, depth, length or a symbol of the model; FROM..TO doubles,"
              + " FROM..TO/N takes N values, A:B:C those. Several sizes are varied one by one.")
  List<String> vary;

  @Option(
      names = "--with",
      paramLabel = "SYMBOL",
      split = ",",
      description =
          "Symbols that move in proportion to the width as well, as d_k for wider heads in place of"
              + " more. Widths that are multiples of it, as d_ff, do so by themselves.")
  Set<String> with = new LinkedHashSet<>();

  @Option(
      names = "--without",
      paramLabel = "SYMBOL",
      split = ",",
      description = "Symbols that stay though they are multiples of the width.")
  Set<String> without = new LinkedHashSet<>();

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "What exponents of the width are held against: standard or mup.")
  ScaleRequest.Parametrisation parametrisation;

  @Option(
      names = "--set",
      paramLabel = "SYMBOL=VALUE",
      description = "Another value of a symbol that is not varied.")
  Map<String, Double> set = new LinkedHashMap<>();

  @Option(
      names = {"-f", "--format"},
      description = "text, csv or json.",
      defaultValue = "text")
  Format format;

  @Option(names = "--svg", paramLabel = "FILE", description = "Write the curves to a file as well.")
  Path svg;

  @Option(names = "--no-plot", description = "Leave the curves out of the text.")
  boolean noPlot;

  @Mixin OneModel model = new OneModel();
  @Mixin AnalysisOptions analysis = new AnalysisOptions();
  @Mixin ReportOptions report = new ReportOptions();

  /** The values of {@code --format}. */
  enum Format {
    TEXT,
    CSV,
    JSON
  }

  ScaleCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    ScaleRequest request =
        new ScaleRequest(
            vary.stream().map(SizeRange::parse).toList(), with, without, parametrisation);
    EngineSettings settings = analysis.settings(set, Set.of()).of(model.definition);
    // What one file may take is meant for one size.
    int sizes = request.axes().stream().mapToInt(a -> a.points().length).sum();
    double each = analysis.timeout == null ? IsolatingEngine.LIMIT.toSeconds() : analysis.timeout;
    analysis.timeout = Math.min(each * sizes, Math.max(each, 1e7));
    Engine limited = analysis.within(engine, output);
    return model.open(engine, output.console().in(), m -> scale(limited, m, settings, request));
  }

  private int scale(Engine limited, Models.Model m, EngineSettings settings, ScaleRequest request) {
    Scaled scaled = limited.scale(m.file(), settings, request);
    if (scaled instanceof Scaled.Unreadable u) {
      output.error(m.unreadable(u.offset(), u.reason()));
      return ExitCode.UNUSABLE;
    }
    if (scaled instanceof Scaled.Failed f) {
      output.error(CheckText.sentence(new CheckResult.Failed(m.name(), f.reason())));
      return ExitCode.UNUSABLE;
    }
    Scaling figures = ((Scaled.Model) scaled).scaling();
    Style style = report.style(output.console());
    output.write(
        report.file,
        out -> {
          switch (format) {
            case TEXT -> ScaleText.write(figures, !noPlot, style, out);
            case CSV -> ScaleData.csv(figures, out);
            case JSON -> ScaleData.json(figures, out);
          }
        });
    if (svg != null) {
      output.write(svg, out -> ScaleData.svg(figures, out));
    }
    boolean leaves = figures.axes().stream().anyMatch(a -> !a.notes().isEmpty());
    return leaves ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }
}
