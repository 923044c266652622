package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Verified;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.finding.CheckResult;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.report.CheckText;
import dev.initlint.report.VerifyJson;
import dev.initlint.report.VerifyText;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code initlint verify}: predicted against measured figures of one model. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Run a model forward and backward and compare what was predicted.",
    footer = {
      "",
      "A prediction is a mean over weight draws. It is contradicted where it is off by more than 5 %%"
          + " (second moments), 10 %% (gradients) or 25 %% (gradients of weights) and chance does not"
          + " explain the rest: Student's t over the weight draws, on the figure and on the step to"
          + " it, at a false discovery rate of 1 %% over all figures.",
      "",
      "Exit codes: 0 the predictions are confirmed, 1 they are contradicted, 2 wrong usage, a model"
          + " that cannot be read or run, or nothing to compare or to judge by."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Option(
      names = {"-f", "--format"},
      description = "text or json.",
      defaultValue = "text")
  Format format;

  @Option(
      names = "--all",
      description = "Print every figure instead of the worst " + VerifyText.WORST + ".")
  boolean all;

  @Mixin MeasureOptions measure = new MeasureOptions();

  @Mixin OneModel model = new OneModel();
  @Mixin AnalysisOptions analysis = new AnalysisOptions();
  @Mixin ReportOptions report = new ReportOptions();

  /** The values of {@code --format}. */
  enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  VerifyCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    Map<String, java.nio.file.Path> data = measure.takeData(analysis.inputs);
    EngineSettings settings = analysis.settings(Map.of(), Set.of()).of(model.definition);
    Engine limited = analysis.within(engine, output);
    return model.open(
        engine,
        output.console().in(),
        m -> verify(limited, m, analysis.ofProject(engine, m.file(), settings), data));
  }

  private int verify(
      Engine limited,
      Models.Model model,
      EngineSettings settings,
      Map<String, java.nio.file.Path> data) {
    StatusLine status = new StatusLine(report.quiet ? null : output.progress());
    try (Interruption interruption = Interruption.watch()) {
      VerifyRequest request = measure.request(data, status::show, interruption::requested);
      Verified verified = limited.verify(model.file(), settings, request);
      status.clear();
      if (verified instanceof Verified.Unreadable u) {
        output.error(model.unreadable(u.offset(), u.reason()));
        return ExitCode.UNUSABLE;
      }
      if (verified instanceof Verified.Failed f) {
        output.error(CheckText.sentence(new CheckResult.Failed(model.name(), f.reason())));
        return ExitCode.UNUSABLE;
      }
      return write(((Verified.Model) verified).figures());
    } finally {
      status.clear();
    }
  }

  private int write(MeasuredTrace figures) {
    boolean read =
        output.write(
            report.file,
            out -> {
              if (format == Format.JSON) {
                VerifyJson.write(figures, out);
              } else {
                VerifyText.write(figures, all, report.style(output.console()), out);
              }
            });
    if (read && !report.quiet) {
      output.say(VerifyText.conditions(figures.conditions()));
    }
    return switch (figures.verdict()) {
      case CONFIRMED -> ExitCode.CLEAN;
      case CONTRADICTED -> ExitCode.FINDINGS;
      case NOTHING, UNDECIDED -> ExitCode.UNUSABLE;
    };
  }
}
