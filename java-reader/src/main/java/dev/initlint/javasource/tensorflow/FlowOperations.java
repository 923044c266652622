package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Operations on values of a graph. */
record FlowOperations(FlowGraph graph) {
  private static final Map<String, String> ELEMENTWISE =
      TensorOps.elementwise(
          Map.of("elu", "Elu", "selu", "Selu", "softplus", "Softplus", "softsign", "Softsign"));

  private static final Map<String, String> BINARY =
      Map.of(
          "add", "Add",
          "biasAdd", "Add",
          "sub", "Sub",
          "mul", "Mul",
          "div", "Div",
          "realDiv", "Div",
          "pow", "Pow",
          "maximum", "Max",
          "minimum", "Min");

  private static final Map<String, String> REDUCTIONS =
      Map.of(
          "mean", "ReduceMean",
          "reduceMean", "ReduceMean",
          "sum", "ReduceSum",
          "reduceSum", "ReduceSum",
          "reduceMax", "ReduceMax",
          "reduceMin", "ReduceMin");

  /** The result; UNHANDLED where no value of the graph is among the arguments. */
  Object apply(String method, List<Object> args, Site at) {
    if (args.stream().noneMatch(FlowOperations::inGraph)) {
      return HostObject.UNHANDLED;
    }
    if (method.equals("log")) {
      likelihood(graph.operand(args.get(0), at), at);
    }
    if (ELEMENTWISE.containsKey(method)) {
      return each(args.get(0), t -> TensorOps.unary(ELEMENTWISE.get(method), t, at), at);
    }
    if (BINARY.containsKey(method) && args.size() > 1) {
      return binary(BINARY.get(method), args.get(0), args.get(1), at);
    }
    if (REDUCTIONS.containsKey(method)) {
      return reduced(REDUCTIONS.get(method), args, at);
    }
    Object found = shaped(method, args, at);
    return found == null ? foreign(method, args, at) : found;
  }

  private static boolean inGraph(Object value) {
    return value instanceof FlowValue
        || value instanceof FlowVariable
        || Values.elements(value) != null
            && Values.elements(value).stream().anyMatch(v -> inGraph(v) && !(v instanceof List<?>));
  }

  /** The operations that have a rule of their own; null for others. */
  private Object shaped(String method, List<Object> args, Site at) {
    Object x = args.get(0);
    return switch (method) {
      case "square" -> each(x, t -> TensorOps.binary("Mul", t, t, at), at);
      case "relu6" -> each(x, t -> clipped(t, at), at);
      case "leakyRelu" ->
          each(x, t -> TensorOps.unary("LeakyRelu", t, Map.of("alpha", 0.2), at), at);
      case "gelu" -> each(x, t -> TensorOps.unary("Gelu", t, at), at);
      case "swish", "silu" ->
          each(x, t -> TensorOps.binary("Mul", t, TensorOps.unary("Sigmoid", t, at), at), at);
      case "identity", "stopGradient", "ensureShape" -> x;
      case "cast" -> cast(x, at);
      case "softmax" -> FlowValue.rows(TensorOps.softmax(graph.operand(x, at), -1, at));
      case "logSoftmax" ->
          FlowValue.rows(
              TensorOps.unary("LogSoftmax", graph.operand(x, at), Map.of("axis", -1L), at));
      case "matMul" -> matMul(args, at);
      case "conv2d" ->
          x instanceof FlowValue v && args.size() > 1 && args.get(1) instanceof FlowVariable k
              ? FlowImages.convolution(v, k.weight(), args, at)
              : null;
      case "maxPool", "maxPool2d" ->
          x instanceof FlowValue v ? FlowImages.pool("MaxPool", v, args, at) : null;
      case "avgPool", "avgPool2d" ->
          x instanceof FlowValue v ? FlowImages.pool("AveragePool", v, args, at) : null;
      case "reshape" -> reshape(x, args, at);
      case "expandDims" -> axis("Unsqueeze", x, args, at);
      case "squeeze" -> args.size() > 1 ? axis("Squeeze", x, args, at) : null;
      case "transpose" -> transpose(x, args, at);
      case "concat" -> concat(args, at);
      case "dropout" -> dropout(x, args, at);
      case "softmaxCrossEntropyWithLogits", "sparseSoftmaxCrossEntropyWithLogits" ->
          scored(method, args, at);
      default -> null;
    };
  }

  private FlowValue each(Object x, UnaryOperator<Tensor> function, Site at) {
    return x instanceof FlowValue v && v.isMap()
        ? FlowValue.map(function.apply(v.map()))
        : FlowValue.rows(function.apply(graph.operand(x, at)));
  }

  private static Tensor clipped(Tensor x, Site at) {
    GraphWriter w = x.writer();
    List<String> in = List.of(x.value(), w.scalar(0, at), w.scalar(6, at));
    return w.node("Clip", in, Map.of(), x.dims(), at);
  }

  private Object binary(String op, Object a, Object b, Site at) {
    if (a instanceof FlowValue v && op.equals("Add") && b instanceof FlowVariable bias) {
      FlowValue sum = v.biased(bias.weight());
      if (sum != null) {
        return sum;
      }
    }
    if (Values.isScalar(b)) {
      Tensor pixels = pixels(a, at);
      return pixels != null
          ? standardised(pixels)
          : each(a, t -> TensorOps.binary(op, t, Values.asExpr(b), at), at);
    }
    if (a instanceof FlowValue v && b instanceof FlowValue w && v.isMap() && w.isMap()) {
      return FlowValue.map(TensorOps.binary(op, v.map(), w.map(), at));
    }
    Tensor left = graph.operand(a, at);
    Tensor right = graph.operand(b, at);
    return left == null || right == null
        ? foreign(op, java.util.Arrays.asList(a, b), at)
        : FlowValue.rows(TensorOps.binary(op, left, right, at));
  }

  private Tensor pixels(Object x, Site at) {
    Tensor t = x instanceof FlowValue v && !v.isMap() ? v.rows() : null;
    return t != null && graph.pixelsOf(t) != null ? t : null;
  }

  /** Numbers that bring pixels to the scale of the model leave them as the model takes them. */
  private FlowValue standardised(Tensor pixels) {
    graph
        .writer()
        .remark(
            "what "
                + graph.pixelsOf(pixels)
                + " is moved and scaled by is taken to standardise it; --input sets another law");
    return FlowValue.rows(pixels);
  }

  private Object cast(Object x, Site at) {
    return pixels(x, at) != null || x instanceof FlowValue ? x : null;
  }

  private Object matMul(List<Object> args, Site at) {
    Tensor a = graph.operand(args.get(0), at);
    Tensor b = args.size() > 1 ? graph.operand(args.get(1), at) : null;
    boolean transposed =
        args.stream().skip(2).map(Values::describe).anyMatch(o -> o.contains("transpose"));
    return a == null || b == null || transposed ? null : FlowValue.rows(TensorOps.matMul(a, b, at));
  }

  private Object reshape(Object x, List<Object> args, Site at) {
    List<Expr> target = args.size() > 1 ? FlowOps.extents(args.get(1)) : null;
    Tensor t = graph.operand(x, at);
    if (target == null || t == null) {
      return null;
    }
    if (t.rank() > 0 && target.get(0).equals(Expr.of(-1)) && t.dim(0).equals(Sizes.BATCH)) {
      target = new ArrayList<>(target);
      target.set(0, Sizes.BATCH);
    }
    Tensor reshaped = TensorOps.reshape(t, target, at);
    if (graph.pixelsOf(t) != null) {
      graph.pixels(reshaped, graph.pixelsOf(t));
    }
    return FlowValue.rows(reshaped);
  }

  private static Integer whole(Object value) {
    List<Object> many = Values.elements(value);
    Long n = Values.asLong(many != null && many.size() == 1 ? many.get(0) : value);
    return n == null ? null : n.intValue();
  }

  private Object axis(String op, Object x, List<Object> args, Site at) {
    Integer axis = args.size() > 1 ? whole(args.get(1)) : null;
    return axis == null ? null : FlowValue.rows(TensorOps.axis(op, graph.operand(x, at), axis, at));
  }

  private Object transpose(Object x, List<Object> args, Site at) {
    List<Object> order = args.size() > 1 ? Values.elements(args.get(1)) : null;
    if (order == null || order.stream().anyMatch(o -> Values.asLong(o) == null)) {
      return null;
    }
    int[] axes = order.stream().mapToInt(o -> Values.asLong(o).intValue()).toArray();
    return FlowValue.rows(TensorOps.transpose(graph.operand(x, at), at, axes));
  }

  private Object concat(List<Object> args, Site at) {
    List<Object> parts = Values.elements(args.get(0));
    Integer axis = args.size() > 1 ? whole(args.get(1)) : null;
    if (parts == null || axis == null) {
      return null;
    }
    List<Tensor> tensors = parts.stream().map(p -> graph.operand(p, at)).toList();
    return tensors.contains(null) ? null : FlowValue.rows(TensorOps.concat(tensors, axis, at));
  }

  private Object dropout(Object x, List<Object> args, Site at) {
    Double rate = args.size() > 1 ? Values.asDouble(args.get(1)) : null;
    return rate == null
        ? null
        : each(
            x,
            t ->
                t.writer()
                    .node(
                        "Dropout",
                        List.of(t.value(), t.writer().scalar(rate, at)),
                        Map.of(),
                        t.dims(),
                        at),
            at);
  }

  private FlowValue reduced(String op, List<Object> args, Site at) {
    List<Object> given = args.size() > 1 ? Values.elements(args.get(1)) : List.of();
    List<Object> axes = given != null ? given : List.of(args.get(1));
    boolean keep =
        args.stream().skip(2).map(Values::describe).anyMatch(o -> o.contains("keepDims(true"));
    int[] reducedAxes =
        axes.stream()
            .filter(a -> Values.asLong(a) != null)
            .mapToInt(a -> Values.asLong(a).intValue())
            .toArray();
    return FlowValue.rows(
        TensorOps.reduce(op, graph.operand(args.get(0), at), keep, at, reducedAxes));
  }

  /** A loss that applies a softmax; its labels and its scores are told apart by what they are. */
  private FlowValue scored(String method, List<Object> args, Site at) {
    List<Tensor> operands = new ArrayList<>();
    for (Object a : args) {
      Tensor t = graph.operand(a, at);
      if (t != null && t.rank() != 0) {
        operands.add(t);
      }
    }
    for (Tensor t : operands) {
      String producer = t.writer().producer(t);
      if (!producer.isEmpty() && !producer.toLowerCase(Locale.ROOT).equals("onehot")) {
        boolean softmax = producer.equals("Softmax");
        graph
            .writer()
            .fact(
                new SourceFact.Head(
                    t.value(), softmax ? "softmax" : "identity", method, true, at.range()));
        break;
      }
    }
    return foreign(method, args, at);
  }

  /** The logarithm of probabilities is taken for a loss, which then needs no softmax of its own. */
  private void likelihood(Tensor x, Site at) {
    if (x != null && x.writer().producer(x).equals("Softmax")) {
      graph.writer().fact(new SourceFact.Head(x.value(), "softmax", "log", false, at.range()));
    }
  }

  private FlowValue foreign(String method, List<Object> args, Site at) {
    List<String> in = new ArrayList<>();
    for (Object a : args) {
      List<Object> many = Values.elements(a);
      for (Object v : many == null ? java.util.Collections.singletonList(a) : many) {
        if (inGraph(v)) {
          in.add(graph.operand(v, at).value());
        }
      }
    }
    return FlowValue.rows(graph.writer().foreign(method, in, null, at));
  }
}
