package dev.initlint.onnx;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Small tensors whose values follow from constants and declared shapes: slice bounds, reshape
 * targets and conditions.
 */
final class KnownValues {
  private final Scope scope;
  private final Budget budget;
  private final KnownValues outer;
  private final Map<String, Known> known = new HashMap<>();
  private final Shapes shapes;

  KnownValues(Scope scope, Budget budget, KnownValues outer) {
    this.scope = scope;
    this.budget = budget;
    this.outer = outer;
    this.shapes = new Shapes(scope, budget, outer == null ? null : outer.shapes);
  }

  void declare(Value value) {
    shapes.declare(value);
  }

  /** All entries of a value, or null. */
  long[] integers(String name) {
    Known k = get(name);
    if (k == null || !k.isComplete()) {
      return null;
    }
    long[] integers = new long[k.entries().length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (long) k.entries()[i];
    }
    return integers;
  }

  /** What is known of a value, or null. */
  Known get(String name) {
    Known found = known.get(name);
    if (found != null) {
      return found;
    }
    Weight weight = scope.weight(name);
    if (weight == null) {
      return outer == null || scope.values().contains(name) ? null : outer.get(name);
    }
    if (weight.data() == null || weight.dims().length > 1 || weight.data().count() > Known.MOST) {
      return null;
    }
    ElementType type = weight.type();
    boolean integer = type.isInteger() || type == ElementType.BOOL;
    return new Known(weight.data().toDoubles(Known.MOST), weight.dims().length == 0, integer);
  }

  /** The extent of a value along an axis, counted from the end if negative; -1 if not known. */
  int extent(String name, long axis) {
    List<Dim> shape = shapes.of(name);
    long at = shape == null || axis >= 0 ? axis : axis + shape.size();
    boolean inside = shape != null && at >= 0 && at < shape.size();
    return inside && shape.get((int) at) instanceof Dim.Fixed f && f.size() <= Integer.MAX_VALUE
        ? (int) f.size()
        : -1;
  }

  /** Accounts for nodes that a loop is written out as; false when they are too many. */
  boolean mayUnroll(long nodes) {
    return budget.spendUnrolled(nodes);
  }

  /** Works out what a node's first output is, and its shape, as far as that is possible. */
  void follow(RawNode node) {
    shapes.follow(node, this);
    if (!node.domain().isEmpty() || node.outputs().isEmpty() || node.inputs().isEmpty()) {
      return;
    }
    Known result = node.op().equals("Shape") ? shape(node) : evaluate(node);
    if (result != null && result.entries().length <= Known.MOST) {
      budget.spend(100 + 8L * result.entries().length, node.offset());
      known.put(node.outputs().get(0), result);
    }
  }

  private Known evaluate(RawNode node) {
    Known[] in = new Known[node.inputs().size()];
    for (int i = 0; i < in.length; i++) {
      in[i] = node.inputs().get(i).isEmpty() ? null : get(node.inputs().get(i));
    }
    Known x = in[0];
    if (x == null) {
      return null;
    }
    Known y = in.length > 1 ? in[1] : null;
    return switch (node.op()) {
      case "Identity" -> x;
      case "Unsqueeze" -> x.scalar() ? x.as(false) : null;
      case "Squeeze" -> x.entries().length == 1 ? x.as(true) : null;
      case "Reshape" -> y == null || y.entries().length > 1 ? null : x.as(y.entries().length == 0);
      case "Cast" -> cast(node, x);
      case "Floor" -> x.each(Math::floor);
      case "Ceil" -> x.each(Math::ceil);
      case "Sqrt" -> x.each(Math::sqrt);
      case "Neg" -> x.each(v -> -v);
      case "Not" -> x.each(v -> 1 - v);
      case "Concat" -> Known.concat(in);
      case "Gather" -> y == null ? null : x.gather(y);
      case "Slice" -> slice(in);
      default -> in.length == 2 && y != null ? Known.binary(node.op(), x, y) : null;
    };
  }

  private static Known cast(RawNode node, Known x) {
    Long to = node.attribute("to", Long.class);
    ElementType type = TensorIndex.elementType(to == null ? 0 : to);
    return CastView.supports(type) ? x.cast(type) : null;
  }

  private static Known slice(Known[] in) {
    if (in.length < 3 || in[1] == null || in[2] == null || in.length > 4 && in[4] == null) {
      return null;
    }
    return in[0].slice(in[1].single(), in[2].single(), in.length > 4 ? in[4].single() : 1);
  }

  private Known shape(RawNode node) {
    double[] extents = extents(node.inputs().get(0));
    if (extents == null) {
      return null;
    }
    Long start = node.attribute("start", Long.class);
    Long end = node.attribute("end", Long.class);
    return new Known(extents, false, true)
        .slice(start == null ? 0 : start, end == null ? extents.length : end, 1);
  }

  private double[] extents(String name) {
    List<Dim> shape = shapes.of(name);
    if (shape == null) {
      return null;
    }
    double[] extents = new double[shape.size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.get(i) instanceof Dim.Fixed f ? f.size() : Double.NaN;
    }
    return extents;
  }
}
