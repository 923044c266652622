package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Formula;
import dev.initlint.javasource.eval.Site;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators of the ONNX vocabulary with their shapes, as layers and tensor code use them. */
public final class TensorOps {
  /** Functions that libraries of tensors call alike, with their operators. */
  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("relu", "Relu"),
          Map.entry("sigmoid", "Sigmoid"),
          Map.entry("tanh", "Tanh"),
          Map.entry("exp", "Exp"),
          Map.entry("log", "Log"),
          Map.entry("sqrt", "Sqrt"),
          Map.entry("abs", "Abs"),
          Map.entry("neg", "Neg"),
          Map.entry("sign", "Sign"),
          Map.entry("sin", "Sin"),
          Map.entry("cos", "Cos"),
          Map.entry("erf", "Erf"));

  private TensorOps() {}

  /** Operators of element-wise functions by the names that one library gives them. */
  public static Map<String, String> elementwise(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(FUNCTIONS);
    all.putAll(own);
    return Map.copyOf(all);
  }

  /** An element-wise operator without attributes. */
  public static Tensor unary(String op, Tensor x, Site site) {
    return unary(op, x, Map.of(), site);
  }

  /** An element-wise operator. */
  public static Tensor unary(String op, Tensor x, Map<String, Object> attributes, Site site) {
    return x.writer().node(op, List.of(x.value()), attributes, x.dims(), site);
  }

  /** An element-wise operator of two tensors. */
  public static Tensor binary(String op, Tensor a, Tensor b, Site site) {
    for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
      if (!a.dim(-i).equals(Expr.ONE) && !b.dim(-i).equals(Expr.ONE)) {
        a.writer().meet(a.dim(-i), b.dim(-i));
      }
    }
    return a.writer()
        .node(
            op, List.of(a.value(), b.value()), Map.of(), Sizes.broadcast(a.dims(), b.dims()), site);
  }

  /** An element-wise operator with a number on its right. */
  public static Tensor binary(String op, Tensor a, double b, Site site) {
    String scalar = a.writer().scalar(b, site);
    return a.writer().node(op, List.of(a.value(), scalar), Map.of(), a.dims(), site);
  }

  /** An element-wise operator with a number on its left. */
  public static Tensor binary(String op, double a, Tensor b, Site site) {
    String scalar = b.writer().scalar(a, site);
    return b.writer().node(op, List.of(scalar, b.value()), Map.of(), b.dims(), site);
  }

  /** An element-wise operator with a symbolic number on its right, held as a constant weight. */
  public static Tensor binary(String op, Tensor a, Expr b, Site site) {
    if (b instanceof Expr.Constant c) {
      return binary(op, a, c.value(), site);
    }
    String scalar = a.writer().scalar(b, site);
    return a.writer().node(op, List.of(a.value(), scalar), Map.of(), a.dims(), site);
  }

  /** A matrix product over the last axis of {@code a}; leading axes broadcast. */
  public static Tensor matMul(Tensor a, Tensor b, Site site) {
    if (a.rank() < 0 && b.rank() == 2 && a.writer().isInput(a)) {
      a.assume(a.writer().denseShape(b.dim(0)));
    }
    pair(a, b);
    if (a.rank() >= 1 && b.rank() >= 2) {
      a.writer().meet(a.dim(-1), b.dim(-2));
    }
    List<Expr> dims = null;
    if (a.rank() >= 1 && b.rank() >= 2) {
      dims = new ArrayList<>();
      boolean batched = b.rank() > a.rank();
      dims.addAll((batched ? b : a).dims().subList(0, Math.max(a.rank(), b.rank()) - 2));
      if (a.rank() >= 2) {
        dims.add(a.dim(-2));
      }
      dims.add(b.dim(-1));
    }
    return a.writer().node("MatMul", List.of(a.value(), b.value()), Map.of(), dims, site);
  }

  /** An input that is multiplied with a batch of matrices is one, of the size that fits. */
  private static void pair(Tensor a, Tensor b) {
    GraphWriter w = a.writer();
    if (a.rank() < 0 && b.rank() > 2 && w.isInput(a)) {
      List<Expr> dims = new ArrayList<>(b.dims().subList(0, b.rank() - 2));
      dims.add(Expr.symbol("T"));
      dims.add(b.dim(-2));
      a.assume(dims);
    } else if (b.rank() < 0 && a.rank() > 2 && w.isInput(b)) {
      List<Expr> dims = new ArrayList<>(a.dims().subList(0, a.rank() - 2));
      dims.add(a.dim(-1));
      dims.add(Expr.symbol(b.value() + ".width"));
      b.assume(dims);
    }
  }

  /** An input whose axes are named has as many; all its extents are open. */
  private static void axes(Tensor x, int count) {
    if (x.rank() < 0 && x.writer().isInput(x) && count > 1) {
      List<Expr> dims = new ArrayList<>(List.of(Sizes.BATCH));
      for (int i = 1; i < count - 1; i++) {
        dims.add(Expr.symbol(x.value() + (i == 1 ? ".length" : ".extent" + i)));
      }
      dims.add(Expr.symbol(x.value() + ".width"));
      x.assume(dims);
    }
  }

  /** A permutation of the axes. */
  public static Tensor transpose(Tensor x, Site site, int... order) {
    axes(x, order.length);
    if (x.rank() != order.length) {
      return x.writer().foreign("Transpose", List.of(x.value()), null, site);
    }
    List<Expr> dims = IntStream.of(order).mapToObj(x::dim).toList();
    long[] perm = IntStream.of(order).asLongStream().toArray();
    return x.writer().node("Transpose", List.of(x.value()), Map.of("perm", perm), dims, site);
  }

  /** Exchanges two axes, counted from the end when negative. */
  public static Tensor swap(Tensor x, int a, int b, Site site) {
    axes(x, Math.min(a, b) < 0 ? 3 : Math.max(a, b) + 1);
    if (x.rank() < 0) {
      return x.writer().foreign("Transpose", List.of(x.value()), null, site);
    }
    int[] order = IntStream.range(0, x.rank()).toArray();
    int i = a < 0 ? a + x.rank() : a;
    int j = b < 0 ? b + x.rank() : b;
    if (i < 0 || j < 0 || i >= x.rank() || j >= x.rank()) {
      return x.writer().foreign("Transpose", List.of(x.value()), null, site);
    }
    order[i] = j;
    order[j] = i;
    return transpose(x, site, order);
  }

  /** A reshape; one target extent may be the constant -1. */
  public static Tensor reshape(Tensor x, List<Expr> target, Site site) {
    rows(x, target);
    List<Expr> dims = inferred(x, target);
    long[] shape = new long[dims.size()];
    boolean open = false;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Sizes.fixed(dims.get(i));
      if (shape[i] < 0 && x.rank() > i && x.dim(i).equals(dims.get(i))) {
        shape[i] = 0;
      } else if (shape[i] < 0) {
        if (open) {
          String later = x.writer().integers(site, dims);
          return x.writer().node("Reshape", List.of(x.value(), later), Map.of(), dims, site);
        }
        open = true;
      }
    }
    String to = x.writer().integers(site, shape);
    return x.writer().node("Reshape", List.of(x.value(), to), Map.of(), dims, site);
  }

  /** Axes of extent one repeated until the extents are the given ones. */
  public static Tensor expand(Tensor x, List<Expr> dims, Site site) {
    String shape = x.writer().integers(site, dims);
    return x.writer().node("Expand", List.of(x.value(), shape), Map.of(), dims, site);
  }

  /** An input of which only a reshape is known comes as the reshape leaves it, or as vectors. */
  private static void rows(Tensor x, List<Expr> target) {
    if (x.rank() >= 0 || !x.writer().isInput(x) || target.size() < 2) {
      return;
    }
    List<Expr> rest = target.subList(1, target.size());
    boolean batch = target.get(0).equals(Sizes.BATCH);
    if (!rest.contains(Expr.of(-1)) && (batch || target.get(0).equals(Expr.of(-1)))) {
      List<Expr> dims = new ArrayList<>(List.of(Sizes.BATCH));
      dims.addAll(rest);
      x.assume(dims);
    } else if (batch && rest.equals(List.of(Expr.of(-1)))) {
      x.assume(x.writer().denseShape(Expr.symbol(x.value() + ".width")));
    }
  }

  /** Every position repeated until the map has the given extents. */
  public static Tensor nearest(Tensor x, List<Expr> dims, Site site) {
    String sizes = x.writer().integers(site, dims);
    Map<String, Object> attributes =
        Map.of(
            "mode",
            "nearest",
            "coordinate_transformation_mode",
            "asymmetric",
            "nearest_mode",
            "floor");
    return x.writer().node("Resize", List.of(x.value(), "", "", sizes), attributes, dims, site);
  }

  private static List<Expr> inferred(Tensor x, List<Expr> target) {
    List<Expr> dims = new ArrayList<>(target);
    int free = -1;
    Expr known = Expr.ONE;
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i).equals(Expr.of(-1))) {
        free = i;
      } else {
        known = known.times(dims.get(i));
      }
    }
    if (free >= 0) {
      dims.set(
          free,
          x.rank() < 0
              ? Expr.symbol("size(" + x.value() + ")")
              : Formula.quotient(Sizes.product(x.dims(), 0, x.rank()), known));
    }
    return dims;
  }

  /** All axes but the first become one. */
  public static Tensor flatten(Tensor x, Site site) {
    List<Expr> dims = x.rank() < 1 ? null : List.of(x.dim(0), Sizes.product(x.dims(), 1, x.rank()));
    return x.writer().node("Flatten", List.of(x.value()), Map.of("axis", 1L), dims, site);
  }

  /** Softmax along an axis. */
  public static Tensor softmax(Tensor x, int axis, Site site) {
    return unary("Softmax", x, Map.of("axis", (long) axis), site);
  }

  /** Joins tensors along an axis. */
  public static Tensor concat(List<Tensor> parts, int axis, Site site) {
    Tensor first = parts.get(0);
    List<Expr> dims = null;
    if (parts.stream().allMatch(p -> p.rank() == first.rank() && p.rank() > 0)) {
      dims = new ArrayList<>(first.dims());
      int at = axis < 0 ? axis + first.rank() : axis;
      if (at < dims.size()) {
        Expr total = Expr.ZERO;
        for (Tensor p : parts) {
          total = total.plus(p.dim(at));
        }
        dims.set(at, total);
      }
    }
    return first
        .writer()
        .node(
            "Concat",
            parts.stream().map(Tensor::value).toList(),
            Map.of("axis", (long) axis),
            dims,
            site);
  }

  /** A reduction over axes; none means all. */
  public static Tensor reduce(String op, Tensor x, boolean keep, Site site, int... axes) {
    List<Expr> dims = null;
    long[] at = new long[axes.length];
    if (x.rank() >= 0) {
      dims = new ArrayList<>();
      for (int i = 0; i < x.rank(); i++) {
        int axis = i;
        boolean gone =
            axes.length == 0
                || IntStream.of(axes).anyMatch(a -> (a < 0 ? a + x.rank() : a) == axis);
        if (!gone || keep) {
          dims.add(gone ? Expr.ONE : x.dim(i));
        }
      }
    }
    for (int i = 0; i < axes.length; i++) {
      at[i] = axes[i];
    }
    List<String> in = new ArrayList<>(List.of(x.value()));
    if (at.length > 0) {
      in.add(x.writer().integers(site, at));
    }
    return x.writer().node(op, in, Map.of("keepdims", keep ? 1L : 0L), dims, site);
  }

  /** The largest of all positions: axes 2 and on of a map, or axis 1 of a series. */
  public static Tensor largest(Tensor x, boolean keep, Site site) {
    Tensor map = x.rank() == 3 ? swap(x, 1, 2, site) : x;
    List<Expr> window = map.dims().subList(2, map.rank());
    List<Expr> dims = new ArrayList<>(map.dims().subList(0, 2));
    window.forEach(d -> dims.add(Expr.ONE));
    Tensor y =
        x.writer()
            .node("MaxPool", List.of(map.value()), Map.of("kernel_shape", window), dims, site);
    if (keep) {
      return x.rank() == 3 ? swap(y, 1, 2, site) : y;
    }
    return flatten(y, site);
  }

  /** Elements {@code from} up to {@code to} along an axis. */
  public static Tensor slice(Tensor x, int axis, Expr from, Expr to, Site site) {
    int at = axis < 0 ? axis + x.rank() : axis;
    List<Expr> dims = null;
    if (x.rank() > at && at >= 0) {
      dims = new ArrayList<>(x.dims());
      dims.set(at, to.minus(from));
    }
    boolean rest = x.rank() > at && at >= 0 && to.equals(x.dim(at));
    GraphWriter w = x.writer();
    String start = w.integers(site, List.of(from));
    String end = rest ? w.integers(site, Long.MAX_VALUE) : w.integers(site, List.of(to));
    List<String> in = List.of(x.value(), start, end, w.integers(site, axis));
    return w.node("Slice", in, Map.of(), dims, site);
  }

  /** Drops or adds an axis of extent one. */
  public static Tensor axis(String op, Tensor x, int axis, Site site) {
    List<Expr> dims = null;
    if (x.rank() >= 0) {
      dims = new ArrayList<>(x.dims());
      boolean add = op.equals("Unsqueeze");
      int at = axis < 0 ? axis + dims.size() + (add ? 1 : 0) : axis;
      if (add && at <= dims.size()) {
        dims.add(at, Expr.ONE);
      } else if (!add && at >= 0 && at < dims.size()) {
        dims.remove(at);
      }
    }
    return x.writer()
        .node(op, List.of(x.value(), x.writer().integers(site, axis)), Map.of(), dims, site);
  }

  /** Equal parts along an axis. */
  public static List<Tensor> split(Tensor x, int parts, int axis, Site site) {
    List<Expr> dims = null;
    if (x.rank() >= 0) {
      dims = new ArrayList<>(x.dims());
      int at = axis < 0 ? axis + dims.size() : axis;
      if (at < dims.size()) {
        dims.set(at, Sizes.floorDiv(dims.get(at), parts));
      }
    }
    List<GraphWriter.Dims> outputs = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      outputs.add(new GraphWriter.Dims(dims));
    }
    return x.writer()
        .nodes(
            "",
            "Split",
            List.of(x.value()),
            Map.of("axis", (long) axis, "num_outputs", (long) parts),
            outputs,
            site);
  }
}
