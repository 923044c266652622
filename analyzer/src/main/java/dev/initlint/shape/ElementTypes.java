package dev.initlint.shape;

import dev.initlint.graph.ElementType;

/** Element types by their ONNX codes. */
final class ElementTypes {
  private static final ElementType[] BY_CODE = ElementType.values();

  private ElementTypes() {}

  static ElementType of(long code) {
    if (code <= 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("element type " + code + " does not exist");
    }
    return BY_CODE[(int) code];
  }
}
