package dev.initlint.onnx;

import dev.initlint.graph.Dim;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shapes of values, as declared or as they follow from declared ones through the operators that lie
 * between an input and {@code query.size(-1)}. It is no full inference: what it does not know it
 * leaves out.
 */
final class Shapes {
  private static final Dim OPEN = new Dim.Unstated();

  private final Scope scope;
  private final Budget budget;
  private final Shapes outer;
  private final Map<String, List<Dim>> shapes = new HashMap<>();

  Shapes(Scope scope, Budget budget, Shapes outer) {
    this.scope = scope;
    this.budget = budget;
    this.outer = outer;
  }

  void declare(Value value) {
    if (value.shape() != null) {
      shapes.put(value.name(), value.shape());
    }
  }

  /** The shape of a value, or null. */
  List<Dim> of(String name) {
    Weight weight = scope.weight(name);
    if (weight != null) {
      List<Dim> dims = new ArrayList<>(weight.dims().length);
      for (long d : weight.dims()) {
        dims.add(Dim.of(d));
      }
      return dims;
    }
    List<Dim> shape = shapes.get(name);
    boolean hidden = outer == null || scope.values().contains(name);
    return shape != null || hidden ? shape : outer.of(name);
  }

  /** Works out the shape of a node's first output, unless the file declares it. */
  void follow(RawNode node, KnownValues known) {
    if (node.inputs().isEmpty()
        || node.outputs().isEmpty()
        || !node.domain().isEmpty()
        || shapes.containsKey(node.outputs().get(0))) {
      return;
    }
    List<Dim> x = of(node.inputs().get(0));
    List<Dim> y = node.inputs().size() > 1 ? of(node.inputs().get(1)) : null;
    List<Dim> shape = x == null ? null : result(node, x, y, known);
    if (shape != null && shape.size() <= Known.MOST) {
      budget.spend(120 + 8L * shape.size(), node.offset());
      shapes.put(node.outputs().get(0), shape);
    }
  }

  private List<Dim> result(RawNode node, List<Dim> x, List<Dim> y, KnownValues known) {
    return switch (node.op()) {
      case "Identity",
          "Cast",
          "Dropout",
          "Relu",
          "Gelu",
          "Tanh",
          "Erf",
          "Sigmoid",
          "Sqrt",
          "Neg",
          "Exp",
          "Log",
          "Abs",
          "Reciprocal",
          "Softmax",
          "LayerNormalization",
          "SimplifiedLayerNormalization",
          "RMSNormalization",
          "BatchNormalization",
          "Clip" ->
          x;
      case "Add", "Sub", "Mul", "Div", "Pow" -> y == null ? null : broadcast(x, y);
      case "MatMul" -> y == null ? null : product(x, y);
      case "Gemm" -> y == null || y.size() != 2 ? null : gemm(node, x, y);
      case "Transpose" -> transposed(x, node.attribute("perm", long[].class));
      case "Gather" -> y == null ? null : gathered(node, x, y);
      case "Reshape" ->
          reshaped(x, known.get(node.inputs().size() > 1 ? node.inputs().get(1) : ""));
      case "ReduceMean" -> reduced(node, x);
      default -> null;
    };
  }

  private static List<Dim> broadcast(List<Dim> x, List<Dim> y) {
    int rank = Math.max(x.size(), y.size());
    List<Dim> shape = new ArrayList<>(rank);
    for (int i = 0; i < rank; i++) {
      Dim a = aligned(x, i, rank);
      Dim b = aligned(y, i, rank);
      boolean takesA = a.equals(b) || isOne(b) || a instanceof Dim.Fixed f && f.size() > 1;
      boolean takesB = isOne(a) || b instanceof Dim.Fixed f && f.size() > 1;
      shape.add(takesA ? a : takesB ? b : OPEN);
    }
    return shape;
  }

  private static Dim aligned(List<Dim> shape, int axis, int rank) {
    int i = axis - (rank - shape.size());
    return i < 0 ? Dim.of(1) : shape.get(i);
  }

  private static boolean isOne(Dim dim) {
    return dim instanceof Dim.Fixed f && f.size() == 1;
  }

  private static List<Dim> product(List<Dim> x, List<Dim> y) {
    if (x.size() < 2 || y.size() < 2) {
      return null;
    }
    List<Dim> rows = x.subList(0, x.size() - 2);
    List<Dim> shape = new ArrayList<>(broadcast(rows, y.subList(0, y.size() - 2)));
    shape.add(x.get(x.size() - 2));
    shape.add(y.get(y.size() - 1));
    return shape;
  }

  private static List<Dim> gemm(RawNode node, List<Dim> x, List<Dim> y) {
    Long a = node.attribute("transA", Long.class);
    Long b = node.attribute("transB", Long.class);
    return x.size() != 2
        ? null
        : List.of(x.get(a == null || a == 0 ? 0 : 1), y.get(b == null || b == 0 ? 1 : 0));
  }

  private static List<Dim> transposed(List<Dim> x, long[] perm) {
    List<Dim> shape = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      long from = perm == null ? x.size() - 1 - i : i < perm.length ? perm[i] : -1;
      if (from < 0 || from >= x.size()) {
        return null;
      }
      shape.add(x.get((int) from));
    }
    return shape;
  }

  private static List<Dim> gathered(RawNode node, List<Dim> x, List<Dim> indices) {
    Long stated = node.attribute("axis", Long.class);
    int axis = Rearrangement.axis(stated == null ? 0 : stated, x.size());
    if (axis < 0) {
      return null;
    }
    List<Dim> shape = new ArrayList<>(x.subList(0, axis));
    shape.addAll(indices);
    shape.addAll(x.subList(axis + 1, x.size()));
    return shape;
  }

  private static List<Dim> reshaped(List<Dim> x, Known target) {
    if (target == null || target.scalar()) {
      return null;
    }
    List<Dim> shape = new ArrayList<>();
    for (int i = 0; i < target.entries().length; i++) {
      double extent = target.entries()[i];
      Dim kept = extent == 0 && i < x.size() ? x.get(i) : OPEN;
      shape.add(extent > 0 ? Dim.of((long) extent) : kept);
    }
    return shape;
  }

  private static List<Dim> reduced(RawNode node, List<Dim> x) {
    long[] axes = node.attribute("axes", long[].class);
    Long keep = node.attribute("keepdims", Long.class);
    if (axes == null || keep != null && keep == 0) {
      return null;
    }
    List<Dim> shape = new ArrayList<>(x);
    for (long a : axes) {
      int axis = Rearrangement.axis(a, x.size());
      if (axis < 0) {
        return null;
      }
      shape.set(axis, Dim.of(1));
    }
    return shape;
  }
}
