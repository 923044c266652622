package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.List;

/** Operators that keep every element and change its place: reshaping, transposing, repeating. */
final class Layout {
  private Layout() {}

  static void register(Operators r) {
    r.add("Reshape", Layout::reshape, Layout::unmoved);
    r.add("Flatten", Layout::flatten, Layout::unmoved);
    r.add("Squeeze", Layout::squeeze, Layout::unmoved);
    r.add("Unsqueeze", Layout::unsqueeze, Layout::unmoved);
    r.add("Transpose", Layout::transpose, Layout::transposed);
    r.add(
        "Expand",
        o -> Inferred.Known.of(o.type(0), Extents.broadcast(o.dims(0), o.integers(1))),
        (o, out) -> AxisMap.broadcast(o.constant(0), out.dims()));
    r.add("Tile", Layout::tile, Layout::tiled);
    r.add("DepthToSpace", o -> blocks(o, true));
    r.add("SpaceToDepth", o -> blocks(o, false));
    r.add("ReverseSequence", Operator::same);
    r.add("TensorScatter", Operator::same);
    r.addAll("Dropout", o -> List.of(Operator.same(o), Operator.same(o, ElementType.BOOL)));
  }

  private static double[] unmoved(Operands o, Inferred.Known out) {
    return o.constant(0).elements();
  }

  private static Inferred reshape(Operands o) {
    long[] target = o.required("shape", 1).clone();
    boolean keepZero = o.attributes().integer("allowzero", 0) != 0;
    int free = -1;
    for (int i = 0; i < target.length; i++) {
      if (target[i] == 0 && !keepZero) {
        long[] dims = o.dims(0);
        if (i >= dims.length) {
          throw new IllegalArgumentException("Reshape copies axis " + i + ", which is not there");
        }
        target[i] = dims[i];
      } else if (target[i] == -1) {
        if (free >= 0) {
          throw new IllegalArgumentException("Reshape leaves two extents open");
        }
        free = i;
      }
    }
    if (free >= 0) {
      target[free] = 1;
      long rest = Extents.count(target);
      long all = o.known(0).count();
      if (rest == 0 || all % rest != 0) {
        throw mismatch(o, target);
      }
      target[free] = all / rest;
    }
    if (o.knows(0) && o.known(0).count() != Extents.count(target)) {
      throw mismatch(o, target);
    }
    return Inferred.Known.of(o.type(0), target);
  }

  private static IllegalArgumentException mismatch(Operands o, long[] target) {
    return new IllegalArgumentException(
        "Reshape of " + Extents.text(o.dims(0)) + " into " + Extents.text(target) + " fails");
  }

  private static Inferred flatten(Operands o) {
    long[] dims = o.dims(0);
    long stated = o.attributes().integer("axis", 1);
    int axis = stated == dims.length ? dims.length : Extents.axis(stated, dims.length);
    long outer = Extents.product(dims, 0, axis);
    return Inferred.Known.of(o.type(0), outer, Extents.product(dims, axis, dims.length));
  }

  private static Inferred squeeze(Operands o) {
    long[] dims = o.dims(0);
    long[] axes = o.integers("axes", 1);
    boolean[] drop = axes == null ? new boolean[dims.length] : Extents.marked(axes, dims.length);
    long[] out = new long[dims.length];
    int n = 0;
    for (int i = 0; i < dims.length; i++) {
      if (drop[i] && dims[i] != 1) {
        throw new IllegalArgumentException("Squeeze drops axis " + i + " of " + Extents.text(dims));
      }
      if (!drop[i] && (axes != null || dims[i] != 1)) {
        out[n++] = dims[i];
      }
    }
    return Inferred.Known.of(o.type(0), Arrays.copyOf(out, n));
  }

  private static Inferred unsqueeze(Operands o) {
    long[] dims = o.dims(0);
    long[] axes = o.integers("axes", 1);
    if (axes == null || axes.length > Extents.MAX_RANK) {
      throw new IllegalArgumentException("Unsqueeze does not name axes that can be followed");
    }
    boolean[] added = Extents.marked(axes, dims.length + axes.length);
    long[] out = new long[added.length];
    int from = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = added[i] ? 1 : dims[from++];
    }
    return Inferred.Known.of(o.type(0), out);
  }

  private static int[] permutation(Operands o) {
    int rank = o.rank(0);
    long[] stated = o.attributes().integers("perm");
    int[] perm = new int[rank];
    if (stated == null) {
      Arrays.setAll(perm, i -> rank - 1 - i);
      return perm;
    }
    if (stated.length != rank) {
      throw new IllegalArgumentException(
          "Transpose permutes " + stated.length + " axes of a tensor of rank " + rank);
    }
    Extents.marked(stated, rank);
    Arrays.setAll(perm, i -> Extents.axis(stated[i], rank));
    return perm;
  }

  private static Inferred transpose(Operands o) {
    long[] dims = o.dims(0);
    return Inferred.Known.of(
        o.type(0), Arrays.stream(permutation(o)).mapToLong(p -> dims[p]).toArray());
  }

  private static double[] transposed(Operands o, Inferred.Known out) {
    int[] perm = permutation(o);
    long[] strides = Extents.strides(o.dims(0));
    long[] dims = out.dims();
    int[][] offsets = new int[dims.length][];
    Arrays.setAll(offsets, i -> AxisMap.steps(dims[i], 0, 1, strides[perm[i]]));
    return AxisMap.copy(o.constant(0).elements(), offsets, 0);
  }

  private static Inferred tile(Operands o) {
    long[] dims = o.dims(0);
    long[] repeats = o.integers(1);
    if (repeats.length != dims.length) {
      throw new IllegalArgumentException(
          "Tile repeats " + repeats.length + " axes of a tensor of rank " + dims.length);
    }
    Arrays.setAll(dims, i -> Math.multiplyExact(dims[i], repeats[i]));
    return Inferred.Known.of(o.type(0), dims);
  }

  private static double[] tiled(Operands o, Inferred.Known out) {
    long[] source = o.dims(0);
    long[] strides = Extents.strides(source);
    long[] dims = out.dims();
    int[][] offsets = new int[dims.length][];
    for (int i = 0; i < dims.length; i++) {
      offsets[i] = new int[(int) dims[i]];
      for (int j = 0; j < dims[i]; j++) {
        offsets[i][j] = (int) (j % source[i] * strides[i]);
      }
    }
    return AxisMap.copy(o.constant(0).elements(), offsets, 0);
  }

  private static Inferred blocks(Operands o, boolean toSpace) {
    long[] d = o.dims(0, 4);
    long size = o.attributes().integer("blocksize", 0);
    long square = Math.multiplyExact(size, size);
    boolean fits = size > 0 && (toSpace ? d[1] % square == 0 : d[2] % size + d[3] % size == 0);
    if (!fits) {
      throw new IllegalArgumentException(
          o.node().op() + " with blocksize " + size + " does not divide " + Extents.text(d));
    }
    return toSpace
        ? Inferred.Known.of(
            o.type(0),
            d[0],
            d[1] / square,
            Math.multiplyExact(d[2], size),
            Math.multiplyExact(d[3], size))
        : Inferred.Known.of(
            o.type(0), d[0], Math.multiplyExact(d[1], square), d[2] / size, d[3] / size);
  }
}
