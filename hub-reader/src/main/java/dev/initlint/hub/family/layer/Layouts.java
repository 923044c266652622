package dev.initlint.hub.family.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that move entries. */
final class Layouts {
  private Layouts() {}

  static void register(Map<String, Function> all) {
    all.put("reshape", a -> reshape(a.writer(), a.tensor(0), a.sizesFrom(1)));
    all.put("transpose", a -> transpose(a.writer(), a.tensor(0), a.sizesFrom(1)));
    all.put("swap_last", Layouts::swapLast);
    all.put("heads", Layouts::heads);
    all.put("merge", Layouts::merge);
    all.put("repeat_heads", Layouts::repeatHeads);
    all.put("split", Layouts::split);
    all.put("concat", Layouts::concat);
    all.put("slice", Layouts::slice);
    all.put("every_other", Layouts::everyOther);
    all.put("pick", Layouts::pick);
    all.put("expand", Layouts::expand);
    all.put("pad", Layouts::pad);
    all.put("gather", Layouts::gather);
    all.put("gather_pairs", Layouts::gatherPairs);
    all.put("roll", Layouts::roll);
  }

  /** {@code reshape(x, sizes…)}; one size may be -1. */
  static Tensor reshape(ModelWriter w, Tensor x, long... sizes) {
    long[] dims = sizes.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      known *= dims[i] == -1 ? 1 : dims[i];
      open = dims[i] == -1 ? i : open;
    }
    long count = Arrays.stream(x.dims()).reduce(1, (a, b) -> a * b);
    if (known == 0 || count % known != 0 || open < 0 && known != count) {
      throw new LayerFault(
          "the shape "
              + Arrays.toString(x.dims())
              + " does not reshape to "
              + Arrays.toString(sizes));
    }
    if (open >= 0) {
      dims[open] = count / known;
    }
    return w.node("Reshape", Map.of(), dims, x, w.integers(dims));
  }

  static Tensor transpose(ModelWriter w, Tensor x, long... order) {
    long[] each = Arrays.stream(order).map(x::axis).distinct().toArray();
    if (each.length != x.rank() || order.length != x.rank()) {
      throw new LayerFault(
          "the axes of the shape "
              + Arrays.toString(x.dims())
              + " are not ordered by "
              + Arrays.toString(order));
    }
    long[] dims = new long[order.length];
    Arrays.setAll(dims, i -> x.dim(order[i]));
    return w.node("Transpose", Map.of("perm", order), dims, x);
  }

  private static Tensor swapLast(Arguments a) {
    Tensor x = a.tensor(0);
    long[] order = new long[x.rank()];
    x.axis(-2);
    Arrays.setAll(order, i -> i < x.rank() - 2 ? i : 2L * x.rank() - 3 - i);
    return transpose(a.writer(), x, order);
  }

  /** {@code heads(x, n)}: [batch, positions, n·d] to [batch, n, positions, d]. */
  private static Tensor heads(Arguments a) {
    Tensor x = a.tensor(0);
    long n = a.size(1, "heads");
    if (n <= 0 || x.last() % n != 0) {
      throw new LayerFault(x.last() + " features do not part into " + n + " heads");
    }
    Tensor parted = reshape(a.writer(), x, x.dim(0), x.dim(1), n, x.last() / n);
    return transpose(a.writer(), parted, 0, 2, 1, 3);
  }

  /** {@code merge(x)}: [batch, n, positions, d] to [batch, positions, n·d]. */
  private static Tensor merge(Arguments a) {
    Tensor x = a.tensor(0);
    Tensor moved = transpose(a.writer(), x, 0, 2, 1, 3);
    return reshape(a.writer(), moved, x.dim(0), x.dim(2), x.dim(1) * x.dim(3));
  }

  /** {@code repeat_heads(x, times)}: each head of keys or values for a group of queries. */
  private static Tensor repeatHeads(Arguments a) {
    Tensor x = a.tensor(0);
    long times = a.size(1, "times");
    if (times == 1) {
      return x;
    }
    ModelWriter w = a.writer();
    long[] open = {x.dim(0), x.dim(1), 1, x.dim(2), x.dim(3)};
    long[] wide = {x.dim(0), x.dim(1), times, x.dim(2), x.dim(3)};
    Tensor parted = w.node("Unsqueeze", Map.of(), open, x, w.integers(2));
    Tensor repeated = w.node("Expand", Map.of(), wide, parted, w.integers(wide));
    return reshape(w, repeated, x.dim(0), x.dim(1) * times, x.dim(2), x.dim(3));
  }

  /** {@code split(x, parts, axis=-1)}: equal parts, or parts of the listed sizes. */
  private static Object split(Arguments a) {
    Tensor x = a.tensor(0);
    long axis = a.size(2, "axis", -1);
    long extent = x.dim(axis);
    Object parts = a.get(1, "parts", null);
    long[] sizes;
    if (parts instanceof List<?> list) {
      sizes = Arguments.sizes(list);
    } else {
      long n = a.size(1, "parts");
      if (n < 1 || n > extent) {
        throw new LayerFault(extent + " entries do not split into " + n + " parts");
      }
      sizes = new long[(int) n];
      Arrays.fill(sizes, extent / n);
    }
    if (Arrays.stream(sizes).sum() != extent) {
      throw new LayerFault(extent + " entries do not split into " + Arrays.toString(sizes));
    }
    List<long[]> dims = new ArrayList<>();
    for (long size : sizes) {
      long[] d = x.dims().clone();
      d[x.axis(axis)] = size;
      dims.add(d);
    }
    ModelWriter w = a.writer();
    return w.nodes("", "Split", Map.of("axis", axis), dims, x, w.integers(sizes));
  }

  /** {@code concat(axis, tensors…)}, or {@code concat(axis, [tensors…])}. */
  private static Tensor concat(Arguments a) {
    long axis = a.size(0, "axis");
    List<?> given = a.positional().subList(1, a.positional().size());
    if (given.size() == 1 && given.get(0) instanceof List<?> list) {
      given = list;
    }
    if (given.isEmpty() || !given.stream().allMatch(Tensor.class::isInstance)) {
      throw new LayerFault("tensors, or one list of them, follow the axis");
    }
    Tensor[] in = given.toArray(new Tensor[0]);
    long[] dims = in[0].dims().clone();
    int at = in[0].axis(axis);
    dims[at] = Arrays.stream(in).mapToLong(t -> t.dim(at)).sum();
    return a.writer().node("Concat", Map.of("axis", axis), dims, in);
  }

  /** {@code slice(x, axis, from, to)}. */
  private static Tensor slice(Arguments a) {
    Tensor x = a.tensor(0);
    return slice(a.writer(), x, a.size(1, "axis"), a.size(2, "from"), a.size(3, "to"));
  }

  private static Tensor slice(ModelWriter w, Tensor x, long axis, long from, long to) {
    int at = x.axis(axis);
    long first = from < 0 ? from + x.dim(at) : from;
    long end = to < 0 ? to + x.dim(at) : Math.min(to, x.dim(at));
    if (first < 0 || end < first) {
      throw new LayerFault(
          "entries " + from + " to " + to + " are not among the " + x.dim(at) + " of axis " + axis);
    }
    long[] dims = x.dims().clone();
    dims[at] = end - first;
    return w.node("Slice", Map.of(), dims, x, w.integers(first), w.integers(end), w.integers(at));
  }

  /** {@code every_other(x, axis, from)}: entries from, from + 2, ... along an axis. */
  private static Tensor everyOther(Arguments a) {
    Tensor x = a.tensor(0);
    int axis = x.axis(a.size(1, "axis"));
    long from = a.size(2, "from");
    long[] dims = x.dims().clone();
    dims[axis] = (dims[axis] - from + 1) / 2;
    ModelWriter w = a.writer();
    return w.node(
        "Slice",
        Map.of(),
        dims,
        x,
        w.integers(from),
        w.integers(x.dim(axis)),
        w.integers(axis),
        w.integers(2));
  }

  /** {@code pick(x, axis, index)}: one entry along an axis, which goes. */
  private static Tensor pick(Arguments a) {
    Tensor x = a.tensor(0);
    int at = x.axis(a.size(1, "axis"));
    long index = a.size(2, "index");
    long first = index < 0 ? index + x.dim(at) : index;
    Tensor one = slice(a.writer(), x, at, first, first + 1);
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (i != at) {
        dims.add(x.dim(i));
      }
    }
    return a.writer()
        .node(
            "Squeeze",
            Map.of(),
            dims.stream().mapToLong(Long::longValue).toArray(),
            one,
            a.writer().integers(at));
  }

  /**
   * {@code gather_pairs(x, indices)}: x[b, h, i, indices[i, j]] for each pair (i, j), as relative
   * scores are laid out by pairs of positions.
   */
  private static Tensor gatherPairs(Arguments a) {
    Tensor x = a.tensor(0);
    Tensor index = a.tensor(1);
    ModelWriter w = a.writer();
    long[] dims = {x.dim(0), x.dim(1), index.dim(0), index.dim(1)};
    Tensor wide = w.node("Expand", Map.of(), dims, index, w.integers(dims));
    Tensor y = w.node("GatherElements", Map.of("axis", -1L), dims, x, wide);
    return new Tensor(y.id(), x.type(), dims, false);
  }

  /** {@code roll(x, n)}: axes 1 and 2 moved on by n, what falls off coming back in front. */
  private static Tensor roll(Arguments a) {
    Tensor x = a.tensor(0);
    long n = a.size(1, "n");
    for (int axis = 1; axis <= 2 && n != 0; axis++) {
      long at = Math.floorMod(-n, Math.max(1, x.dim(axis)));
      Tensor back = slice(a.writer(), x, axis, at, x.dim(axis));
      Tensor front = slice(a.writer(), x, axis, 0, at);
      x = a.writer().node("Concat", Map.of("axis", (long) axis), x.dims(), back, front);
    }
    return x;
  }

  private static Tensor expand(Arguments a) {
    long[] dims = a.sizesFrom(1);
    return a.writer().node("Expand", Map.of(), dims, a.tensor(0), a.writer().integers(dims));
  }

  /** {@code pad(x, axis, before, after)} with zeros. */
  private static Tensor pad(Arguments a) {
    Tensor x = a.tensor(0);
    int at = x.axis(a.size(1, "axis"));
    long[] pads = new long[2 * x.rank()];
    pads[at] = a.size(2, "before");
    pads[at + x.rank()] = a.size(3, "after");
    long[] dims = x.dims().clone();
    dims[at] += pads[at] + pads[at + x.rank()];
    return a.writer().node("Pad", Map.of("mode", "constant"), dims, x, a.writer().integers(pads));
  }

  /** {@code gather(x, indices, axis=0)} by a constant index. */
  private static Tensor gather(Arguments a) {
    Tensor x = a.tensor(0);
    Tensor index = a.tensor(1);
    int axis = x.axis(a.size(2, "axis", 0));
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (i == axis) {
        Arrays.stream(index.dims()).forEach(dims::add);
      } else {
        dims.add(x.dim(i));
      }
    }
    return a.writer()
        .node(
            "Gather",
            Map.of("axis", (long) axis),
            dims.stream().mapToLong(Long::longValue).toArray(),
            x,
            index);
  }
}
