package dev.initlint.training;

import dev.initlint.source.SourceRange;
import java.util.Locale;
import java.util.Set;

/**
 * How a model will be trained, as far as somebody said so: on the command line, in a configuration,
 * or in the source of the model. What nobody said is null, and no rule guesses it.
 *
 * @param optimizer in lower case, as {@code adamw}
 * @param learningRate constant or peak, above 0
 * @param warmupSteps steps over which the learning rate rises; 0 where it starts at its peak
 * @param clip norm of all gradients together above which they are scaled down; 0 where they never
 *     are
 * @param precision what activations and gradients are held in
 * @param labelSmoothing share of each label that is spread evenly over the classes
 * @param epsilon what the optimiser adds to the size that it divides a gradient by
 * @param range where source says it; null where source does not
 */
public record Training(
    String optimizer,
    Double learningRate,
    Long warmupSteps,
    Double clip,
    Precision precision,
    Double labelSmoothing,
    Double epsilon,
    SourceRange range) {
  /** Nothing is said. */
  public static final Training UNSTATED =
      new Training(null, null, null, null, null, null, null, null);

  /** Optimisers whose step follows the gradient in size. */
  private static final Set<String> PLAIN =
      Set.of("sgd", "nag", "nesterovs", "nesterov", "momentum", "sgd-momentum");

  /** Optimisers that divide each gradient by its own size. */
  private static final Set<String> SCALING =
      Set.of(
          "adam",
          "adamw",
          "nadam",
          "radam",
          "adamax",
          "amsgrad",
          "adam8bit",
          "adamw8bit",
          "rmsprop",
          "adagrad",
          "adabelief",
          "lion");

  /** Optimisers whose step follows the size of the parameter, so that a small one moves little. */
  private static final Set<String> RELATIVE =
      Set.of("adafactor", "lars", "lamb", "muon", "adadelta");

  /**
   * Checks the figures.
   *
   * @throws IllegalArgumentException naming the figure that is out of range, and its range
   */
  public Training {
    optimizer = optimizer == null ? null : optimizer.strip().toLowerCase(Locale.ROOT);
    require(optimizer == null || !optimizer.isEmpty(), "the optimizer has no name");
    require(
        learningRate == null || learningRate > 0 && learningRate < 1e6,
        "a learning rate of " + learningRate + ": give a number above 0");
    require(
        warmupSteps == null || warmupSteps >= 0,
        warmupSteps + " warm-up steps: give 0 where the rate starts at its peak, or more");
    require(
        clip == null || clip >= 0 && Double.isFinite(clip),
        "gradients clipped at " + clip + ": give a norm above 0, or 0 where they are not clipped");
    require(
        labelSmoothing == null || labelSmoothing >= 0 && labelSmoothing < 1,
        "label smoothing of " + labelSmoothing + ": give a share from 0 to below 1");
    require(
        epsilon == null || epsilon >= 0 && Double.isFinite(epsilon),
        "an epsilon of " + epsilon + ": give 0 or more");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /** What is said here, and of the rest what another says. */
  public Training or(Training other) {
    return new Training(
        optimizer == null ? other.optimizer : optimizer,
        learningRate == null ? other.learningRate : learningRate,
        warmupSteps == null ? other.warmupSteps : warmupSteps,
        clip == null ? other.clip : clip,
        precision == null ? other.precision : precision,
        labelSmoothing == null ? other.labelSmoothing : labelSmoothing,
        epsilon == null ? other.epsilon : epsilon,
        range == null ? other.range : range);
  }

  /** Whether anything is said. */
  public boolean isStated() {
    return !equals(UNSTATED);
  }

  /** Whether the optimiser is stochastic gradient descent, with momentum or without. */
  public boolean isPlain() {
    return optimizer != null && PLAIN.contains(optimizer.replace('_', '-'));
  }

  /** Whether a step is about the learning rate whatever the gradient's size. */
  public boolean scalesSteps() {
    return optimizer != null && SCALING.contains(optimizer.replace("_", "").replace("-", ""));
  }

  /** Whether a step is in proportion to the parameter that it moves. */
  public boolean followsParameters() {
    return optimizer != null && RELATIVE.contains(optimizer);
  }

  /** Whether it is said that the learning rate rises over some steps. */
  public boolean warmsUp() {
    return warmupSteps != null && warmupSteps > 0;
  }

  /** The same with another optimiser. */
  public Training withOptimizer(String name) {
    return new Training(
        name, learningRate, warmupSteps, clip, precision, labelSmoothing, epsilon, range);
  }

  /** The same with another learning rate. */
  public Training withLearningRate(Double rate) {
    return new Training(
        optimizer, rate, warmupSteps, clip, precision, labelSmoothing, epsilon, range);
  }

  /** The same with another number of warm-up steps. */
  public Training withWarmupSteps(Long steps) {
    return new Training(
        optimizer, learningRate, steps, clip, precision, labelSmoothing, epsilon, range);
  }

  /** The same with another norm at which gradients are clipped. */
  public Training withClip(Double norm) {
    return new Training(
        optimizer, learningRate, warmupSteps, norm, precision, labelSmoothing, epsilon, range);
  }

  /** The same in other numbers. */
  public Training withPrecision(Precision held) {
    return new Training(
        optimizer, learningRate, warmupSteps, clip, held, labelSmoothing, epsilon, range);
  }

  /** The same with labels smoothed otherwise. */
  public Training withLabelSmoothing(Double share) {
    return new Training(
        optimizer, learningRate, warmupSteps, clip, precision, share, epsilon, range);
  }

  /** The same with another ε of the optimiser. */
  public Training withEpsilon(Double added) {
    return new Training(
        optimizer, learningRate, warmupSteps, clip, precision, labelSmoothing, added, range);
  }
}
