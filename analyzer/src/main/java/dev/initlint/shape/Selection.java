package dev.initlint.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that pick, join or pad: Slice, Gather, Concat, Split, Pad. */
final class Selection {
  private Selection() {}

  static void register(Operators r) {
    r.add(
        "Slice", o -> Inferred.Known.of(o.type(0), SliceRange.extents(ranges(o))), Selection::cut);
    r.add("Gather", Selection::gather, Selection::gathered);
    r.add("Concat", Selection::concat, Selection::joined);
    r.addAll("Split", Selection::split, Selection::parts);
    r.add("Pad", Selection::pad, Selection::padded);
  }

  private static SliceRange[] ranges(Operands o) {
    long[] dims = o.dims(0);
    long[] starts = o.integers("starts", 1);
    long[] ends = o.integers("ends", 2);
    long[] axes = o.integers("axes", 3);
    long[] steps = o.has(4) ? o.integers(4) : null;
    return SliceRange.of(dims, starts, ends, axes, steps);
  }

  private static double[] cut(Operands o, Inferred.Known out) {
    SliceRange[] ranges = ranges(o);
    long[] strides = Extents.strides(o.dims(0));
    int[][] offsets = new int[ranges.length][];
    Arrays.setAll(
        offsets,
        i -> AxisMap.steps(ranges[i].length(), ranges[i].start(), ranges[i].step(), strides[i]));
    return AxisMap.copy(o.constant(0).elements(), offsets, 0);
  }

  private static Inferred gather(Operands o) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", 0, dims.length);
    return Inferred.Known.of(
        o.type(0),
        Extents.concat(
            Arrays.copyOf(dims, axis), o.dims(1), Arrays.copyOfRange(dims, axis + 1, dims.length)));
  }

  private static double[] gathered(Operands o, Inferred.Known out) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", 0, dims.length);
    int outer = (int) Extents.product(dims, 0, axis);
    int inner = (int) Extents.product(dims, axis + 1, dims.length);
    double[] source = o.constant(0).elements();
    long[] indices = o.integers(1);
    double[] result = new double[Math.toIntExact(out.count())];
    int to = 0;
    for (int i = 0; i < outer; i++) {
      for (long index : indices) {
        int from = (i * (int) dims[axis] + index(index, dims[axis])) * inner;
        System.arraycopy(source, from, result, to, inner);
        to += inner;
      }
    }
    return result;
  }

  /** An index counted from the front, from one that may be counted from the back. */
  static int index(long index, long extent) {
    if (index < -extent || index >= extent) {
      throw new IllegalArgumentException("index " + index + " is outside of " + extent);
    }
    return (int) (index < 0 ? index + extent : index);
  }

  private static Inferred concat(Operands o) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", 1, dims.length);
    for (int i = 1; i < o.size(); i++) {
      long[] next = o.dims(i, dims.length);
      for (int k = 0; k < dims.length; k++) {
        if (k != axis && next[k] != dims[k]) {
          throw new IllegalArgumentException(
              "Concat along axis "
                  + axis
                  + " of "
                  + Extents.text(dims)
                  + " and "
                  + Extents.text(next)
                  + " fails");
        }
      }
      dims[axis] = Math.addExact(dims[axis], next[axis]);
    }
    return Inferred.Known.of(o.type(0), dims);
  }

  private static double[] joined(Operands o, Inferred.Known out) {
    int axis = o.axis("axis", 1, out.rank());
    int outer = (int) Extents.product(out.dims(), 0, axis);
    double[] result = new double[Math.toIntExact(out.count())];
    int to = 0;
    for (int i = 0; i < outer; i++) {
      for (int input = 0; input < o.size(); input++) {
        double[] source = o.constant(input).elements();
        int run = source.length / outer;
        System.arraycopy(source, i * run, result, to, run);
        to += run;
      }
    }
    return result;
  }

  private static List<Inferred> split(Operands o) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", 0, dims.length);
    List<Inferred> out = new ArrayList<>();
    for (long length : lengths(o, dims[axis])) {
      dims[axis] = length;
      out.add(Inferred.Known.of(o.type(0), dims));
    }
    return out;
  }

  /** Stated lengths, or parts of equal length of which the last may be shorter. */
  private static long[] lengths(Operands o, long extent) {
    long[] stated = o.integers("split", 1);
    int outputs = o.node().outputs().size();
    if (stated == null) {
      long n = o.attributes().integer("num_outputs", outputs);
      if (n != outputs) {
        throw new IllegalArgumentException("Split into " + n + " has " + outputs + " outputs");
      }
      long each = (extent + n - 1) / n;
      stated = new long[outputs];
      for (int i = 0; i < outputs; i++) {
        stated[i] = Math.max(0, Math.min(each, extent - i * each));
      }
    }
    long sum = 0;
    for (long length : stated) {
      sum = length < 0 ? Long.MIN_VALUE / 2 : Math.addExact(sum, length);
    }
    if (sum != extent || stated.length != outputs) {
      throw new IllegalArgumentException(
          "Split of an extent of " + extent + " into " + Extents.text(stated) + " fails");
    }
    return stated;
  }

  private static List<double[]> parts(Operands o, List<Inferred.Known> outputs) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", 0, dims.length);
    long[] strides = Extents.strides(dims);
    List<double[]> parts = new ArrayList<>();
    long start = 0;
    for (Inferred.Known part : outputs) {
      int[][] offsets = new int[dims.length][];
      for (int i = 0; i < dims.length; i++) {
        offsets[i] = AxisMap.steps(part.dims()[i], i == axis ? start : 0, 1, strides[i]);
      }
      parts.add(AxisMap.copy(o.constant(0).elements(), offsets, 0));
      start += part.dims()[axis];
    }
    return parts;
  }

  /** Widths before and after each axis, before all of them first. */
  private static long[] widths(Operands o) {
    int rank = o.rank(0);
    long[] stated = o.integers(o.attributes().has("paddings") ? "paddings" : "pads", 1);
    long[] axes = o.has(3) ? o.integers(3) : null;
    int n = axes == null ? rank : axes.length;
    if (stated == null || stated.length != 2 * n) {
      throw new IllegalArgumentException(
          "Pad does not state two widths for each of " + n + " axes");
    }
    if (axes == null) {
      return stated;
    }
    Extents.marked(axes, rank);
    long[] widths = new long[2 * rank];
    for (int i = 0; i < n; i++) {
      int axis = Extents.axis(axes[i], rank);
      widths[axis] = stated[i];
      widths[rank + axis] = stated[n + i];
    }
    return widths;
  }

  private static Inferred pad(Operands o) {
    long[] dims = o.dims(0);
    long[] widths = widths(o);
    Arrays.setAll(
        dims, i -> Math.addExact(Math.addExact(dims[i], widths[i]), widths[dims.length + i]));
    return Inferred.Known.of(o.type(0), dims);
  }

  private static double[] padded(Operands o, Inferred.Known out) {
    long[] source = o.dims(0);
    long[] widths = widths(o);
    long[] strides = Extents.strides(source);
    String mode = o.attributes().text("mode", "constant");
    double fill = o.has(2) ? o.scalar(2) : o.attributes().real("value", 0);
    int[][] offsets = new int[source.length][];
    for (int i = 0; i < source.length; i++) {
      offsets[i] = new int[(int) out.dims()[i]];
      for (int j = 0; j < offsets[i].length; j++) {
        long from = Padding.source(mode, j - widths[i], source[i]);
        offsets[i][j] = from < 0 ? -1 : (int) (from * strides[i]);
      }
    }
    return AxisMap.copy(o.constant(0).elements(), offsets, fill);
  }
}
