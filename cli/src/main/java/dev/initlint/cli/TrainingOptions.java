package dev.initlint.cli;

import dev.initlint.training.Precision;
import dev.initlint.training.Training;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How a model will be trained, which its file does not say. */
final class TrainingOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "How the model will be trained, for the rules on first steps: sgd, adam, adamw, adafactor"
              + " or another.")
  String optimizer;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate, at its peak.")
  Double learningRate;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description = "Steps over which the learning rate rises; 0 for none.")
  Long warmupSteps;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Norm of all gradients at which they are clipped; 0 for none.")
  Double clip;

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      description = "fp32, fp16, bf16, fp8, fp8-e4m3 or fp8-e5m2.")
  String precision;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "Share of each label that is spread evenly over the classes.")
  Double labelSmoothing;

  @Option(
      names = "--adam-epsilon",
      paramLabel = "EPSILON",
      description =
          "What the optimiser adds to the size that it divides a gradient by. Default: 1e-8.")
  Double epsilon;

  /**
   * What was said, and nothing else.
   *
   * @throws UsageException if a figure is out of range, naming its option
   */
  Training stated() {
    Training t = Training.UNSTATED;
    t = said("--optimizer", optimizer, t::withOptimizer, t);
    t = said("--lr", learningRate, t::withLearningRate, t);
    t = said("--warmup-steps", warmupSteps, t::withWarmupSteps, t);
    t = said("--clip", clip, t::withClip, t);
    t = said("--label-smoothing", labelSmoothing, t::withLabelSmoothing, t);
    t = said("--adam-epsilon", epsilon, t::withEpsilon, t);
    Training before = t;
    return said("--precision", precision, p -> before.withPrecision(Precision.of(p)), before);
  }

  private static <T> Training said(
      String option, T value, Function<T, Training> with, Training before) {
    try {
      return value == null ? before : with.apply(value);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " " + value + ": " + e.getMessage());
    }
  }
}
