package dev.initlint.rules;

import dev.initlint.unit.Model;
import java.util.Arrays;
import java.util.Map;

/**
 * How much of a wrong second moment is left where it matters: at an activation that saturates, a
 * residual sum, or an output. A factor on a weight's variance passes linear maps, ReLUs and
 * rearrangements unchanged; a norm takes out all of it but the share ε/(q + ε), which is d ln
 * q_out/d ln q of q/(q + ε).
 */
final class Survival {

  private static final double HALF = 0.5;

  private final SurvivalPaths paths;
  private final boolean atSums;

  /** Logarithm of the factor on a value; not a number where nothing that is drawn has led. */
  private final double[] carried;

  private double worst;

  private Survival(Model model, Map<String, Double> factors, boolean atSums) {
    this.atSums = atSums;
    paths = SurvivalPaths.of(model);
    carried = new double[paths.values()];
    Arrays.fill(carried, Double.NaN);
    double[] drawn = new double[carried.length];
    factors.forEach(
        (name, factor) -> {
          if (paths.id(name) >= 0) {
            drawn[paths.id(name)] = Math.log(factor);
          }
        });
    for (int input : paths.inputs()) {
      carried[input] = 0;
    }
    for (SurvivalPaths.Step step : paths.steps()) {
      pass(step, drawn);
    }
    for (int output : paths.outputs()) {
      record(Double.isNaN(carried[output]) ? 0 : carried[output]);
    }
  }

  /**
   * The factor on the second moment, farthest from 1, that is left of factors on the variances of
   * weights; 1 when norms take out all of it.
   *
   * @param factors by the weight's name; above 0
   */
  static double of(Model model, Map<String, Double> factors) {
    return Math.exp(new Survival(model, factors, true).worst);
  }

  /** Whether norms take out more than half of a factor on one weight's variance, in logarithm. */
  static boolean isNormalised(Model model, String weight, double factor) {
    return isMostlyGone(new Survival(model, Map.of(weight, factor), true), factor);
  }

  /**
   * Whether all that is left of a factor on one weight's variance is how much a branch weighs in
   * sums that norms read later, as in a pre-norm stack.
   */
  static boolean isOnlySummed(Model model, String weight, double factor) {
    return isMostlyGone(new Survival(model, Map.of(weight, factor), false), factor);
  }

  /** Whether factors on the variances of other weights undo more than half of one weight's. */
  static boolean isUndone(Model model, String weight, Map<String, Double> factors) {
    return isMostlyGone(new Survival(model, factors, true), factors.get(weight));
  }

  private static boolean isMostlyGone(Survival survival, double factor) {
    return Math.abs(survival.worst) < HALF * Math.abs(Math.log(factor));
  }

  private void record(double logarithm) {
    worst = Math.abs(logarithm) > Math.abs(worst) ? logarithm : worst;
  }

  private void pass(SurvivalPaths.Step step, double[] drawn) {
    double added = 0;
    double sum = 0;
    double largest = 0;
    int met = 0;
    for (int input : step.inputs()) {
      added += drawn[input];
      double in = carried[input];
      if (!Double.isNaN(in)) {
        met++;
        sum += in;
        largest = Math.abs(in) > Math.abs(largest) ? in : largest;
      }
    }
    if (met > 0 || added != 0) {
      double out = met == 0 ? added : through(step, largest, sum, met, added);
      for (int output : step.outputs()) {
        carried[output] = out;
      }
    }
  }

  /**
   * The factor behind a node, all in logarithm.
   *
   * @param largest of its inputs, farthest from 0
   * @param met number of inputs that carry one
   * @param added by weights that it reads
   */
  private double through(
      SurvivalPaths.Step step, double largest, double sum, int met, double added) {
    return switch (step.kind()) {
      case NORM -> step.epsilonShare() == 0 ? 0 : largest * step.epsilonShare();
      case BOUNDED -> {
        record(largest + added);
        yield 0;
      }
      case SUM -> {
        if (atSums && met > 1) {
          record(largest - (sum - largest) / (met - 1));
        }
        yield largest + added;
      }
      case PRODUCT -> sum + added;
      case OTHER -> largest + added;
    };
  }
}
