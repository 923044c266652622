package dev.initlint.onnx;

import dev.initlint.graph.TensorData;
import dev.initlint.stored.Elements;

/** The elements of another tensor in the same order, with other extents. */
final class ReshapedView extends View {
  private final Elements base;

  private ReshapedView(Lineage lineage, Elements base, long[] dims) {
    super(lineage, base.type(), dims);
    this.base = base;
  }

  static ReshapedView of(Lineage lineage, Elements base, long[] dims) {
    return new ReshapedView(lineage, inOrder(base), dims);
  }

  /** The tensor below that has the same elements in the same order. */
  static Elements inOrder(Elements e) {
    return e instanceof ReshapedView v ? v.base : e;
  }

  @Override
  public Reader open() {
    return base.open();
  }

  @Override
  public Runs runs() {
    return base.runs();
  }

  @Override
  public TensorData sameOrderAs() {
    return base;
  }
}
