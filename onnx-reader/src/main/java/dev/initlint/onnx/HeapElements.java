package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Elements;

/** A few elements that no tensor holds, such as {@code value_ints} of a Constant node. */
final class HeapElements extends Elements {
  private final double[] values;

  HeapElements(ElementType type, double[] values, long... dims) {
    super(type, dims);
    this.values = values;
  }

  @Override
  public Reader open() {
    return (from, to, at, n) -> System.arraycopy(values, (int) from, to, at, n);
  }
}
