package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.stored.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows weights through operators that only rearrange or dequantise them, so that {@code
 * Slice(in_proj_weight) -> Transpose -> MatMul} is a MatMul with a weight.
 */
final class WeightFlow {
  private final Scope scope;
  private final KnownValues known;
  private final Reading reading;

  WeightFlow(Scope scope, KnownValues known, Reading reading) {
    this.scope = scope;
    this.known = known;
    this.reading = reading;
  }

  /** The weights that a node's outputs are, one per output; null when they are not weights. */
  List<Weight> weights(RawNode node) {
    if (!node.domain().isEmpty() || node.inputs().isEmpty() || node.outputs().isEmpty()) {
      return null;
    }
    Weight weight = scope.weight(node.inputs().get(0));
    List<View> views = weight == null ? null : follow(node, weight);
    if (views == null || views.size() != node.outputs().size()) {
      return null;
    }
    List<Weight> results = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      if (!isAffordable(views.get(i), node)) {
        return null;
      }
      results.add(named(node.outputs().get(i), views.get(i), node));
    }
    return results;
  }

  /** The float weight of a MatMulNBits node, under the given name; null if it is not known. */
  Weight dequantised(RawNode node, String name) {
    View view = new Quantised(scope).blockwise(node);
    return view == null || !isAffordable(view, node) ? null : named(name, view, node);
  }

  /**
   * The float table for a DequantizeLinear of rows that were looked up in a quantised one; null if
   * the scale is not the same for all rows.
   */
  Weight dequantisedTable(RawNode node, Weight table, String name) {
    Quantised quantised = new Quantised(scope);
    View view = quantised.hasOneScale(node) ? quantised.dequantised(node, table) : null;
    return view == null || !isAffordable(view, node) ? null : named(name, view, node);
  }

  private Weight named(String name, View view, RawNode node) {
    Origin origin = Origin.node(reading.path(), node.name().isEmpty() ? null : node.name());
    return new Weight(name, view.type(), view.dims(), view.source(), origin);
  }

  private boolean isAffordable(View view, RawNode node) {
    Budget budget = reading.budget();
    budget.spend(400 + 40L * view.dims().length + 8L * view.bases().size(), node.offset());
    if (view.depth() <= reading.limits().depth() && budget.spendVirtual(view.count())) {
      return true;
    }
    reading
        .remarks()
        .add(
            "a weight computed by "
                + Order.shown(node)
                + " is too large for its file, or too long in the making, to be followed");
    return false;
  }

  private List<View> follow(RawNode node, Weight weight) {
    Rearrangement r = new Rearrangement(weight, elements(weight));
    return switch (node.op()) {
      case "Transpose" -> one(r.transpose(node.attribute("perm", long[].class)));
      case "Reshape" -> one(r.reshape(setting(node, "shape", 1), isSet(node, "allowzero")));
      case "Flatten" -> one(r.flatten(integer(node, "axis", 1)));
      case "Squeeze" -> one(r.squeeze(setting(node, "axes", 1), hasInput(node, 1)));
      case "Expand" -> one(r.expand(setting(node, "", 1)));
      case "Unsqueeze" -> one(r.unsqueeze(setting(node, "axes", 1)));
      case "Slice" -> one(slice(node, r));
      case "Split" -> split(node, r);
      case "Concat" -> one(concat(node));
      case "Cast" -> one(cast(weight, integer(node, "to", 0)));
      case "CastLike" -> one(castLike(node, weight));
      case "DequantizeLinear" -> one(new Quantised(scope).dequantised(node, weight));
      default -> null;
    };
  }

  static Elements elements(Weight weight) {
    return weight.data() instanceof Elements e ? e : new Absent(weight.type(), weight.dims());
  }

  private static List<View> one(View view) {
    return view == null ? null : List.of(view);
  }

  private View slice(RawNode node, Rearrangement r) {
    long[] starts = setting(node, "starts", 1);
    long[] ends = setting(node, "ends", 2);
    long[] axes = setting(node, "axes", 3);
    long[] steps = setting(node, "steps", 4);
    boolean unknown = axes == null && hasInput(node, 3) || steps == null && hasInput(node, 4);
    return starts == null || ends == null || unknown ? null : r.slice(starts, ends, axes, steps);
  }

  private List<View> split(RawNode node, Rearrangement r) {
    long[] sizes = setting(node, "split", 1);
    if (sizes == null && hasInput(node, 1)) {
      return null;
    }
    return r.split(integer(node, "axis", 0), sizes, node.outputs().size());
  }

  private View concat(RawNode node) {
    List<Weight> weights = new ArrayList<>();
    for (String input : node.inputs()) {
      Weight weight = scope.weight(input);
      if (weight == null) {
        return null;
      }
      weights.add(weight);
    }
    long[] dims = weights.get(0).dims().clone();
    int axis = Rearrangement.axis(integer(node, "axis", 0), dims.length);
    if (axis < 0) {
      return null;
    }
    for (Weight other : weights.subList(1, weights.size())) {
      long[] d = other.dims().clone();
      if (d.length != dims.length || other.type() != weights.get(0).type()) {
        return null;
      }
      long sum = dims[axis] + d[axis];
      d[axis] = dims[axis];
      if (!Arrays.equals(d, dims) || sum < 0 || sum > 1L << 56) {
        return null;
      }
      dims[axis] = sum;
    }
    if (Rearrangement.overflows(dims)) {
      return null;
    }
    List<Elements> parts = weights.stream().map(WeightFlow::elements).toList();
    return new ConcatView(
        View.Lineage.of(weights).then("Concat on axis " + axis), parts, axis, dims);
  }

  private static View cast(Weight weight, long to) {
    ElementType type = TensorIndex.elementType(to);
    if (!CastView.supports(type) || !weight.type().isReal() && !CastView.supports(weight.type())) {
      return null;
    }
    return new CastView(View.Lineage.of(weight).then("Cast to " + type), elements(weight), type);
  }

  private View castLike(RawNode node, Weight weight) {
    Weight like = node.inputs().size() == 2 ? scope.weight(node.inputs().get(1)) : null;
    return like == null ? null : cast(weight, like.type().ordinal());
  }

  /** A setting that old opsets have as an attribute and new ones as an input; null if neither. */
  private long[] setting(RawNode node, String attribute, int input) {
    long[] stated = node.attribute(attribute, long[].class);
    return stated != null || !hasInput(node, input)
        ? stated
        : known.integers(node.inputs().get(input));
  }

  private static boolean hasInput(RawNode node, int input) {
    return node.inputs().size() > input && !node.inputs().get(input).isEmpty();
  }

  private static long integer(RawNode node, String attribute, long otherwise) {
    Long stated = node.attribute(attribute, Long.class);
    return stated == null ? otherwise : stated;
  }

  private static boolean isSet(RawNode node, String attribute) {
    return integer(node, attribute, 0) != 0;
  }
}
