package dev.initlint.javasource.tensorflow;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.Naming;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code Ops} and its groups ({@code tf.nn}, {@code tf.math}, ...): constants stay numbers and
 * lists of numbers, drawn arrays stay arrays, variables become parameters, and everything else is
 * written to the graph.
 *
 * @param name what the next placeholder or variable is to be called, or null
 */
record FlowOps(FlowGraph graph, String name) implements HostObject {
  private static final Set<String> GROUPS =
      Set.of(
          "nn",
          "math",
          "linalg",
          "random",
          "dtypes",
          "shape",
          "train",
          "image",
          "raw",
          "tf",
          "distribute");

  private static final Set<String> ARRAYS =
      Set.of(
          "truncatedNormal",
          "randomStandardNormal",
          "randomNormal",
          "randomUniform",
          "zeros",
          "ones",
          "fill",
          "zerosLike",
          "onesLike");

  @Override
  public Object field(String group) {
    return GROUPS.contains(group) ? this : UNHANDLED;
  }

  @Override
  public boolean fits(String typeName) {
    return typeName.endsWith("Ops") || typeName.equals("Scope");
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    if (args.isEmpty()) {
      return GROUPS.contains(method) ? this : nothing(method);
    }
    if (ARRAYS.contains(method)) {
      DrawnArray array = drawn(method, args, at);
      return array == null ? UNHANDLED : array;
    }
    Object first = args.get(0);
    return switch (method) {
      case "withName" -> new FlowOps(graph, String.valueOf(first));
      case "withSubScope", "withControlDependencies", "withDevice" -> this;
      case "constant" -> first;
      case "array" -> args.size() == 1 && Values.elements(first) != null ? first : args;
      case "placeholder", "placeholderWithDefault" -> placeholder(args, at);
      case "variable" -> variable(args, at);
      case "assign" -> assign(first, args.size() > 1 ? args.get(1) : null);
      case "initAdd", "init" -> null;
      default -> {
        Object folded = FlowConstants.fold(in, method, args, at);
        yield folded != UNHANDLED ? folded : new FlowOperations(graph).apply(method, args, at);
      }
    };
  }

  private Object nothing(String method) {
    if (method.equals("init")) {
      graph.finish();
      return null;
    }
    return UNHANDLED;
  }

  private static DrawnArray drawn(String method, List<Object> args, Site at) {
    Object first = args.get(0);
    List<Expr> dims = first instanceof FlowVariable v ? v.dims() : extents(first);
    if (dims == null) {
      return null;
    }
    Law law =
        switch (method) {
          case "truncatedNormal" -> Laws.truncated(Expr.ZERO, Expr.ONE);
          case "randomUniform" -> Laws.uniform(Expr.ZERO, Expr.ONE);
          case "zeros", "zerosLike" -> Laws.constant(Expr.ZERO);
          case "ones", "onesLike" -> Laws.constant(Expr.ONE);
          case "fill" -> Laws.constant(Values.asExpr(args.size() > 1 ? args.get(1) : null));
          default -> Laws.normal(Expr.ONE);
        };
    return new DrawnArray(dims, law, at);
  }

  /** The extents that a shape or a list of numbers stands for; null for anything else. */
  static List<Expr> extents(Object shape) {
    if (shape instanceof ShapeValue s) {
      return s.dims();
    }
    return Values.elements(shape) == null ? null : ShapeValue.of(Values.elements(shape)).dims();
  }

  private String called(Site at, String otherwise) {
    String variable = Naming.variable(at);
    return name != null ? name : variable != null ? variable : otherwise;
  }

  private FlowValue placeholder(List<Object> args, Site at) {
    String wanted = called(at, "input");
    List<Expr> given = args.size() > 1 ? extents(args.get(1)) : null;
    List<Expr> dims = given == null ? null : new ArrayList<>(given);
    for (int i = 0; dims != null && i < dims.size(); i++) {
      if (dims.get(i).equals(Expr.of(-1))) {
        dims.set(i, i == 0 ? Sizes.BATCH : Expr.symbol(wanted + i));
      }
    }
    Tensor t = graph.writer().input(wanted, ElementType.FLOAT, dims, at);
    if (!elementType(args.get(0)).contains("float")) {
      graph.pixels(t, t.value());
    }
    return FlowValue.rows(t);
  }

  /** The element type that {@code TUint8.class} or {@code TUint8.DTYPE} names. */
  private static String elementType(Object given) {
    String type =
        given instanceof EnumConstant e
            ? e.type().simpleName()
            : given instanceof LibraryClass l ? l.simpleName() : "float";
    return type.toLowerCase(Locale.ROOT);
  }

  private FlowVariable variable(List<Object> args, Site at) {
    String called = called(at, "variable");
    Object first = args.get(0);
    if (first instanceof DrawnArray d) {
      return new FlowVariable(graph.writer(), called, d.dims(), d, at);
    }
    if (first instanceof ShapeValue s) {
      return new FlowVariable(graph.writer(), called, s.dims(), null, at);
    }
    if (first instanceof Number n) {
      DrawnArray scalar = new DrawnArray(List.of(), Laws.constant(Values.asExpr(n)), at);
      return new FlowVariable(graph.writer(), called, List.of(), scalar, at);
    }
    List<Object> numbers = Values.elements(first);
    List<Expr> dims = numbers == null ? List.of() : List.of(Expr.of(numbers.size()));
    return new FlowVariable(graph.writer(), called, dims, null, at);
  }

  private static Object assign(Object variable, Object value) {
    if (variable instanceof FlowVariable v && value instanceof DrawnArray d) {
      v.assign(d);
    }
    return Unknown.named("assign");
  }
}
