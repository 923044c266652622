package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What blocks answer to method calls. */
final class BlockMethods {
  private BlockMethods() {}

  static Object call(Interpreter in, DjlBlock b, String method, List<Object> args, Site at) {
    Object done = b.structural(method, args, at);
    if (done != HostObject.UNHANDLED) {
      return done;
    }
    switch (method) {
      case "forward", "forwardInternal", "embed" -> {
        return forward(in, b, args, at);
      }
      case "setInitializer" -> {
        setInitialiser(in, b, args, at);
        return null;
      }
      case "getParameters" -> {
        return new PairList(named(b.allParameters()));
      }
      case "getDirectParameters" -> {
        return new PairList(named(b.parameters()));
      }
      case "getChildren" -> {
        Map<String, Object> children = new LinkedHashMap<>();
        b.children().forEach(c -> children.put(c.name(), c.block()));
        return new PairList(children);
      }
      case "getClass" -> {
        return b;
      }
      case "getSimpleName", "getName" -> {
        return b.simpleName();
      }
      case "instanceof" -> {
        return b.type().equals(args.get(0)) || args.get(0).equals("Block");
      }
      case "getTokenEmbedding" -> {
        return b.children().isEmpty() ? HostObject.UNHANDLED : b.children().get(0).block();
      }
      default -> {
        boolean quiet =
            method.startsWith("freeze") || method.equals("clear") || method.equals("prepare");
        return quiet ? null : HostObject.UNHANDLED;
      }
    }
  }

  private static Map<String, Object> named(Map<String, DjlParameter> parameters) {
    return new LinkedHashMap<>(parameters);
  }

  private static Object forward(Interpreter in, DjlBlock b, List<Object> args, Site at) {
    Object inputs = args.stream().filter(TensorList.class::isInstance).findFirst().orElse(null);
    List<Tensor> tensors = TensorList.tensors(inputs);
    if (tensors.isEmpty()) {
      return Unknown.named(b.simpleName() + ".forward");
    }
    Forward forward = new Forward(in, tensors.get(0).writer());
    b.consume();
    return forward.applyNamed(b.key(), b, (TensorList) inputs, at);
  }

  /** Sets by type, predicate or bare name, on the parameters that exist at this moment. */
  static void setInitialiser(Interpreter in, DjlBlock b, List<Object> args, Site at) {
    Initialiser rule = OwnInitialiser.of(in, args.get(0), at);
    Object selector = args.size() > 1 ? args.get(1) : null;
    boolean byName = selector instanceof String;
    List<DjlParameter> reached =
        select(in, byName ? b.parameters() : b.allParameters(), selector, at);
    reached.forEach(p -> p.set(rule, at));
    b.note(
        new DjlBlock.InitialiserCall(
            rule, "block", reached, written(selector), b, b.parts(), in.moment(), at));
  }

  /** A selector as the source would write it; weights where there is none. */
  static String written(Object selector) {
    return selector instanceof EnumConstant e
        ? e.name()
        : selector instanceof String s
            ? '"' + s + '"'
            : selector == null ? "WEIGHT" : String.valueOf(selector);
  }

  /** Parameters that a selector chooses. */
  static List<DjlParameter> select(
      Interpreter in, Map<String, DjlParameter> among, Object selector, Site at) {
    List<DjlParameter> chosen = new ArrayList<>();
    for (DjlParameter p : among.values()) {
      boolean hit;
      if (selector instanceof EnumConstant e) {
        hit = p.type().equals(e.name());
      } else if (selector instanceof String s) {
        hit = p.name().equals(s);
      } else if (selector == null) {
        hit = p.type().equals("WEIGHT");
      } else {
        hit = Boolean.TRUE.equals(in.apply(selector, List.of(p), at));
      }
      if (hit) {
        chosen.add(p);
      }
    }
    return chosen;
  }

  /** DJL's {@code PairList}, read by key, by position or as pairs. */
  record PairList(Map<String, Object> entries) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      List<Object> values = new ArrayList<>(entries.values());
      switch (method) {
        case "get", "valueAt" -> {
          if (args.get(0) instanceof Integer i && i >= 0 && i < values.size()) {
            return method.equals("get") ? pairs().get(i) : values.get(i);
          }
          return entries.getOrDefault(String.valueOf(args.get(0)), UNHANDLED);
        }
        case "values" -> {
          return values;
        }
        case "keys" -> {
          return new ArrayList<Object>(entries.keySet());
        }
        case "size" -> {
          return values.size();
        }
        case "isEmpty" -> {
          return values.isEmpty();
        }
        case "iterator", "stream" -> {
          return pairs();
        }
        case "forEach" -> {
          pairs().forEach(p -> in.apply(args.get(0), List.of(p), at));
          return null;
        }
        default -> {
          return UNHANDLED;
        }
      }
    }

    private List<Object> pairs() {
      List<Object> pairs = new ArrayList<>();
      entries.forEach((k, v) -> pairs.add(new Pair(k, v)));
      return pairs;
    }
  }

  /** A key and its value. */
  record Pair(String key, Object value) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      return method.equals("getKey") ? key : method.equals("getValue") ? value : UNHANDLED;
    }
  }
}
