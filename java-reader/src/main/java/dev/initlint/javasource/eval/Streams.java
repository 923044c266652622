package dev.initlint.javasource.eval;

import java.util.ArrayList;
import java.util.List;

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
      case "map", "mapToObj", "mapToInt", "mapToLong" -> {
        List<Object> out = new ArrayList<>();
        new ArrayList<>(list).forEach(v -> out.add(in.apply(f, listOf(v), site)));
        return out;
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
      case "stream", "boxed", "iterator", "sequential", "distinct", "sorted", "asList" -> {
        return list;
      }
      case "collect", "toList" -> {
        return new ArrayList<>(list);
      }
      case "toArray" -> {
        return list.toArray();
      }
      case "sum" -> {
        Object total = 0;
        for (Object v : list) {
          total =
              Arithmetic.binary(com.github.javaparser.ast.expr.BinaryExpr.Operator.PLUS, total, v);
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

  private static List<Object> listOf(Object v) {
    List<Object> one = new ArrayList<>(1);
    one.add(v);
    return one;
  }
}
