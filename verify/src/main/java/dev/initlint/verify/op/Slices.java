package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Strided;

/** Reading the arguments of Slice, which are attributes before opset 10 and inputs since. */
final class Slices {
  private Slices() {}

  static Layout.Region region(Call call) {
    int[] dims = call.need(0).dims().clone();
    boolean byInput = call.has(1);
    long[] starts = byInput ? call.need(1).longs() : call.attributes().integers("starts");
    long[] ends = byInput ? call.need(2).longs() : call.attributes().integers("ends");
    long[] axes =
        byInput ? (call.has(3) ? call.need(3).longs() : null) : call.attributes().integers("axes");
    long[] steps = call.has(4) ? call.need(4).longs() : null;
    int[] strides = Extents.strides(dims);
    int offset = 0;
    boolean complete = true;
    for (int i = 0; i < starts.length; i++) {
      int axis = axes == null ? i : Extents.axis(axes[i], dims.length);
      long step = steps == null ? 1 : steps[i];
      long n = dims[axis];
      long start = bound(starts[i], n, step > 0 ? 0 : -1, step);
      long end = bound(ends[i], n, step > 0 ? 0 : -1, step);
      long count =
          Math.max(
              0, step > 0 ? -Math.floorDiv(start - end, step) : -Math.floorDiv(end - start, -step));
      offset += count == 0 ? 0 : (int) (start * strides[axis]);
      complete &= count == n;
      strides[axis] = (int) (strides[axis] * step);
      dims[axis] = (int) count;
    }
    return new Layout.Region(dims, new Strided(dims, strides, offset), false, complete);
  }

  /** A start or end within the axis: [0, n] going up, [-1, n - 1] going down. */
  private static long bound(long v, long n, long lowest, long step) {
    long counted = v < 0 ? v + n : v;
    return Math.max(lowest, Math.min(counted, step > 0 ? n : n - 1));
  }
}
