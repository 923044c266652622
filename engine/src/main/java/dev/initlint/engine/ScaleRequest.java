package dev.initlint.engine;

import java.util.List;
import java.util.Set;

/**
 * What a model is to be followed over.
 *
 * @param axes each varied by itself, the others as the model has them
 * @param with symbols that move in proportion to the width
 * @param without symbols that stay though they are multiples of the width
 * @param parametrisation what widths are held against; null for nothing
 */
public record ScaleRequest(
    List<Axis> axes, Set<String> with, Set<String> without, Parametrisation parametrisation) {

  /**
   * One size: {@code width}, {@code depth}, {@code length} or a symbol of the model.
   *
   * @param points its values, ascending
   */
  public record Axis(String name, double[] points) {}

  /** Which figures stay as a network becomes wider. */
  public enum Parametrisation {
    /** As libraries draw: every signal and the scores keep their size. */
    STANDARD,
    /** Maximal update (Yang and Hu 2021): the scores shrink with the root of the width. */
    MUP
  }
}
