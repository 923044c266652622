package dev.initlint.shape;

import java.util.Arrays;

/**
 * The indices {@code start, start + step, …} that Slice takes along one axis.
 *
 * @param length how many
 */
record SliceRange(long start, long step, long length) {

  /**
   * One range per axis, the whole axis where none is stated.
   *
   * @param axes null for the first axes in order
   * @param steps null for all ones
   */
  static SliceRange[] of(long[] dims, long[] starts, long[] ends, long[] axes, long[] steps) {
    boolean fits =
        starts != null
            && ends != null
            && starts.length == ends.length
            && (axes == null ? starts.length <= dims.length : axes.length == starts.length)
            && (steps == null || steps.length == starts.length);
    if (!fits) {
      throw new IllegalArgumentException("Slice's starts, ends, axes and steps do not match");
    }
    if (axes != null) {
      Extents.marked(axes, dims.length);
    }
    SliceRange[] ranges = new SliceRange[dims.length];
    Arrays.setAll(ranges, i -> new SliceRange(0, 1, dims[i]));
    for (int i = 0; i < starts.length; i++) {
      int axis = axes == null ? i : Extents.axis(axes[i], dims.length);
      ranges[axis] = of(dims[axis], starts[i], ends[i], steps == null ? 1 : steps[i]);
    }
    return ranges;
  }

  /** Negative bounds count from the back; bounds beyond the axis are drawn in. */
  static SliceRange of(long extent, long start, long end, long step) {
    if (step == 0) {
      throw new IllegalArgumentException("Slice's step is zero");
    }
    if (extent == 0) {
      return new SliceRange(0, 1, 0);
    }
    boolean forward = step > 0;
    long high = forward ? extent : extent - 1;
    long from = Math.max(0, Math.min(high, start < 0 ? start + extent : start));
    long to = Math.max(forward ? 0 : -1, Math.min(high, end < 0 ? end + extent : end));
    long distance = forward ? to - from : from - to;
    long stride = forward ? step : step == Long.MIN_VALUE ? Long.MAX_VALUE : -step;
    long length = distance <= 0 ? 0 : (distance - 1) / stride + 1;
    return new SliceRange(length == 0 ? 0 : from, length <= 1 ? 1 : step, length);
  }

  static long[] extents(SliceRange[] ranges) {
    return Arrays.stream(ranges).mapToLong(SliceRange::length).toArray();
  }
}
