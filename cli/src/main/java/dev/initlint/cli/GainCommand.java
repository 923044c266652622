package dev.initlint.cli;

import dev.initlint.engine.EditDistance;
import dev.initlint.gaussian.ActivationGain;
import dev.initlint.gaussian.FunctionNames;
import dev.initlint.gaussian.FunctionParser;
import dev.initlint.gaussian.GainSummary;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.report.GainJson;
import dev.initlint.report.GainText;
import dev.initlint.report.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint gain}: what an activation does to the size of a signal and its gradient. */
@Command(
    name = "gain",
    mixinStandardHelpOptions = true,
    description =
        "Print what an activation does to the size of a signal and of its gradient, and how weights"
            + " are to be drawn for it.",
    footer = {
      "",
      "Examples:",
      "  initlint gain silu",
      "  initlint gain leaky_relu --negative-slope 0.2 --norm he",
      "  initlint gain \"x*sigmoid(1.5*x)\" --norm lecun",
      "  initlint gain tanh --bias-variance 0.05",
      "  initlint gain --truncated 2",
      "",
      "Exit codes: 0, or 2 where there is no such function."
    })
final class GainCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      arity = "0..1",
      paramLabel = "ACTIVATION|EXPRESSION",
      description =
          "A name of --list, or a function of x: numbers, pi, e, + - * / ^, brackets, min, max,"
              + " clip(x,low,high), exp, log, sqrt, abs, Phi and all names of --list.")
  String activation;

  @Option(names = "--list", description = "Print the names of activations.")
  boolean list;

  @Option(
      names = "--truncated",
      paramLabel = "C",
      description = "Print the std of a standard Gaussian cut at ±C instead.")
  Double truncated;

  @Option(
      names = "--norm",
      paramLabel = "SCHEME",
      description =
          "How weights are drawn: lecun (1/fan_in), he (2/fan_in) or xavier (2/(fan_in + fan_out))."
              + " Default: as the gain asks.")
  Norm norm;

  @Option(names = "--fan-in", paramLabel = "N", description = "Fan-in of the layer.")
  Long fanIn;

  @Option(
      names = "--fan-out",
      paramLabel = "N",
      description = "Fan-out of the layer, for xavier. Default: the fan-in.")
  Long fanOut;

  @Option(
      names = "--bias-variance",
      paramLabel = "V",
      description = "Variance of the biases.",
      defaultValue = "0")
  double biasVariance;

  @Option(names = "--mean", description = "Mean of the argument.", defaultValue = "0")
  double mean;

  @Option(names = "--std", description = "Std of the argument.", defaultValue = "1")
  double std;

  @Option(names = "--negative-slope", description = "Of leaky_relu and prelu.")
  Double negativeSlope;

  @Option(names = "--alpha", description = "Of elu and celu.")
  Double alpha;

  @Option(names = "--beta", description = "Of swish.")
  Double beta;

  @Option(names = "--threshold", description = "Of thresholded_relu.")
  Double threshold;

  @Option(names = "--no-plot", description = "Leave the curve out.")
  boolean noPlot;

  @Option(
      names = {"-f", "--format"},
      description = "text or json.",
      defaultValue = "text")
  TraceCommand.Format format;

  @Mixin ReportOptions report = new ReportOptions();

  /** The values of {@code --norm}. */
  enum Norm {
    LECUN,
    HE,
    XAVIER
  }

  GainCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    if (list) {
      output.write(report.file, out -> out.append(names()));
    } else if (truncated != null) {
      truncated();
    } else {
      function();
    }
    return ExitCode.CLEAN;
  }

  private static String names() {
    StringBuilder text = new StringBuilder();
    for (String name : FunctionNames.all()) {
      String parameter = FunctionNames.parameter(name);
      text.append(name).append(parameter.isEmpty() ? "" : "  --" + parameter).append('\n');
    }
    return text.toString();
  }

  private void truncated() {
    if (activation != null) {
      throw new UsageException("--truncated goes without an activation");
    }
    if (!(truncated > 0) || truncated.isInfinite()) {
      throw new UsageException("--truncated " + truncated + ": give a cut above 0, as 2");
    }
    double cut = ActivationGain.truncatedStd(truncated);
    String text =
        format == TraceCommand.Format.JSON
            ? "{\"cut\": " + truncated + ", \"std\": " + cut + ", \"correction\": " + 1 / cut + "}"
            : GainText.tenDigits(cut).replaceFirst("^0", "");
    output.write(report.file, out -> out.append(text).append('\n'));
  }

  private void function() {
    if (activation == null) {
      throw new UsageException(
          "name an activation or write a function of x, as silu or \"max(x, 0.1*x)\"");
    }
    if (!(std > 0) || Double.isInfinite(std) || !Double.isFinite(mean)) {
      throw new UsageException("--mean and --std need finite numbers, and the std is above 0");
    }
    if (!(biasVariance >= 0) || Double.isInfinite(biasVariance)) {
      throw new UsageException("--bias-variance " + biasVariance + ": a variance is at least 0");
    }
    ActivationGain gain = ActivationGain.of(named(), mean, std);
    if (!gain.isFinite() || gain.secondMoment() == 0 || gain.slopeSecondMoment() == 0) {
      throw new UsageException(reason(gain));
    }
    GainSummary summary =
        GainSummary.of(
            gain, norm == null ? "" : norm.name().toLowerCase(Locale.ROOT), weight(), biasVariance);
    Style style = report.style(output.console());
    output.write(
        report.file,
        out -> {
          if (format == TraceCommand.Format.JSON) {
            GainJson.write(summary, out);
          } else {
            GainText.write(summary, fanIn, !noPlot, style, out);
          }
        });
  }

  private String reason(ActivationGain gain) {
    String what =
        gain.secondMoment() == 0
            ? "is 0 wherever N(mean, std²) is"
            : gain.slopeSecondMoment() == 0
                ? "is the same for every x"
                : Double.isNaN(gain.secondMoment()) || Double.isNaN(gain.slopeSecondMoment())
                    ? "is not defined on a part of N(mean, std²)"
                    : "or its slope has no finite second moment under N(mean, std²)";
    return activation + " " + what + "; it has no gain";
  }

  private ScalarFunction named() {
    Map<String, Double> given = new LinkedHashMap<>();
    given.put("negative-slope", negativeSlope);
    given.put("alpha", alpha);
    given.put("beta", beta);
    given.put("threshold", threshold);
    given.values().removeIf(Objects::isNull);
    boolean known = FunctionNames.isKnown(activation);
    String wanted = known ? FunctionNames.parameter(activation) : "";
    List<String> useless = new ArrayList<>(given.keySet());
    useless.remove(wanted);
    if (!useless.isEmpty()) {
      throw new UsageException(
          "--" + useless.get(0) + " means nothing for " + activation + hint(known, wanted));
    }
    if (known) {
      return FunctionNames.of(activation, given.get(wanted));
    }
    try {
      return FunctionParser.parse(activation);
    } catch (FunctionParser.NotAFunction e) {
      throw new UsageException(e.getMessage() + nearest());
    }
  }

  private static String hint(boolean known, String wanted) {
    return !known
        ? "; write the number into the expression"
        : wanted.isEmpty() ? ", which takes no parameter" : "; it takes --" + wanted;
  }

  private String nearest() {
    return activation.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_')
        ? FunctionNames.all().stream()
            .filter(n -> EditDistance.between(n, activation.toLowerCase(Locale.ROOT)) <= 2)
            .min(Comparator.comparingInt(n -> EditDistance.between(n, activation)))
            .map(n -> "; did you mean " + n + "?")
            .orElse("; initlint gain --list has all names")
        : "";
  }

  /** σ_w² of the scheme; null for as the gain asks. */
  private Double weight() {
    if (fanIn != null && fanIn < 1 || fanOut != null && fanOut < 1) {
      throw new UsageException("a fan is at least 1");
    }
    if (fanOut != null && (norm != Norm.XAVIER || fanIn == null)) {
      throw new UsageException("--fan-out counts with --norm xavier and --fan-in only");
    }
    if (norm == null) {
      return null;
    }
    return switch (norm) {
      case LECUN -> 1.0;
      case HE -> 2.0;
      case XAVIER -> fanOut == null ? 1.0 : 2.0 * fanIn / (fanIn + fanOut);
    };
  }
}
