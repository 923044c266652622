package dev.initlint.onnx;

import dev.initlint.graph.TensorData;
import dev.initlint.stored.Elements;

/** Elements of another tensor in another order: a slice, a transposition, or both. */
final class StridedView extends View {
  /** Doubles that a reader may hold to turn scattered reads into runs. */
  private static final int TILE = 1 << 20;

  /** Runs that are turned at a time, so that what is written fills lines of the cache. */
  private static final int ROWS = 16;

  private final Elements base;
  private final long offset;
  private final long[] strides;

  /**
   * @param offset element of {@code base} that comes first
   * @param strides distance in {@code base} between neighbours along each axis
   */
  private StridedView(Lineage lineage, Elements base, long offset, long[] dims, long[] strides) {
    super(lineage, base.type(), dims);
    this.base = base;
    this.offset = offset;
    this.strides = strides;
  }

  /** Distance between neighbours along each axis of a tensor whose elements lie in order. */
  static long[] rowMajor(long[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int d = dims.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= Math.max(1, dims[d]);
    }
    return strides;
  }

  /**
   * @param first element of {@code of}, along each of its axes, that comes first
   * @param axes axis of {@code of} that each axis of the result follows
   * @param dims extents of the result
   * @param steps distance along the followed axis between neighbours; 0 repeats and follows none
   */
  static StridedView of(
      Lineage lineage, Elements of, long[] first, int[] axes, long[] dims, long[] steps) {
    boolean composes = of instanceof StridedView;
    long[] inner = composes ? ((StridedView) of).strides : rowMajor(of.dims());
    long offset = composes ? ((StridedView) of).offset : 0;
    for (int a = 0; a < first.length; a++) {
      offset += first[a] * inner[a];
    }
    long[] strides = new long[dims.length];
    for (int a = 0; a < dims.length; a++) {
      strides[a] = steps[a] == 0 ? 0 : inner[axes[a]] * steps[a];
    }
    Elements base = composes ? ((StridedView) of).base : ReshapedView.inOrder(of);
    return new StridedView(lineage, base, offset, dims, strides);
  }

  @Override
  public Reader open() {
    if (count() == 0) {
      return (from, to, at, n) -> {};
    }
    Axes axes = Axes.merged(dims(), strides);
    Reader below = base.open();
    int last = axes.size() - 1;
    if (last < 0) {
      return (from, to, at, n) -> below.read(offset, to, at, n);
    }
    if (axes.stride(last) == 1) {
      return new Runs(axes, below);
    }
    int unit = axes.unit();
    long rest = unit < 0 ? Long.MAX_VALUE : axes.elementsAfter(unit);
    return rest > TILE ? new Single(axes, below) : new Tiles(axes, below, unit, (int) rest);
  }

  @Override
  public TensorData sameOrderAs() {
    Axes axes = Axes.merged(dims(), strides);
    boolean inOrder = axes.size() == 1 && axes.stride(0) == 1;
    return inOrder && isOfAllElements() ? base : null;
  }

  @Override
  public TensorData transposeOf() {
    Axes axes = Axes.merged(dims(), strides);
    boolean turned = axes.size() == 2 && axes.stride(0) == 1 && axes.stride(1) == axes.extent(0);
    return turned && isOfAllElements() ? base : null;
  }

  private boolean isOfAllElements() {
    return offset == 0 && count() == base.count();
  }

  /** Reads whole runs of neighbours. */
  private final class Runs implements Reader {
    private final Axes axes;
    private final Reader below;

    Runs(Axes axes, Reader below) {
      this.axes = axes;
      this.below = below;
    }

    @Override
    public void read(long from, double[] to, int at, int n) {
      long row = axes.extent(axes.size() - 1);
      int done = 0;
      while (done < n) {
        long element = from + done;
        int run = (int) Math.min(n - done, row - element % row);
        below.read(offset + axes.place(element), to, at + done, run);
        done += run;
      }
    }
  }

  /** Reads one element at a time, for views without neighbours such as every second column. */
  private final class Single implements Reader {
    private final Axes axes;
    private final Reader below;

    Single(Axes axes, Reader below) {
      this.axes = axes;
      this.below = below;
    }

    @Override
    public void read(long from, double[] to, int at, int n) {
      for (int i = 0; i < n; i++) {
        below.read(offset + axes.place(from + i), to, at + i, 1);
      }
    }
  }

  /**
   * Reads a transposition: a tile of consecutive results is filled from runs of neighbours in the
   * base, so that each page of the file is visited a few times and not once per column. A short
   * read that does not continue the last one is not worth a tile.
   */
  private final class Tiles implements Reader {
    private final Axes axes;
    private final Reader below;
    private final Reader single;
    private final int unit;
    private final int rest;
    private final int width;
    private double[] tile;
    private double[] runs;
    private long tileFrom;
    private int filled;
    private long next;

    /**
     * @param unit axis along which neighbours lie side by side in the base
     * @param rest elements of the axes after it
     */
    Tiles(Axes axes, Reader below, int unit, int rest) {
      this.axes = axes;
      this.below = below;
      this.single = new Single(axes, below);
      this.unit = unit;
      this.rest = rest;
      this.width = (int) Math.min(axes.extent(unit), TILE / rest);
    }

    @Override
    public void read(long from, double[] to, int at, int n) {
      boolean jumps = from != next && n < width * rest;
      next = from + n;
      int done = 0;
      while (done < n) {
        long element = from + done;
        if (jumps && (element < tileFrom || element >= tileFrom + filled)) {
          single.read(element, to, at + done, n - done);
          return;
        }
        if (element < tileFrom || element >= tileFrom + filled) {
          fill(element);
        }
        int inTile = (int) (element - tileFrom);
        int part = Math.min(n - done, filled - inTile);
        System.arraycopy(tile, inTile, to, at + done, part);
        done += part;
      }
    }

    private void fill(long element) {
      if (tile == null) {
        tile = new double[width * rest];
        runs = new double[width * ROWS];
      }
      long along = element / rest % axes.extent(unit);
      long start = along / width * width;
      int columns = (int) Math.min(width, axes.extent(unit) - start);
      tileFrom = (element / rest - along + start) * rest;
      filled = columns * rest;
      for (int r = 0; r < rest; r += ROWS) {
        int rows = Math.min(ROWS, rest - r);
        for (int k = 0; k < rows; k++) {
          below.read(offset + axes.place(tileFrom + r + k), runs, k * width, columns);
        }
        for (int c = 0; c < columns; c++) {
          for (int k = 0; k < rows; k++) {
            tile[c * rest + r + k] = runs[k * width + c];
          }
        }
      }
    }
  }
}
