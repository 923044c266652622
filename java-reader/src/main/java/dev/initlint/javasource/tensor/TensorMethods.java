package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Methods of {@code NDArray} and {@code SDVariable} on values of a graph. */
public final class TensorMethods {
  private static final Map<String, String> ELEMENTWISE =
      TensorOps.elementwise(
          Map.of(
              "softPlus",
              "Softplus",
              "softSign",
              "Softsign",
              "floor",
              "Floor",
              "gammaln",
              "Lgamma"));

  private static final Map<String, String> BINARY =
      Map.ofEntries(
          Map.entry("add", "Add"),
          Map.entry("sub", "Sub"),
          Map.entry("mul", "Mul"),
          Map.entry("div", "Div"),
          Map.entry("pow", "Pow"),
          Map.entry("maximum", "Max"),
          Map.entry("minimum", "Min"),
          Map.entry("mod", "Mod"),
          Map.entry("gt", "Greater"),
          Map.entry("gte", "GreaterOrEqual"),
          Map.entry("lt", "Less"),
          Map.entry("lte", "LessOrEqual"),
          Map.entry("eq", "Equal"),
          Map.entry("neq", "NotEqual"),
          Map.entry("logicalAnd", "And"),
          Map.entry("logicalOr", "Or"));

  private TensorMethods() {}

  static Object call(Interpreter in, Tensor x, String method, List<Object> given, Site site) {
    boolean named = given.size() > 1 && given.get(0) instanceof String && !method.equals("get");
    List<Object> args = named ? given.subList(1, given.size()) : given;
    String name =
        method.endsWith("i") && BINARY.containsKey(method.substring(0, method.length() - 1))
            ? method.substring(0, method.length() - 1)
            : method;
    Object a = args.isEmpty() ? null : args.get(0);
    if (ELEMENTWISE.containsKey(name)) {
      return TensorOps.unary(ELEMENTWISE.get(name), x, site);
    }
    if (BINARY.containsKey(name)) {
      return arithmetic(BINARY.get(name), x, lastOperand(args), site);
    }
    return switch (name) {
      case "rsub", "rdiv" ->
          reversed(name.equals("rsub") ? "Sub" : "Div", x, lastOperand(args), site);
      case "square" -> TensorOps.binary("Mul", x, x, site);
      case "toType",
          "cast",
          "castTo",
          "duplicate",
          "dup",
          "stopGradient",
          "toDevice",
          "attach",
          "tempAttach",
          "getNDArrayInternal",
          "rename",
          "toDense",
          "singletonOrThrow",
          "setName",
          "getNDArray" ->
          x;
      case "getShape", "shape" -> shape(x, site);
      case "getManager" -> new ManagerValue(x.writer());
      case "close", "detach", "returnResource", "setRequiresGradient", "markAsLoss" ->
          Unknown.named(name);
      case "get" ->
          a instanceof String s
              ? TensorIndex.get(x, s, args.subList(1, args.size()), site)
              : a instanceof IndexValue i
                  ? TensorIndex.get(x, i.notation(), i.holes(), site)
                  : index(x, args, site);
      case "take" ->
          a instanceof Tensor && args.size() == 1
              ? index(x, args, site)
              : foreign(x, name, args, site);
      case "size" -> size(in, x, a);
      default -> structural(in, x, name, args, site);
    };
  }

  private static Object structural(
      Interpreter in, Tensor x, String name, List<Object> args, Site site) {
    Object a = args.isEmpty() ? null : args.get(0);
    return switch (name) {
      case "matMul", "dot", "batchDot", "mmul", "batchMatMul" ->
          a instanceof Tensor t ? TensorOps.matMul(x, t, site) : foreign(x, name, args, site);
      case "reshape" -> reshape(x, args, site);
      case "expandDims" -> TensorOps.axis("Unsqueeze", x, axis(a, 0), site);
      case "squeeze" ->
          args.isEmpty() || Values.asLong(a) == null
              ? squeezeOnes(x, a, site)
              : TensorOps.axis("Squeeze", x, axis(a, 0), site);
      case "transpose", "permute" -> transpose(x, args, site);
      case "swapAxes" -> TensorOps.swap(x, axis(a, 0), axis(args.get(1), 1), site);
      case "flatten" -> TensorOps.reshape(x, List.of(Expr.of(-1)), site);
      case "softmax", "logSoftmax" ->
          TensorOps.unary(
              name.equals("softmax") ? "Softmax" : "LogSoftmax",
              x,
              Map.of("axis", (long) axis(a, -1)),
              site);
      case "std", "standardDeviation" -> deviation(x, args, site);
      case "mean", "sum", "max", "min", "prod", "norm2", "argMax", "argmax", "norm" ->
          reduced(x, name, args, site);
      case "concat" -> concat(x, a, axis(args.size() > 1 ? args.get(1) : 0, 0), site);
      case "stack" -> stack(x, a, axis(args.size() > 1 ? args.get(1) : 0, 0), site);
      case "split" -> split(x, args, site);
      case "broadcast", "broadcastTo" -> expand(x, args, site);
      case "onesLike", "zerosLike" ->
          Tensor.weight(
              x.writer(),
              x.writer()
                  .buffer(
                      name,
                      x.rank() < 0 ? List.of() : x.dims(),
                      Laws.constant(Expr.of(name.startsWith("ones") ? 1 : 0)),
                      site),
              x.dims() == null ? List.of() : x.dims(),
              site);
      case "tril", "triu" -> triangle(x, name.equals("triu"), args, site);
      case "getDataType", "getDevice" -> Unknown.named(name);
      case "instanceof" -> a.equals("NDArray") || a.equals("SDVariable") || a.equals("NDResource");
      case "getVarName", "name", "getName" -> x.value();
      case "equals", "hashCode", "toString" -> HostObject.UNHANDLED;
      default -> foreign(x, name, args, site);
    };
  }

  /** The operand of an arithmetic method; SameDiff may put the result's name before it. */
  private static Object lastOperand(List<Object> args) {
    return args.isEmpty() ? null : args.get(args.size() - 1);
  }

  /** An element-wise operator whose right side is a tensor or a number. */
  public static Tensor arithmetic(String op, Tensor x, Object right, Site site) {
    if (right instanceof Tensor t) {
      return TensorOps.binary(op, x, t, site);
    }
    Double number = Values.asDouble(right);
    if (number != null) {
      return TensorOps.binary(op, x, number, site);
    }
    return right instanceof Unknown u
        ? TensorOps.binary(op, x, u.expr(), site)
        : x.writer().foreign(op, List.of(x.value()), x.dims(), site);
  }

  private static Tensor reversed(String op, Tensor x, Object left, Site site) {
    Double number = Values.asDouble(left);
    return number != null
        ? TensorOps.binary(op, number, x, site)
        : left instanceof Tensor t
            ? TensorOps.binary(op, t, x, site)
            : x.writer().foreign(op, List.of(x.value()), x.dims(), site);
  }

  private static Object shape(Tensor x, Site site) {
    return x.rank() >= 0 ? new ShapeValue(x.dims()) : new OpenShape(x);
  }

  private static Object size(Interpreter in, Tensor x, Object axis) {
    if (x.rank() < 0) {
      return in.open("size(" + x.value() + (axis == null ? "" : "," + axis) + ")");
    }
    Long i = Values.asLong(axis);
    if (axis == null) {
      return Values.ofExpr(Sizes.product(x.dims(), 0, x.rank()));
    }
    return i != null && i < x.rank() ? Values.ofExpr(x.dim(i.intValue())) : HostObject.UNHANDLED;
  }

  /** The shape of a tensor of which not even the rank is known: only its batch has a name. */
  private record OpenShape(Tensor of) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site site) {
      if (of.rank() >= 0) {
        return new ShapeValue(of.dims()).call(in, method, args, site);
      }
      Long i = args.isEmpty() ? null : Values.asLong(args.get(0));
      boolean batch = method.equals("head") || method.equals("get") && i != null && i == 0;
      return batch && of.writer().isInput(of)
          ? new Unknown(Sizes.BATCH)
          : in.open(this + "." + method + "(" + (i == null ? "" : i) + ")");
    }

    @Override
    public String toString() {
      return "shape(" + of.value() + ")";
    }
  }

  /** A small integer argument. */
  static int axis(Object v, int otherwise) {
    Long l = v instanceof Object[] a && a.length == 1 ? Values.asLong(a[0]) : Values.asLong(v);
    return l == null ? otherwise : l.intValue();
  }

  private static Tensor index(Tensor x, List<Object> args, Site site) {
    if (args.size() == 1 && args.get(0) instanceof Tensor ids) {
      return rows(x, ids, site);
    }
    StringBuilder notation = new StringBuilder();
    for (Object a : args) {
      if (Values.asLong(a) == null && !(a instanceof Unknown)) {
        return x.writer().foreign("Slice", List.of(x.value()), null, site);
      }
      notation.append(notation.length() > 0 ? "," : "").append("{}");
    }
    return TensorIndex.get(x, notation.toString(), args, site);
  }

  /** Rows of a table by indices. */
  public static Tensor rows(Tensor x, Tensor ids, Site site) {
    ids.asInteger();
    if (ids.rank() < 0 && x.writer().isInput(ids)) {
      ids.assume(List.of(Sizes.BATCH, Expr.symbol("T")));
    }
    List<Expr> dims = null;
    if (ids.rank() >= 0 && x.rank() > 0) {
      dims = new ArrayList<>(ids.dims());
      dims.addAll(x.dims().subList(1, x.rank()));
    }
    return x.writer()
        .node("Gather", List.of(x.value(), ids.value()), Map.of("axis", 0L), dims, site);
  }

  private static Tensor reshape(Tensor x, List<Object> args, Site site) {
    if (args.size() == 1 && args.get(0) instanceof ShapeValue s) {
      return TensorOps.reshape(x, s.dims(), site);
    }
    if (args.size() == 1 && args.get(0) instanceof Unknown) {
      return x.writer().foreign("Reshape", List.of(x.value()), null, site);
    }
    return TensorOps.reshape(x, ShapeValue.of(args).dims(), site);
  }

  private static Tensor transpose(Tensor x, List<Object> args, Site site) {
    List<Object> order =
        args.size() == 1 && Values.elements(args.get(0)) != null
            ? Values.elements(args.get(0))
            : args;
    if (order.isEmpty()) {
      int n = Math.max(x.rank(), 0);
      return TensorOps.transpose(
          x, site, java.util.stream.IntStream.range(0, n).map(i -> n - 1 - i).toArray());
    }
    return TensorOps.transpose(x, site, order.stream().mapToInt(o -> axis(o, 0)).toArray());
  }

  private static Tensor squeezeOnes(Tensor x, Object axes, Site site) {
    List<Object> named = Values.elements(axes);
    if (named != null && x.rank() < 0 && x.writer().isInput(x)) {
      x.assume(flatMap(x, named.stream().mapToInt(v -> axis(v, 0)).toArray()));
    }
    List<Expr> dims =
        x.rank() < 0 ? null : x.dims().stream().filter(d -> !d.equals(Expr.ONE)).toList();
    return x.writer().node("Squeeze", List.of(x.value()), Map.of(), dims, site);
  }

  /** Extents of an input whose given axes are of one. */
  private static List<Expr> flatMap(Tensor x, int... ones) {
    int rank = 1 + java.util.Arrays.stream(ones).max().orElse(0);
    List<Expr> dims = new ArrayList<>(List.of(Sizes.BATCH));
    for (int i = 1; i < rank; i++) {
      int at = i;
      boolean one = java.util.Arrays.stream(ones).anyMatch(o -> o == at);
      dims.add(one ? Expr.ONE : Expr.symbol(x.value() + (i == 1 ? ".width" : ".extent" + i)));
    }
    return dims;
  }

  /** The root of the mean square about the mean; a correction of one sample is left out. */
  private static Tensor deviation(Tensor x, List<Object> args, Site site) {
    List<Object> axes = args.stream().filter(a -> !(a instanceof Boolean)).toList();
    List<Object> kept = new ArrayList<>(axes);
    kept.add(true);
    Tensor apart = TensorOps.binary("Sub", x, reduced(x, "mean", kept, site), site);
    // SameDiff's flags are, in this order, whether it is corrected and whether axes are kept.
    long flags = args.stream().filter(Boolean.class::isInstance).count();
    boolean keep = flags > 0 && args.get(flags > 1 ? 1 : 0).equals(true);
    List<Object> last = new ArrayList<>(axes);
    last.add(keep);
    Tensor square = TensorOps.binary("Mul", apart, apart, site);
    return TensorOps.unary("Sqrt", reduced(square, "mean", last, site), site);
  }

  private static Tensor reduced(Tensor x, String name, List<Object> args, Site site) {
    String op =
        switch (name) {
          case "mean" -> "ReduceMean";
          case "sum" -> "ReduceSum";
          case "max" -> "ReduceMax";
          case "min" -> "ReduceMin";
          case "prod" -> "ReduceProd";
          case "norm2", "norm" -> "ReduceL2";
          default -> "";
        };
    boolean keep = args.stream().anyMatch(Boolean.TRUE::equals);
    List<Integer> axes = new ArrayList<>();
    for (Object a : args) {
      List<Object> many = Values.elements(a);
      for (Object v : many == null ? List.of(a == null ? "" : a) : many) {
        if (Values.asLong(v) != null) {
          axes.add(Values.asLong(v).intValue());
        }
      }
    }
    return op.isEmpty()
        ? x.writer().foreign(name, List.of(x.value()), null, site)
        : TensorOps.reduce(op, x, keep, site, axes.stream().mapToInt(i -> i).toArray());
  }

  /** The entries on and above, or below, the k-th diagonal; zero elsewhere. */
  private static Tensor triangle(Tensor x, boolean upper, List<Object> args, Site site) {
    Long k = args.isEmpty() ? Long.valueOf(0) : Values.asLong(args.get(0));
    if (k == null) {
      return foreign(x, upper ? "triu" : "tril", args, site);
    }
    List<String> in = new ArrayList<>(List.of(x.value()));
    if (k != 0) {
      in.add(x.writer().integer(site, k));
    }
    return x.writer().node("Trilu", in, Map.of("upper", upper ? 1L : 0L), x.dims(), site);
  }

  private static Tensor concat(Tensor x, Object other, int axis, Site site) {
    List<Tensor> all = new ArrayList<>(List.of(x));
    all.addAll(TensorList.tensors(other));
    return TensorOps.concat(all, axis, site);
  }

  private static Tensor stack(Tensor x, Object other, int axis, Site site) {
    List<Tensor> all = new ArrayList<>();
    all.add(TensorOps.axis("Unsqueeze", x, axis, site));
    TensorList.tensors(other).forEach(t -> all.add(TensorOps.axis("Unsqueeze", t, axis, site)));
    return TensorOps.concat(all, axis, site);
  }

  private static Object split(Tensor x, List<Object> args, Site site) {
    Long parts = Values.asLong(args.get(0));
    if (parts == null || parts < 1 || parts > 1024) {
      return new TensorList(List.of(x.writer().foreign("Split", List.of(x.value()), null, site)));
    }
    int axis = args.size() > 1 ? axis(args.get(1), 0) : 0;
    return new TensorList(TensorOps.split(x, parts.intValue(), axis, site));
  }

  private static Tensor expand(Tensor x, List<Object> args, Site site) {
    List<Expr> dims =
        args.get(0) instanceof ShapeValue s
            ? s.dims()
            : args.get(0) instanceof Unknown ? null : ShapeValue.of(args).dims();
    if (dims == null) {
      return x.writer().foreign("Expand", List.of(x.value()), null, site);
    }
    return TensorOps.expand(x, dims, site);
  }

  /** An operation whose result nobody knows. */
  static Tensor foreign(Tensor x, String name, List<Object> args, Site site) {
    List<String> in = new ArrayList<>(List.of(x.value()));
    args.forEach(a -> TensorList.tensors(a).forEach(t -> in.add(t.value())));
    return x.writer().foreign(name, in, null, site);
  }
}
