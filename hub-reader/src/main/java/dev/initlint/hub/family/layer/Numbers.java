package dev.initlint.hub.family.layer;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Computations on sizes. */
final class Numbers {
  private Numbers() {}

  static void register(Map<String, Function> all) {
    unary(all, "sqrt", Math::sqrt);
    unary(all, "floor", Math::floor);
    unary(all, "ceil", Math::ceil);
    unary(all, "abs", Math::abs);
    unary(all, "log", Math::log);
    unary(all, "exp_of", Math::exp);
    all.put("min", a -> Math.min(a.number(0, "a", 0), a.number(1, "b", 0)));
    all.put("max", a -> Math.max(a.number(0, "a", 0), a.number(1, "b", 0)));
    all.put(
        "size",
        a -> a.get(0, "extent", null) instanceof Extent e ? (double) e.size() : a.get(0, "", null));
    all.put("extent", a -> (double) a.tensor(0).dim(a.size(1, "axis")));
    all.put("limit", Numbers::limit);
    all.put("spread", Numbers::spread);
    all.put("count", Numbers::count);
    all.put("is_list", a -> a.get(0, "value", null) instanceof List);
    all.put("contains", Numbers::contains);
    all.put("field", Numbers::field);
  }

  private static void unary(Map<String, Function> all, String name, DoubleUnaryOperator f) {
    all.put(name, a -> f.applyAsDouble(a.number(0, name, Double.NaN)));
  }

  /** {@code limit(extent, most)}: the extent, or {@code most} where that is less or it is null. */
  private static Object limit(Arguments a) {
    Object extent = a.get(0, "extent", null);
    Object most = a.get(1, "most", null);
    return extent instanceof Extent e && most instanceof Double m && e.size() > m ? most : extent;
  }

  /** {@code count(list)}: number of entries of a list or object; null of null. */
  private static Object count(Arguments a) {
    Object v = a.get(0, "list", null);
    return v instanceof List<?> l
        ? (Double) (double) l.size()
        : v instanceof Map<?, ?> m ? (Double) (double) m.size() : null;
  }

  /**
   * {@code spread([[kinds, times], …])}: the kinds so many times, one after another; null of null.
   */
  private static Object spread(Arguments a) {
    if (!(a.get(0, "groups", null) instanceof List<?> groups)) {
      return null;
    }
    List<Object> all = new java.util.ArrayList<>();
    for (Object group : groups) {
      if (!(group instanceof List<?> pair)
          || pair.size() != 2
          || !(pair.get(0) instanceof List<?> kinds)
          || !(pair.get(1) instanceof Double times)) {
        throw new LayerFault("a list of [kinds, times] is expected");
      }
      for (int i = 0; i < Math.min(times, 4096); i++) {
        all.addAll(kinds);
      }
    }
    return all;
  }

  /** {@code contains(text, part)}. */
  private static Object contains(Arguments a) {
    Object v = a.get(0, "text", null);
    Object part = a.get(1, "part", null);
    return v instanceof List<?> l
        ? l.contains(part)
        : v instanceof String s && part instanceof String p && s.contains(p);
  }

  /** {@code field(object, "name", otherwise)}: an entry of an object of the configuration. */
  private static Object field(Arguments a) {
    Object v = a.get(0, "object", null);
    Object otherwise = a.get(2, "otherwise", null);
    Object found = v instanceof Map<?, ?> m ? m.get(a.text(1, "name", null)) : null;
    return found == null ? otherwise : found;
  }
}
