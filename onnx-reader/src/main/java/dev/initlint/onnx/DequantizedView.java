package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Elements;
import dev.initlint.stored.Floats;

/**
 * The values that quantised elements stand for: (x − zero point) · scale, with one scale for the
 * whole tensor, for each index of an axis, or for each block along an axis (ONNX DequantizeLinear).
 */
final class DequantizedView extends View {
  private final Elements quantised;
  private final Elements scales;
  private final Elements zeros;
  private final double zero;
  private final long extent;
  private final long inner;
  private final long block;

  /**
   * @param zeros zero points, as many as scales; null for {@code zero} everywhere
   * @param axis along which the scales change
   * @param block elements along the axis that share a scale; 0 when the scales are one per index
   */
  DequantizedView(
      Lineage lineage,
      ElementType type,
      Elements quantised,
      Elements scales,
      Elements zeros,
      double zero,
      int axis,
      long block) {
    super(lineage, type, quantised.dims());
    this.quantised = quantised;
    this.scales = scales;
    this.zeros = zeros;
    this.zero = zero;
    this.block = block;
    long after = 1;
    long[] dims = quantised.dims();
    for (int a = axis + 1; a < dims.length; a++) {
      after *= dims[a];
    }
    boolean whole = block == 0 && scales.count() == 1;
    this.inner = whole ? Math.max(1, quantised.count()) : after;
    this.extent = whole ? 1 : dims[axis];
  }

  @Override
  public Reader open() {
    return new Scaling();
  }

  /** Works in runs of elements that share one scale, or whose scales lie side by side. */
  private final class Scaling implements Reader {
    private final Reader codes = quantised.open();
    private final Reader factors = scales.open();
    private final Reader shifts = zeros == null ? null : zeros.open();
    private final double[] factor = new double[CHUNK];
    private final double[] shift = new double[CHUNK];

    @Override
    public void read(long from, double[] to, int at, int n) {
      codes.read(from, to, at, n);
      int done = 0;
      while (done < n) {
        done += run(from + done, to, at + done, n - done);
      }
    }

    private int run(long element, double[] to, int at, int most) {
      long within = element % inner;
      long index = element / inner % extent;
      boolean shared = block == 0 ? inner > 1 : inner == 1;
      long left = shared ? inner - within : block == 0 ? extent - index : inner - within;
      long first = index;
      if (block > 0) {
        left = shared ? Math.min(block - index % block, extent - index) : left;
        long blocks = (extent + block - 1) / block;
        first = (element / inner / extent * blocks + index / block) * inner + within;
      }
      int n = (int) Math.min(Math.min(most, left), CHUNK);
      load(first, shared ? 1 : n);
      for (int i = 0; i < n; i++) {
        int s = shared ? 0 : i;
        to[at + i] = Floats.rounded(type(), (to[at + i] - shift[s]) * factor[s]);
      }
      return n;
    }

    private void load(long first, int n) {
      factors.read(first, factor, 0, n);
      if (shifts == null) {
        java.util.Arrays.fill(shift, 0, n, zero);
      } else {
        shifts.read(first, shift, 0, n);
      }
    }
  }
}
