package dev.initlint.javasource.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists, maps, arrays, streams and function objects. A stream is simply a list here. */
final class StandardCollections {
  private StandardCollections() {}

  static Object callStatic(
      Interpreter in, String type, String method, List<Object> args, Site site) {
    switch (type + "." + method) {
      case "Arrays.asList",
          "List.of",
          "Stream.of",
          "ImmutableList.of",
          "List.copyOf",
          "Arrays.stream",
          "IntStream.of",
          "Collections.unmodifiableList",
          "Collections.unmodifiableCollection",
          "Collections.synchronizedList",
          "Collections.singletonList",
          "Collections.singleton" -> {
        List<Object> spread = args.size() == 1 ? Values.elements(args.get(0)) : null;
        boolean spreads = spread != null && !method.startsWith("singleton");
        return new ArrayList<>(spreads ? spread : args);
      }
      case "Collections.emptyList" -> {
        return new ArrayList<>();
      }
      case "Collections.unmodifiableMap", "Map.copyOf" -> {
        return args.get(0);
      }
      case "Collections.emptyMap" -> {
        return new LinkedHashMap<>();
      }
      case "Set.of" -> {
        return new LinkedHashSet<>(args);
      }
      case "Map.of" -> {
        Map<Object, Object> m = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.size(); i += 2) {
          m.put(args.get(i), args.get(i + 1));
        }
        return m;
      }
      case "IntStream.range", "IntStream.rangeClosed", "LongStream.range" -> {
        return range(args, method.endsWith("Closed"));
      }
      case "Collections.nCopies" -> {
        Long n = Values.asLong(args.get(0));
        return n == null || n > Budget.TRIPS
            ? HostObject.UNHANDLED
            : new ArrayList<>(Collections.nCopies(n.intValue(), args.get(1)));
      }
      case "Collections.addAll" -> {
        args.subList(1, args.size()).forEach(v -> add(in, (List<?>) args.get(0), v));
        return true;
      }
      case "Arrays.fill" -> {
        if (args.get(0) instanceof Object[] a && args.size() == 2) {
          Arrays.fill(a, args.get(1));
        }
        return null;
      }
      case "Arrays.copyOf" -> {
        Long n = Values.asLong(args.get(1));
        return args.get(0) instanceof Object[] a && n != null && n >= 0 && n <= Budget.ELEMENTS
            ? Arrays.copyOf(a, n.intValue())
            : HostObject.UNHANDLED;
      }
      case "Objects.requireNonNull", "Optional.of", "Optional.ofNullable" -> {
        return args.get(0);
      }
      case "Objects.equals" -> {
        return Values.same(args.get(0), args.get(1));
      }
      case "Collectors.toList", "Collectors.toSet" -> {
        return method;
      }
      default -> {
        return HostObject.UNHANDLED;
      }
    }
  }

  private static Object range(List<Object> args, boolean closed) {
    Long from = Values.asLong(args.get(0));
    Long to = Values.asLong(args.get(1));
    if (from == null || to == null || to - from > Budget.TRIPS) {
      return HostObject.UNHANDLED;
    }
    List<Object> list = new ArrayList<>();
    for (long i = from; i < to + (closed ? 1 : 0); i++) {
      list.add((int) i);
    }
    return list;
  }

  private static void add(Interpreter in, List<?> list, Object v) {
    if (list.size() >= Budget.ELEMENTS) {
      throw new PathEnded.LimitReached("a list grows too long at " + in.place());
    }
    Values.cast(list).add(v);
  }

  static Object call(Interpreter in, Object receiver, String method, List<Object> args, Site site) {
    if (receiver instanceof Map<?, ?> m) {
      return onMap(in, Values.cast(m), method, args, site);
    }
    if (receiver instanceof Object[] a && method.equals("clone")) {
      return a.clone();
    }
    if (receiver instanceof Set<?> s && (method.equals("add") || method.equals("contains"))) {
      Set<Object> set = new LinkedHashSet<>(s);
      return method.equals("contains") ? (Object) s.contains(args.get(0)) : addTo(s, args.get(0));
    }
    List<Object> list = Values.elements(receiver);
    if (list == null) {
      return HostObject.UNHANDLED;
    }
    Object simple = onList(in, list, method, args);
    return simple != HostObject.UNHANDLED ? simple : Streams.call(in, list, method, args, site);
  }

  @SuppressWarnings("unchecked")
  private static Object addTo(Set<?> s, Object v) {
    return s.size() < Budget.ELEMENTS && ((Set<Object>) s).add(v);
  }

  private static Object onList(
      Interpreter in, List<Object> list, String method, List<Object> args) {
    Object a = args.isEmpty() ? null : args.get(0);
    Long index = Values.asLong(a);
    switch (method) {
      case "size" -> {
        return list.size();
      }
      case "isEmpty" -> {
        return list.isEmpty();
      }
      case "add", "addLast", "offer" -> {
        if (args.size() == 2 && index != null && index >= 0 && index <= list.size()) {
          list.add(index.intValue(), args.get(1));
        } else {
          add(in, list, a);
        }
        return true;
      }
      case "addAll" -> {
        List<Object> more = Values.elements(a);
        if (more != null) {
          List.copyOf(more.stream().filter(v -> v != null).toList()).forEach(v -> add(in, list, v));
        }
        return true;
      }
      case "get" -> {
        return index == null ? HostObject.UNHANDLED : list.get(checked(in, index, list));
      }
      case "getFirst" -> {
        return list.get(checked(in, 0, list));
      }
      case "getLast" -> {
        return list.get(checked(in, list.size() - 1L, list));
      }
      case "set" -> {
        return index == null
            ? HostObject.UNHANDLED
            : list.set(checked(in, index, list), args.get(1));
      }
      case "remove" -> {
        return index != null ? list.remove(checked(in, index, list)) : (Object) list.remove(a);
      }
      case "clear" -> {
        list.clear();
        return null;
      }
      case "contains" -> {
        return list.contains(a);
      }
      case "indexOf" -> {
        return list.indexOf(a);
      }
      case "subList" -> {
        Long to = Values.asLong(args.get(1));
        return index == null || to == null || index < 0 || to > list.size() || index > to
            ? HostObject.UNHANDLED
            : new ArrayList<>(list.subList(index.intValue(), to.intValue()));
      }
      default -> {
        return HostObject.UNHANDLED;
      }
    }
  }

  private static int checked(Interpreter in, long index, List<Object> list) {
    if (index < 0 || index >= list.size()) {
      throw new PathEnded.Thrown(
          "index " + index + " is outside a list of " + list.size() + " at " + in.place());
    }
    return (int) index;
  }

  private static Object onMap(
      Interpreter in, Map<Object, Object> m, String method, List<Object> args, Site site) {
    switch (method) {
      case "put" -> {
        return m.size() < Budget.ELEMENTS ? m.put(args.get(0), args.get(1)) : null;
      }
      case "get" -> {
        return m.get(args.get(0));
      }
      case "getOrDefault" -> {
        return m.getOrDefault(args.get(0), args.get(1));
      }
      case "containsKey" -> {
        return m.containsKey(args.get(0));
      }
      case "size" -> {
        return m.size();
      }
      case "isEmpty" -> {
        return m.isEmpty();
      }
      case "keySet" -> {
        return new ArrayList<>(m.keySet());
      }
      case "values" -> {
        return new ArrayList<>(m.values());
      }
      case "entrySet" -> {
        List<Object> entries = new ArrayList<>();
        m.forEach((k, v) -> entries.add(new StandardLibrary.PairValue(k, v)));
        return entries;
      }
      case "putIfAbsent", "computeIfAbsent" -> {
        Object k = args.get(0);
        if (!m.containsKey(k) && m.size() < Budget.ELEMENTS) {
          m.put(
              k,
              method.equals("putIfAbsent")
                  ? args.get(1)
                  : in.apply(args.get(1), Arrays.asList(k), site));
        }
        return m.get(k);
      }
      case "putAll" -> {
        if (args.get(0) instanceof Map<?, ?> more && m.size() + more.size() <= Budget.ELEMENTS) {
          m.putAll(more);
        }
        return null;
      }
      case "remove" -> {
        return m.remove(args.get(0));
      }
      case "forEach" -> {
        new LinkedHashMap<>(m).forEach((k, v) -> in.apply(args.get(0), Arrays.asList(k, v), site));
        return null;
      }
      default -> {
        return HostObject.UNHANDLED;
      }
    }
  }

  /** Calls the method of a functional interface. */
  static Object onFunction(Interpreter in, Closure f, String method, List<Object> args, Site site) {
    return switch (method) {
      case "andThen", "compose" -> HostObject.UNHANDLED;
      default -> in.apply(f, args, site);
    };
  }

  /** Elements of a framework's collection, or null. */
  static List<Object> hostElements(Interpreter in, Object v, Site site) {
    if (v instanceof JavaObject o && o.host() != null) {
      return hostElements(in, o.host(), site);
    }
    if (!(v instanceof HostObject h)) {
      return null;
    }
    Object elements = h.call(in, "iterator", List.of(), site);
    return Values.elements(elements);
  }
}
