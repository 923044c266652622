package dev.initlint.hub.family.layer;

/** A layer, an operator or a computation on sizes, as families call it. */
@FunctionalInterface
public interface Function {
  /**
   * @return a {@link Tensor}, a list of them, a number, a text, a truth value, or null
   * @throws LayerFault if the arguments do not fit
   */
  Object apply(Arguments a);
}
