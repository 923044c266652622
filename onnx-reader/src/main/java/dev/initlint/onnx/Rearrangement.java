package dev.initlint.onnx;

import dev.initlint.graph.Weight;
import dev.initlint.stored.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operators that move elements without changing them. Null where the settings do not fit. */
final class Rearrangement {
  private final View.Lineage lineage;
  private final Elements elements;
  private final long[] dims;

  Rearrangement(Weight weight, Elements elements) {
    this.lineage = View.Lineage.of(weight);
    this.elements = elements;
    this.dims = elements.dims();
  }

  /** Counts a negative axis from the end; -1 when there is no such axis. */
  static int axis(long axis, int rank) {
    long a = axis < 0 ? axis + rank : axis;
    return a >= 0 && a < rank ? (int) a : -1;
  }

  static boolean overflows(long[] dims) {
    try {
      return Math.multiplyExact(Elements.product(dims), 16) < 0;
    } catch (ArithmeticException e) {
      return true;
    }
  }

  /**
   * @param perm null reverses the axes
   */
  View transpose(long[] perm) {
    int rank = dims.length;
    int[] axes = new int[rank];
    boolean[] used = new boolean[rank];
    long[] to = new long[rank];
    if (perm != null && perm.length != rank) {
      return null;
    }
    for (int i = 0; i < rank; i++) {
      long p = perm == null ? rank - 1 - i : perm[i];
      if (p < 0 || p >= rank || used[(int) p]) {
        return null;
      }
      used[(int) p] = true;
      axes[i] = (int) p;
      to[i] = dims[(int) p];
    }
    long[] steps = new long[rank];
    Arrays.fill(steps, 1);
    return StridedView.of(
        lineage.then("Transpose " + Arrays.toString(axes)),
        elements,
        new long[rank],
        axes,
        to,
        steps);
  }

  /**
   * @param zero whether an extent of 0 means 0 and not "as before"
   */
  View reshape(long[] target, boolean zero) {
    if (target == null || target.length > 64) {
      return null;
    }
    long[] to = target.clone();
    int open = -1;
    for (int i = 0; i < to.length; i++) {
      if (to[i] == 0 && !zero) {
        if (i >= dims.length) {
          return null;
        }
        to[i] = dims[i];
      } else if (to[i] == -1 && open < 0) {
        open = i;
        to[i] = 1;
      } else if (to[i] < 0) {
        return null;
      }
    }
    if (overflows(to)) {
      return null;
    }
    long rest = Elements.product(to);
    if (open >= 0) {
      if (rest == 0 || elements.count() % rest != 0) {
        return null;
      }
      to[open] = elements.count() / rest;
    }
    return shaped("Reshape", to);
  }

  private View shaped(String step, long[] to) {
    return overflows(to) || Elements.product(to) != elements.count()
        ? null
        : ReshapedView.of(lineage.then(step + " to " + Arrays.toString(to)), elements, to);
  }

  View flatten(long axis) {
    long a = axis < 0 ? axis + dims.length : axis;
    if (a < 0 || a > dims.length) {
      return null;
    }
    long rows = Elements.product(Arrays.copyOf(dims, (int) a));
    long columns = Elements.product(Arrays.copyOfRange(dims, (int) a, dims.length));
    return shaped("Flatten", new long[] {rows, columns});
  }

  /**
   * @param axes null drops all axes of extent 1, unless they were stated but are not known
   */
  View squeeze(long[] axes, boolean stated) {
    if (axes == null && stated) {
      return null;
    }
    boolean[] drop = new boolean[dims.length];
    for (int i = 0; i < dims.length; i++) {
      drop[i] = axes == null && dims[i] == 1;
    }
    for (long axis : axes == null ? new long[0] : axes) {
      int a = axis(axis, dims.length);
      if (a < 0 || dims[a] != 1) {
        return null;
      }
      drop[a] = true;
    }
    LongList to = new LongList();
    for (int i = 0; i < dims.length; i++) {
      if (!drop[i]) {
        to.add(dims[i]);
      }
    }
    return shaped("Squeeze", to.toArray());
  }

  /** Repeats axes of extent 1; the target is broadcast against the shape. */
  View expand(long[] target) {
    if (target == null || target.length > 64) {
      return null;
    }
    int rank = Math.max(target.length, dims.length);
    int added = rank - dims.length;
    long[] to = new long[rank];
    long[] steps = new long[rank];
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      long have = i < added ? 1 : dims[i - added];
      long want = i < rank - target.length ? 1 : target[i - (rank - target.length)];
      if (want < 0 || have != want && have != 1 && want != 1) {
        return null;
      }
      to[i] = have == 1 ? want : have;
      steps[i] = have == 1 ? 0 : 1;
      axes[i] = Math.max(0, i - added);
    }
    if (overflows(to)) {
      return null;
    }
    String step = "Expand to " + Arrays.toString(to);
    return StridedView.of(lineage.then(step), elements, new long[dims.length], axes, to, steps);
  }

  View unsqueeze(long[] axes) {
    if (axes == null || dims.length + axes.length > 64) {
      return null;
    }
    int rank = dims.length + axes.length;
    long[] to = new long[rank];
    for (long axis : axes) {
      int a = axis(axis, rank);
      if (a < 0 || to[a] == 1) {
        return null;
      }
      to[a] = 1;
    }
    int next = 0;
    for (int i = 0; i < rank; i++) {
      to[i] = to[i] == 1 ? 1 : dims[next++];
    }
    return shaped("Unsqueeze", to);
  }

  /**
   * @param axes null means the first ones, in order
   * @param steps null means 1
   */
  View slice(long[] starts, long[] ends, long[] axes, long[] steps) {
    int n = starts.length;
    if (ends.length != n
        || n > dims.length
        || axes != null && axes.length != n
        || steps != null && steps.length != n) {
      return null;
    }
    long[] first = new long[dims.length];
    long[] to = dims.clone();
    long[] stride = new long[dims.length];
    Arrays.fill(stride, 1);
    StringBuilder step = new StringBuilder("Slice");
    for (int i = 0; i < n; i++) {
      int a = axis(axes == null ? i : axes[i], dims.length);
      long by = steps == null ? 1 : steps[i];
      if (a < 0 || by == 0 || Math.abs(by) > 1L << 40) {
        return null;
      }
      first[a] = clamped(starts[i], dims[a], 0, by > 0);
      long end = clamped(ends[i], dims[a], by > 0 ? 0 : -1, by > 0);
      to[a] = Math.max(0, (end - first[a] + by - Long.signum(by)) / by);
      first[a] = to[a] == 0 ? 0 : first[a];
      stride[a] = by;
      step.append(" [").append(first[a]).append(", ").append(end).append(") of axis ").append(a);
    }
    int[] all = new int[dims.length];
    Arrays.setAll(all, i -> i);
    return StridedView.of(lineage.then(step.toString()), elements, first, all, to, stride);
  }

  /** ONNX Slice: from the end if negative, then into the tensor; backwards one place lower. */
  private static long clamped(long index, long extent, long low, boolean forward) {
    long i = index < 0 ? index + extent : index;
    return Math.max(low, Math.min(forward ? extent : extent - 1, i));
  }

  /**
   * @param sizes null means equal parts, the last one smaller if need be
   */
  List<View> split(long axis, long[] sizes, int parts) {
    int a = axis(axis, dims.length);
    if (a < 0 || sizes != null && sizes.length != parts) {
      return null;
    }
    long equal = (dims[a] + parts - 1) / parts;
    List<View> views = new ArrayList<>();
    long start = 0;
    for (int p = 0; p < parts; p++) {
      long size = sizes == null ? Math.min(equal, dims[a] - start) : sizes[p];
      if (size < 0 || size > dims[a] - start) {
        return null;
      }
      views.add(slice(new long[] {start}, new long[] {start + size}, new long[] {a}, null));
      start += size;
    }
    return start == dims[a] ? views : null;
  }
}
