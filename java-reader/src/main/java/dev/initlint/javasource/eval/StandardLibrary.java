package dev.initlint.javasource.eval;

import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The few platform classes that model-building code uses. */
final class StandardLibrary {
  private StandardLibrary() {}

  /** A static constant, or null. */
  static Object constant(LibraryClass type, String name) {
    return switch (type.simpleName() + "." + name) {
      case "Integer.MAX_VALUE" -> Integer.MAX_VALUE;
      case "Integer.MIN_VALUE" -> Integer.MIN_VALUE;
      case "Long.MAX_VALUE" -> Long.MAX_VALUE;
      case "Float.MAX_VALUE" -> Float.MAX_VALUE;
      case "Double.MAX_VALUE" -> Double.MAX_VALUE;
      case "Double.NaN" -> Double.NaN;
      case "Math.PI" -> Math.PI;
      case "Math.E" -> Math.E;
      case "Boolean.TRUE" -> true;
      case "Boolean.FALSE" -> false;
      default -> null;
    };
  }

  static Object construct(LibraryClass type, List<Object> args) {
    return switch (type.simpleName()) {
      case "ArrayList", "LinkedList", "Vector", "ArrayDeque" ->
          args.size() == 1 && Values.elements(args.get(0)) != null
              ? new ArrayList<>(Values.elements(args.get(0)))
              : new ArrayList<>();
      case "HashMap", "LinkedHashMap", "TreeMap", "ConcurrentHashMap" ->
          args.size() == 1 && args.get(0) instanceof Map<?, ?> m
              ? new LinkedHashMap<>(m)
              : new LinkedHashMap<>();
      case "HashSet", "LinkedHashSet", "TreeSet" ->
          args.size() == 1 && Values.elements(args.get(0)) != null
              ? new LinkedHashSet<>(Values.elements(args.get(0)))
              : new LinkedHashSet<>();
      case "StringBuilder", "StringBuffer" ->
          new Text(args.size() == 1 && args.get(0) instanceof String s ? s : "");
      case "Integer", "Long", "Double", "Float", "String" ->
          args.size() == 1 ? args.get(0) : HostObject.UNHANDLED;
      case "Object" -> new Object();
      case "Pair", "SimpleEntry", "ImmutablePair" ->
          args.size() == 2 ? new PairValue(args.get(0), args.get(1)) : HostObject.UNHANDLED;
      default -> HostObject.UNHANDLED;
    };
  }

  static Object callStatic(
      Interpreter in, LibraryClass type, String method, List<Object> args, Site site) {
    return switch (type.simpleName()) {
      case "Math", "StrictMath" -> math(method, args);
      case "Integer", "Long", "Double", "Float", "Boolean", "Short" -> boxed(type, method, args);
      case "String" -> string(method, args);
      case "System" -> system(method, args);
      case "Optional", "OptionalInt", "Stream", "IntStream", "Arrays", "Map", "Collectors" ->
          orElse(
              Streams.callStatic(in, type.simpleName() + "." + method, args, site),
              () -> StandardCollections.callStatic(in, type.simpleName(), method, args, site));
      case "List", "Set", "Collections", "LongStream", "Objects", "ImmutableList" ->
          StandardCollections.callStatic(in, type.simpleName(), method, args, site);
      case "Pair" ->
          args.size() == 2 ? new PairValue(args.get(0), args.get(1)) : HostObject.UNHANDLED;
      default -> HostObject.UNHANDLED;
    };
  }

  private static Object orElse(Object found, java.util.function.Supplier<Object> otherwise) {
    return found == HostObject.UNHANDLED ? otherwise.get() : found;
  }

  private static Object system(String method, List<Object> args) {
    if (!method.equals("arraycopy") || args.size() != 5) {
      return HostObject.UNHANDLED;
    }
    Long from = Values.asLong(args.get(1));
    Long to = Values.asLong(args.get(3));
    Long count = Values.asLong(args.get(4));
    boolean known = from != null && to != null && count != null;
    if (known && args.get(0) instanceof Object[] source && args.get(2) instanceof Object[] target) {
      try {
        System.arraycopy(source, from.intValue(), target, to.intValue(), count.intValue());
      } catch (IndexOutOfBoundsException e) {
        throw new PathEnded.Thrown("arraycopy reaches outside an array");
      }
      return null;
    }
    return HostObject.UNHANDLED;
  }

  private static Object math(String method, List<Object> args) {
    if (args.stream().anyMatch(a -> !Values.isNumber(a))) {
      return symbolic(method, args);
    }
    boolean whole = args.stream().allMatch(a -> a instanceof Integer);
    boolean wide = args.stream().allMatch(a -> a instanceof Integer || a instanceof Long);
    double x = args.isEmpty() ? 0 : Values.asDouble(args.get(0));
    double y = args.size() > 1 ? Values.asDouble(args.get(1)) : 0;
    Object number =
        switch (method) {
          case "max" -> Math.max(x, y);
          case "min" -> Math.min(x, y);
          case "abs" -> Math.abs(x);
          case "floorDiv" -> Math.floor(x / y);
          case "floorMod" -> x - y * Math.floor(x / y);
          case "multiplyExact" -> x * y;
          case "addExact" -> x + y;
          case "toIntExact" -> x;
          default -> null;
        };
    if (number != null) {
      boolean single = args.stream().allMatch(a -> a instanceof Float || a instanceof Integer);
      return whole || method.equals("toIntExact")
          ? (Object) ((Double) number).intValue()
          : wide
              ? (Object) ((Double) number).longValue()
              : single ? (Object) ((Double) number).floatValue() : number;
    }
    return switch (method) {
      case "sqrt" -> Math.sqrt(x);
      case "cbrt" -> Math.cbrt(x);
      case "pow" -> Math.pow(x, y);
      case "exp" -> Math.exp(x);
      case "log" -> Math.log(x);
      case "log10" -> Math.log10(x);
      case "sin" -> Math.sin(x);
      case "cos" -> Math.cos(x);
      case "tanh" -> Math.tanh(x);
      case "ceil" -> Math.ceil(x);
      case "floor" -> Math.floor(x);
      case "round" ->
          args.get(0) instanceof Float f ? (Object) Math.round(f) : (Object) Math.round(x);
      case "random" -> Unknown.named("random()");
      default -> HostObject.UNHANDLED;
    };
  }

  private static Object symbolic(String method, List<Object> args) {
    if (args.isEmpty()) {
      return HostObject.UNHANDLED;
    }
    Expr x = Values.asExpr(args.get(0));
    return switch (method) {
      case "sqrt" -> Values.ofExpr(x.sqrt());
      case "pow" ->
          args.size() > 1 && Values.asDouble(args.get(1)) != null
              ? Values.ofExpr(Expr.power(x, Values.asDouble(args.get(1))))
              : HostObject.UNHANDLED;
      case "toIntExact", "round" -> args.get(0);
      case "floor" -> Values.ofExpr(Expr.call("floor", v -> Math.floor(v[0]), x));
      default -> HostObject.UNHANDLED;
    };
  }

  private static Object boxed(LibraryClass type, String method, List<Object> args) {
    if (args.isEmpty()) {
      return HostObject.UNHANDLED;
    }
    Object a = args.get(0);
    boolean reads = method.startsWith("parse") || method.equals("valueOf");
    if (reads && a instanceof String s) {
      try {
        return type.simpleName().equals("Boolean")
            ? (Object) Boolean.parseBoolean(s)
            : Arithmetic.cast(type.simpleName(), Double.parseDouble(s.trim()));
      } catch (NumberFormatException e) {
        throw new PathEnded.Thrown("\"" + Values.describe(s) + "\" is no number");
      }
    }
    if (reads && Values.isNumber(a)) {
      return Arithmetic.cast(type.simpleName(), a);
    }
    return switch (method) {
      case "valueOf", "parseInt", "parseLong", "parseDouble", "parseFloat" -> a;
      case "toString" -> a instanceof Unknown ? a : Arithmetic.text(a);
      default -> HostObject.UNHANDLED;
    };
  }

  private static Object string(String method, List<Object> args) {
    return switch (method) {
      case "format" ->
          args.get(0) instanceof String f
              ? format(f, args.subList(1, args.size()))
              : HostObject.UNHANDLED;
      case "valueOf" -> args.get(0) instanceof Unknown ? args.get(0) : Arithmetic.text(args.get(0));
      case "join" -> {
        List<Object> parts =
            args.size() == 2 && Values.elements(args.get(1)) != null
                ? Values.elements(args.get(1))
                : args.subList(1, args.size());
        yield String.join(
            String.valueOf(args.get(0)), parts.stream().map(Arithmetic::text).toList());
      }
      default -> HostObject.UNHANDLED;
    };
  }

  private static Object format(String f, List<Object> args) {
    if (f.length() > 4096 || f.matches("(?s).*%[^a-zA-Z%]*\\d{4}.*")) {
      return Unknown.named("long string");
    }
    List<Object> flat =
        args.size() == 1 && args.get(0) instanceof Object[] a ? Arrays.asList(a) : args;
    Object[] plain = flat.stream().map(v -> v instanceof Number ? v : Arithmetic.text(v)).toArray();
    try {
      return String.format(Locale.ROOT, f, plain);
    } catch (java.util.IllegalFormatException e) {
      return Unknown.named(Values.describe(f));
    }
  }

  /** Calls an instance method of a platform object. */
  static Object call(Interpreter in, Object receiver, String method, List<Object> args, Site site) {
    if (receiver instanceof String s) {
      return onString(s, method, args);
    }
    if (receiver instanceof EnumConstant e) {
      return switch (method) {
        case "name", "toString" -> e.name();
        case "equals" -> Values.same(e, args.get(0));
        default -> HostObject.UNHANDLED;
      };
    }
    if (receiver instanceof Number
        || receiver instanceof Boolean
        || receiver instanceof Character) {
      return switch (method) {
        case "intValue" -> Arithmetic.cast("int", receiver);
        case "longValue" -> Arithmetic.cast("long", receiver);
        case "doubleValue" -> Arithmetic.cast("double", receiver);
        case "floatValue" -> Arithmetic.cast("float", receiver);
        case "booleanValue",
            "get",
            "getAsInt",
            "getAsLong",
            "getAsDouble",
            "orElse",
            "orElseGet",
            "orElseThrow" ->
            receiver;
        case "isPresent" -> true;
        case "isEmpty" -> false;
        case "compareTo" -> Double.compare(Values.asDouble(receiver), Values.asDouble(args.get(0)));
        case "hashCode" -> receiver.hashCode();
        case "toString" -> String.valueOf(receiver);
        case "equals" -> Values.same(receiver, args.get(0));
        default -> HostObject.UNHANDLED;
      };
    }
    return StandardCollections.call(in, receiver, method, args, site);
  }

  private static Object onString(String s, String method, List<Object> args) {
    Object a = args.isEmpty() ? null : args.get(0);
    if (a instanceof Unknown) {
      return HostObject.UNHANDLED;
    }
    String t = a instanceof String x ? x : a == null ? "" : String.valueOf(a);
    return switch (method) {
      case "length" -> s.length();
      case "isEmpty" -> s.isEmpty();
      case "isBlank" -> s.isBlank();
      case "equals" -> s.equals(a);
      case "equalsIgnoreCase" -> s.equalsIgnoreCase(t);
      case "startsWith" -> s.startsWith(t);
      case "endsWith" -> s.endsWith(t);
      case "contains" -> s.contains(t);
      case "concat" -> s.length() + t.length() > Budget.STRING ? HostObject.UNHANDLED : s + t;
      case "toLowerCase" -> s.toLowerCase(Locale.ROOT);
      case "toUpperCase" -> s.toUpperCase(Locale.ROOT);
      case "trim", "strip" -> s.trim();
      case "toString", "intern" -> s;
      case "replace" ->
          args.size() == 2
                  && args.get(1) instanceof String r
                  && s.length() < 1024
                  && r.length() < 64
              ? s.replace(t, r)
              : HostObject.UNHANDLED;
      case "chars" -> {
        List<Object> codes = new ArrayList<>();
        s.chars().forEach(codes::add);
        yield codes;
      }
      case "lastIndexOf" -> s.lastIndexOf(t);
      case "repeat" ->
          a instanceof Integer n && n >= 0 && (long) n * s.length() < Budget.STRING
              ? s.repeat(n)
              : HostObject.UNHANDLED;
      case "formatted" -> format(s, args);
      case "hashCode" -> s.hashCode();
      case "compareTo" -> s.compareTo(t);
      case "get", "orElse", "orElseGet", "orElseThrow" -> s;
      case "isPresent" -> true;
      case "split" ->
          t.length() == 1 && !".|*+?^$\\([{".contains(t)
              ? Arrays.stream(s.split(t)).toArray(Object[]::new)
              : HostObject.UNHANDLED;
      case "indexOf" -> s.indexOf(t);
      case "charAt" -> {
        int i = a instanceof Integer n ? n : -1;
        if (i < 0 || i >= s.length()) {
          throw new PathEnded.Thrown("charAt outside the string");
        }
        yield s.charAt(i);
      }
      case "substring" -> {
        int from = a instanceof Integer n ? n : 0;
        int to = args.size() > 1 && args.get(1) instanceof Integer n ? n : s.length();
        if (from < 0 || to > s.length() || from > to) {
          throw new PathEnded.Thrown("substring outside the string");
        }
        yield s.substring(from, to);
      }
      default -> HostObject.UNHANDLED;
    };
  }

  /** A pair, as several libraries offer. */
  record PairValue(Object first, Object second) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site site) {
      return switch (method) {
        case "getFirst", "getKey", "getLeft", "first", "left" -> first;
        case "getSecond", "getValue", "getRight", "second", "right" -> second;
        default -> UNHANDLED;
      };
    }
  }

  /** A string builder. */
  static final class Text implements HostObject {
    private final StringBuilder text;

    Text(String s) {
      text = new StringBuilder(s);
    }

    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site site) {
      switch (method) {
        case "append" -> {
          String more = Arithmetic.text(args.get(0));
          if (text.length() + more.length() <= Budget.STRING) {
            text.append(more);
          }
          return this;
        }
        case "toString" -> {
          return text.toString();
        }
        case "length" -> {
          return text.length();
        }
        default -> {
          return UNHANDLED;
        }
      }
    }
  }
}
