package dev.initlint.javasource.tensor;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.javasource.eval.Formula;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parts of a graph that need sizes which are only settled once all of the source is read. */
final class OpenParts {
  private final Map<String, List<Expr>> extents = new TreeMap<>();
  private final Map<String, List<Expr>> integers = new TreeMap<>();
  private final Map<String, Expr> scalars = new TreeMap<>();
  private final Map<String, Map<String, List<Expr>>> attributes = new TreeMap<>();

  /** A weight has these extents. */
  void extents(String weight, List<Expr> dims) {
    extents.put(weight, dims);
  }

  /** The extents of a weight, or null when it is none. */
  List<Expr> dims(String weight) {
    return extents.get(weight);
  }

  /** A constant holds these integers. */
  void integers(String constant, List<Expr> values) {
    integers.put(constant, values);
  }

  /** A constant holds this number. */
  void scalar(String constant, Expr value) {
    scalars.put(constant, value);
  }

  /** Takes the attributes of a node that are formulas, or lists of them, out of {@code given}. */
  Map<String, Object> attributes(String node, Map<String, Object> given) {
    Map<String, Object> closed = new TreeMap<>(given);
    given.forEach(
        (name, v) -> {
          List<Expr> open =
              v instanceof Expr e
                  ? List.of(e)
                  : v instanceof List<?> l ? l.stream().map(Expr.class::cast).toList() : null;
          if (open != null) {
            attributes.computeIfAbsent(node, k -> new TreeMap<>()).put(name, open);
            closed.put(name, v instanceof Expr ? 0L : new long[open.size()]);
          }
        });
    return closed;
  }

  /** Everything that has to be a size. */
  List<Expr> sizes() {
    List<Expr> all = new ArrayList<>();
    extents.values().forEach(all::addAll);
    integers.values().forEach(all::addAll);
    attributes.values().forEach(m -> m.values().forEach(all::addAll));
    return all;
  }

  /** The weight with numbers for sizes. */
  Weight close(Weight w, OpenSizes sizes) {
    List<Expr> dims = extents.get(w.name());
    if (dims != null) {
      Weight.Source source =
          w.source() instanceof Weight.Drawn d
              ? new Weight.Drawn(close(d.law(), sizes), d.blocks())
              : w.source();
      long[] longs = dims.stream().mapToLong(sizes::extent).toArray();
      return new Weight(w.name(), w.type(), longs, source, w.origin());
    }
    if (integers.containsKey(w.name())) {
      List<Expr> values = integers.get(w.name());
      double[] elements = new double[values.size()];
      for (int i = 0; i < elements.length; i++) {
        Double v = sizes.value(values.get(i));
        if (v == null) {
          return w;
        }
        elements[i] = v;
      }
      return stored(w, ElementType.INT64, elements);
    }
    Double v = scalars.containsKey(w.name()) ? sizes.value(scalars.get(w.name())) : null;
    return v == null ? w : stored(w, ElementType.FLOAT, v);
  }

  private static Weight stored(Weight w, ElementType type, double... elements) {
    var data = new Elements(type, w.dims(), elements);
    return new Weight(w.name(), type, w.dims(), new Weight.Stored(data), w.origin());
  }

  private static Law close(Law law, OpenSizes sizes) {
    Expr mean = sizes.close(law.mean());
    Expr variance = sizes.close(law.variance());
    return mean.equals(law.mean()) && variance.equals(law.variance())
        ? law
        : new Law(law.family(), law.name(), mean, variance, law.confidence());
  }

  /** The node with numbers for sizes. */
  Node close(Node n, OpenSizes sizes) {
    Map<String, List<Expr>> open = attributes.get(n.name());
    if (open == null) {
      return n;
    }
    Map<String, Object> all = new TreeMap<>(n.attributes().byName());
    open.forEach(
        (name, values) -> {
          long[] closed = values.stream().mapToLong(sizes::extent).toArray();
          all.put(name, all.get(name) instanceof Long ? (Object) closed[0] : closed);
        });
    return new Node(
        n.op(),
        n.domain(),
        n.opset(),
        n.name(),
        n.inputs(),
        n.outputs(),
        new Attributes(all),
        n.origin());
  }

  /** A whole number, which may be negative. */
  static long whole(Expr e) {
    return ((Expr.Constant) e).value() >= Long.MAX_VALUE
        ? Long.MAX_VALUE
        : (long) ((Expr.Constant) e).value();
  }

  /** Why a constant of open values has none. */
  static Weight.Missing missing(List<Expr> values) {
    return new Weight.Missing(
        values.stream().map(Formula::print).toList() + " is open in the source");
  }
}
