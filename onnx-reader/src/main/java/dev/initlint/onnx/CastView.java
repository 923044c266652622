package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Elements;
import dev.initlint.stored.Floats;

/** The elements of another tensor, rounded to another type as the Cast operator does. */
final class CastView extends View {
  private final Elements base;

  CastView(Lineage lineage, Elements base, ElementType type) {
    super(lineage, type, base.dims());
    this.base = base;
  }

  /** Whether elements can be rounded to this type. */
  static boolean supports(ElementType type) {
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16, BOOL -> true;
      default -> type.isInteger() && type.bits() >= 8;
    };
  }

  @Override
  public Reader open() {
    Reader below = base.open();
    return (from, to, at, n) -> {
      below.read(from, to, at, n);
      for (int i = at; i < at + n; i++) {
        to[i] = Floats.rounded(type(), to[i]);
      }
    };
  }
}
