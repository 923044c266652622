package dev.initlint.onnx;

import dev.initlint.stored.Elements;
import java.util.Arrays;

/** A tensor of zeros but for the listed elements; its values and indices stay in the file. */
final class SparseElements extends Elements {
  private final Elements values;
  private final Elements indices;
  private final boolean linear;
  private final long[] strides;

  SparseElements(Elements values, Elements indices, long[] dims) {
    super(values.type(), dims);
    this.values = values;
    this.indices = indices;
    this.linear = indices.dims().length == 1;
    this.strides = StridedView.rowMajor(dims);
  }

  /** What is wrong with the indices, or null. Must be asked before elements are read. */
  String fault() {
    long n = values.count();
    boolean fits =
        linear
            ? indices.count() == n
            : Arrays.equals(indices.dims(), new long[] {n, dims().length});
    if (!fits || !indices.type().isInteger()) {
      return "has indices that do not fit its values";
    }
    Reader reader = indices.open();
    long last = -1;
    double[] row = new double[linear ? 1 : dims().length];
    for (long i = 0; i < n; i++) {
      reader.read(i * row.length, row, 0, row.length);
      for (int d = 0; d < row.length; d++) {
        if (row[d] < 0 || row[d] >= (linear ? count() : dims()[d])) {
          return "has an index outside of its extents";
        }
      }
      long place = place(row);
      if (place <= last) {
        return "has indices that are not in ascending order";
      }
      last = place;
    }
    return null;
  }

  private long place(double[] row) {
    if (linear) {
      return (long) row[0];
    }
    long place = 0;
    for (int d = 0; d < row.length; d++) {
      place += (long) row[d] * strides[d];
    }
    return place;
  }

  @Override
  public Reader open() {
    return new Merge();
  }

  /** Reads the list beside the zeros; {@code next} is the first listed element not yet passed. */
  private final class Merge implements Reader {
    private final Reader listed = values.open();
    private final Reader places = indices.open();
    private final double[] row = new double[linear ? 1 : dims().length];
    private long next;
    private long reached;

    @Override
    public void read(long from, double[] to, int at, int n) {
      if (from != reached) {
        next = firstAtOrAfter(from);
      }
      reached = from + n;
      Arrays.fill(to, at, at + n, 0.0);
      while (next < values.count()) {
        long place = placeOf(next);
        if (place >= reached) {
          return;
        }
        listed.read(next, to, at + (int) (place - from), 1);
        next++;
      }
    }

    private long firstAtOrAfter(long element) {
      long low = 0;
      long high = values.count();
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (placeOf(middle) < element) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private long placeOf(long i) {
      places.read(i * row.length, row, 0, row.length);
      return place(row);
    }
  }
}
