package dev.initlint.javasource.eval;

import com.github.javaparser.ast.expr.BinaryExpr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Stream operations, evaluated at once on lists. */
final class Streams {
  private Streams() {}

  static Object call(
      Interpreter in, List<Object> list, String method, List<Object> args, Site site) {
    Object f = args.isEmpty() ? null : args.get(0);
    switch (method) {
      case "forEach", "forEachOrdered" -> {
        new ArrayList<>(list).forEach(v -> in.apply(f, listOf(v), site));
        return null;
      }
      case "map",
          "mapToObj",
          "mapToInt",
          "mapToLong",
          "mapToDouble",
          "asDoubleStream",
          "flatMap" -> {
        if (f == null) {
          return list;
        }
        List<Object> out = new ArrayList<>();
        for (Object v : new ArrayList<>(list)) {
          Object made = in.apply(f, listOf(v), site);
          List<Object> many = method.equals("flatMap") ? Values.elements(made) : null;
          out.addAll(many != null ? many : listOf(made));
        }
        return out;
      }
      case "peek" -> {
        new ArrayList<>(list).forEach(v -> in.apply(f, listOf(v), site));
        return list;
      }
      case "filter" -> {
        List<Object> out = new ArrayList<>();
        for (Object v : list) {
          if (!Boolean.FALSE.equals(in.apply(f, listOf(v), site))) {
            out.add(v);
          }
        }
        return out;
      }
      case "stream", "boxed", "iterator", "listIterator", "sequential", "parallel", "asList" -> {
        return list;
      }
      case "distinct" -> {
        return new ArrayList<>(new LinkedHashSet<>(list));
      }
      case "sorted" -> {
        return sorted(list, f);
      }
      case "collect", "toList" -> {
        return f instanceof Closure.Native n
            ? n.body().apply(listOf(new ArrayList<>(list)))
            : new ArrayList<>(list);
      }
      case "limit", "skip" -> {
        Long n = Values.asLong(f);
        if (n == null || n < 0) {
          return HostObject.UNHANDLED;
        }
        int at = (int) Math.min(n, list.size());
        return new ArrayList<>(
            method.equals("limit") ? list.subList(0, at) : list.subList(at, list.size()));
      }
      case "reduce" -> {
        return reduced(in, list, args, site);
      }
      case "max", "min" -> {
        return extreme(list, method.equals("max"));
      }
      case "average" -> {
        Object total = call(in, list, "sum", List.of(), site);
        return Arithmetic.binary(
            BinaryExpr.Operator.DIVIDE, Arithmetic.cast("double", total), (double) list.size());
      }
      case "findFirst", "findAny" -> {
        return list.isEmpty() ? null : list.get(0);
      }
      case "anyMatch", "allMatch", "noneMatch" -> {
        return matched(in, list, method, f, site);
      }
      case "toArray" -> {
        return list.toArray();
      }
      case "sum" -> {
        Object total = 0;
        for (Object v : list) {
          total = Arithmetic.binary(BinaryExpr.Operator.PLUS, total, v);
        }
        return total;
      }
      case "count" -> {
        return (long) list.size();
      }
      default -> {
        return HostObject.UNHANDLED;
      }
    }
  }

  private static Object sorted(List<Object> list, Object comparator) {
    boolean plain =
        comparator == null
            && (list.stream().allMatch(Values::isNumber)
                || list.stream().allMatch(String.class::isInstance));
    if (!plain) {
      return new ArrayList<>(list);
    }
    List<Object> ordered = new ArrayList<>(list);
    ordered.sort(
        (a, b) ->
            a instanceof String s
                ? s.compareTo((String) b)
                : Double.compare(Values.asDouble(a), Values.asDouble(b)));
    return ordered;
  }

  private static Object reduced(Interpreter in, List<Object> list, List<Object> args, Site site) {
    Object f = args.get(args.size() - 1);
    Object at = args.size() > 1 ? args.get(0) : null;
    boolean begun = args.size() > 1;
    for (Object v : new ArrayList<>(list)) {
      at = begun ? in.apply(f, java.util.Arrays.asList(at, v), site) : v;
      begun = true;
    }
    return at;
  }

  private static Object extreme(List<Object> list, boolean greatest) {
    if (list.isEmpty() || !list.stream().allMatch(Values::isNumber)) {
      return HostObject.UNHANDLED;
    }
    Object best = list.get(0);
    for (Object v : list) {
      boolean more = Values.asDouble(v) > Values.asDouble(best);
      best = more == greatest && !Values.asDouble(v).equals(Values.asDouble(best)) ? v : best;
    }
    return best;
  }

  private static Object matched(
      Interpreter in, List<Object> list, String method, Object f, Site site) {
    boolean stopsAt = !method.equals("allMatch");
    for (Object v : list) {
      Boolean holds = Values.truth(in.apply(f, listOf(v), site));
      if (holds == null) {
        return HostObject.UNHANDLED;
      }
      if (holds == stopsAt) {
        return method.equals("anyMatch");
      }
    }
    return !method.equals("anyMatch");
  }

  /** Makers of streams, and collectors that are more than a copy. */
  static Object callStatic(Interpreter in, String called, List<Object> args, Site site) {
    switch (called) {
      case "IntStream.range", "IntStream.rangeClosed" -> {
        boolean open = args.stream().anyMatch(a -> Values.asLong(a) == null);
        if (!open || Values.asLong(args.get(0)) == null) {
          return HostObject.UNHANDLED;
        }
        in.remark(
            "the length of the range at line "
                + site.range().line()
                + " is not known ("
                + Values.describe(args.get(1))
                + "); one element is assumed");
        return new ArrayList<>(List.of(args.get(0)));
      }
      case "Stream.iterate", "IntStream.iterate" -> {
        return iterated(in, args, site);
      }
      case "Arrays.copyOfRange" -> {
        Long from = Values.asLong(args.get(1));
        Long to = Values.asLong(args.get(2));
        return args.get(0) instanceof Object[] a
                && from != null
                && to != null
                && from >= 0
                && from <= Math.min(to, a.length)
                && to <= Budget.ELEMENTS
            ? java.util.Arrays.copyOfRange(a, from.intValue(), to.intValue())
            : HostObject.UNHANDLED;
      }
      case "Map.entry" -> {
        return new StandardLibrary.PairValue(args.get(0), args.get(1));
      }
      case "Map.ofEntries" -> {
        Map<Object, Object> m = new LinkedHashMap<>();
        for (Object a :
            args.size() == 1 && Values.elements(args.get(0)) != null
                ? Values.elements(args.get(0))
                : args) {
          if (a instanceof StandardLibrary.PairValue p) {
            m.put(p.first(), p.second());
          }
        }
        return m;
      }
      case "Optional.empty" -> {
        return null;
      }
      case "Collectors.joining" -> {
        String between = args.isEmpty() ? "" : Arithmetic.text(args.get(0));
        return new Closure.Native(
            given ->
                String.join(
                    between, Values.elements(given.get(0)).stream().map(Arithmetic::text).toList()),
            site);
      }
      default -> {
        return HostObject.UNHANDLED;
      }
    }
  }

  /** The terms of an iteration, as far as a limit in reach of any model asks. */
  private static Object iterated(Interpreter in, List<Object> args, Site site) {
    List<Object> terms = new ArrayList<>();
    Object at = args.get(0);
    Object next = args.get(args.size() - 1);
    for (int i = 0; i < 256; i++) {
      if (args.size() == 3 && !Boolean.TRUE.equals(in.apply(args.get(1), listOf(at), site))) {
        break;
      }
      terms.add(at);
      at = in.apply(next, listOf(at), site);
    }
    return terms;
  }

  private static List<Object> listOf(Object v) {
    List<Object> one = new ArrayList<>(1);
    one.add(v);
    return one;
  }
}
