package dev.initlint.onnx;

import dev.initlint.stored.Elements;
import java.util.List;

/** Tensors put together along one axis. */
final class ConcatView extends View {
  private final List<Elements> parts;
  private final long[] widths;

  /** Column after the last of each part. */
  private final long[] ends;

  private final long width;

  /**
   * @param axis along which only the parts may differ in extent
   */
  ConcatView(Lineage lineage, List<Elements> parts, int axis, long[] dims) {
    super(lineage, parts.get(0).type(), dims);
    this.parts = parts;
    this.widths = new long[parts.size()];
    this.ends = new long[parts.size()];
    long inner = 1;
    for (int a = axis + 1; a < dims.length; a++) {
      inner *= dims[a];
    }
    for (int p = 0; p < widths.length; p++) {
      widths[p] = parts.get(p).dims()[axis] * inner;
      ends[p] = widths[p] + (p == 0 ? 0 : ends[p - 1]);
    }
    this.width = dims[axis] * inner;
  }

  @Override
  public Reader open() {
    Reader[] readers = parts.stream().map(Elements::open).toArray(Reader[]::new);
    return (from, to, at, n) -> read(readers, from, to, at, n);
  }

  private void read(Reader[] readers, long from, double[] to, int at, int n) {
    int done = 0;
    while (done < n) {
      long row = (from + done) / width;
      long column = (from + done) % width;
      int part = partAt(column);
      long within = column - (ends[part] - widths[part]);
      int run = (int) Math.min(n - done, widths[part] - within);
      readers[part].read(row * widths[part] + within, to, at + done, run);
      done += run;
    }
  }

  /** The first part that ends after the column. */
  private int partAt(long column) {
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > column) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
