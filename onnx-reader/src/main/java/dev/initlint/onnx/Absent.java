package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Elements;

/** Stands for elements that the file does not hold, so that views of them have extents. */
final class Absent extends Elements {
  Absent(ElementType type, long... dims) {
    super(type, dims);
  }

  @Override
  public Reader open() {
    throw new IllegalStateException("elements that the file does not hold were read");
  }
}
