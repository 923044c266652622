package dev.initlint.hub.family.layer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a layer or an operator is applied to.
 *
 * @param positional in order
 * @param named by name
 */
public record Arguments(ModelWriter writer, List<Object> positional, Map<String, Object> named) {
  private static final double LARGEST = 1e15;

  /** What writes the graph; there is none where fields and laws are computed. */
  @Override
  public ModelWriter writer() {
    if (writer == null) {
      throw new LayerFault("no layer can stand where only numbers are computed");
    }
    return writer;
  }

  /** The argument at a place or of a name; {@code otherwise} where there is none. */
  Object get(int place, String name, Object otherwise) {
    if (named.containsKey(name)) {
      return named.get(name);
    }
    return place >= 0 && place < positional.size() ? positional.get(place) : otherwise;
  }

  /** The tensor at a place. */
  Tensor tensor(int place) {
    if (place < positional.size() && positional.get(place) instanceof Tensor t) {
      return t;
    }
    throw new LayerFault("argument " + (place + 1) + " is no tensor");
  }

  /** The tensor of a name, or null. */
  Tensor tensor(String name) {
    return named.get(name) instanceof Tensor t ? t : null;
  }

  double number(int place, String name, double otherwise) {
    Object v = get(place, name, otherwise);
    if (v instanceof Double d) {
      return d;
    }
    if (v instanceof Extent e) {
      return e.size();
    }
    throw new LayerFault(name + " is no number but " + v);
  }

  /** A size that must be stated. */
  long size(int place, String name) {
    double v = number(place, name, Double.NaN);
    if (v != Math.rint(v) || Math.abs(v) > LARGEST) {
      throw new LayerFault(
          Double.isNaN(v) ? name + " is missing" : name + " " + v + " is no whole number");
    }
    return (long) v;
  }

  long size(int place, String name, long otherwise) {
    return get(place, name, null) == null ? otherwise : size(place, name);
  }

  boolean flag(int place, String name, boolean otherwise) {
    Object v = get(place, name, otherwise);
    if (v instanceof Boolean b) {
      return b;
    }
    if (v == null) {
      return false;
    }
    throw new LayerFault(name + " is neither true nor false but " + v);
  }

  String text(int place, String name, String otherwise) {
    Object v = get(place, name, otherwise);
    if (v == null || v instanceof String) {
      return (String) v;
    }
    throw new LayerFault(name + " is no text but " + v);
  }

  /** Sizes as a list, or one for each of {@code n} axes. */
  long[] sizes(int place, String name, int n, long otherwise) {
    Object v = get(place, name, (double) otherwise);
    if (v instanceof List<?> list) {
      return sizes(name, list, n);
    }
    long[] all = new long[n];
    java.util.Arrays.fill(all, size(place, name, otherwise));
    return all;
  }

  private static long[] sizes(String name, List<?> list, int n) {
    long[] sizes = sizes(list);
    if (sizes.length < n) {
      throw new LayerFault(name + " has " + sizes.length + " sizes for " + n + " axes");
    }
    return sizes;
  }

  /** The entries of a list as sizes. */
  static long[] sizes(List<?> list) {
    return list.stream().mapToLong(Arguments::size).toArray();
  }

  /** A number or extent as a size. */
  static long size(Object v) {
    if (v instanceof Extent e) {
      return e.size();
    }
    if (v instanceof Double d && d == Math.rint(d) && Math.abs(d) <= LARGEST) {
      return d.longValue();
    }
    throw new LayerFault(v + " is no size");
  }

  /** All positional arguments from a place on as sizes. */
  long[] sizesFrom(int place) {
    return sizesFrom(place, 0);
  }

  /** The same, at least so many. */
  long[] sizesFrom(int place, int least) {
    if (positional.size() < place + least) {
      throw new LayerFault(least + " sizes are needed" + (place > 0 ? " after the first" : ""));
    }
    return sizes(positional.subList(place, positional.size()));
  }

  /** Refuses names that the function does not know. */
  void allow(Set<String> known) {
    Set<String> unknown = new TreeSet<>(named.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new LayerFault("there is no argument " + String.join(", ", unknown));
    }
  }
}
