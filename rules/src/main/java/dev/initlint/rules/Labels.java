package dev.initlint.rules;

import dev.initlint.moment.Field;
import dev.initlint.propagate.Head;
import dev.initlint.unit.Model;

/**
 * The labels of a batch, drawn evenly over the classes.
 *
 * @param classes V
 * @param scored N, positions with a label
 * @param smoothing share ε of a label that is spread over all classes
 */
record Labels(double classes, double scored, double smoothing) {
  static Labels of(Model model, Head head, double scored) {
    Double smoothing = model.training().labelSmoothing();
    return new Labels(model.number(head.classes()), scored, smoothing == null ? 0 : smoothing);
  }

  /** Share of the classes that some label names. */
  double named() {
    return -Math.expm1(-scored / classes);
  }

  /**
   * Second moments of δ = (p − t)/N in the row of one class, from those over all classes.
   *
   * @param named whether some label names it; else t = ε/V everywhere
   */
  StepOverlap.Gradient gradient(Field within, Field across, boolean named) {
    double unit = 1 / (classes * scored * scored);
    double sharp = 1 - smoothing;
    double label = sharp * sharp + (2 * smoothing * sharp + smoothing * smoothing) / classes;
    double even = (1 - 2 * smoothing + smoothing * smoothing) / classes * unit;
    double own = (-label + 2 / classes - (2 * smoothing - smoothing * smoothing) / classes) * unit;
    double times = named ? scored / classes / named() : 0;
    double spike = sharp * times / scored / (scored * scored);
    double hit = spike * (sharp - 2 / classes);
    double pair = spike * (sharp * Math.max(0, times - 1) / scored - 2 / classes);
    Field inside = new Field(within.plus(own + hit).same(), within.plus(even + pair).other());
    return new StepOverlap.Gradient(inside, across.plus(even + pair));
  }
}
