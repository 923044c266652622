package dev.initlint.onnx;

import java.util.List;

/** Tensors put together along one axis. */
final class ConcatView extends View {
  private final List<Elements> parts;
  private final long[] widths;
  private final long width;

  /**
   * @param axis along which only the parts may differ in extent
   */
  ConcatView(Lineage lineage, List<Elements> parts, int axis, long[] dims) {
    super(lineage, parts.get(0).type(), dims);
    this.parts = parts;
    this.widths = new long[parts.size()];
    long inner = 1;
    for (int a = axis + 1; a < dims.length; a++) {
      inner *= dims[a];
    }
    for (int p = 0; p < widths.length; p++) {
      widths[p] = parts.get(p).dims()[axis] * inner;
    }
    this.width = dims[axis] * inner;
  }

  @Override
  Reader open() {
    Reader[] readers = parts.stream().map(Elements::open).toArray(Reader[]::new);
    return (from, to, at, n) -> read(readers, from, to, at, n);
  }

  private void read(Reader[] readers, long from, double[] to, int at, int n) {
    long row = from / width;
    long column = from % width;
    int part = 0;
    int done = 0;
    while (done < n) {
      while (column >= widths[part]) {
        column -= widths[part];
        part = (part + 1) % widths.length;
        row += part == 0 ? 1 : 0;
      }
      int run = (int) Math.min(n - done, widths[part] - column);
      readers[part].read(row * widths[part] + column, to, at + done, run);
      done += run;
      column += run;
    }
  }
}
