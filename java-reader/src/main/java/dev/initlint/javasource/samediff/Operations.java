package dev.initlint.javasource.samediff;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import dev.initlint.javasource.tensor.TensorMethods;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The operations of {@code sd.nn()}, {@code sd.cnn()}, {@code sd.math()} and of {@code sd}. */
record Operations(SameDiffGraph graph) implements HostObject {
  @Override
  public Object call(Interpreter in, String method, List<Object> given, Site at) {
    List<Object> args =
        !given.isEmpty() && given.get(0) instanceof String ? given.subList(1, given.size()) : given;
    List<Tensor> tensors = new ArrayList<>();
    args.forEach(a -> tensors.addAll(TensorList.tensors(a)));
    if (tensors.isEmpty()) {
      return UNHANDLED;
    }
    Tensor x = tensors.get(0);
    GraphWriter w = graph.writer();
    return switch (method) {
      case "linear", "reluLayer" -> linear(method, tensors, at);
      case "gelu" -> TensorOps.unary("Gelu", x, at);
      case "relu" -> TensorOps.unary("Relu", x, at);
      case "elu" -> TensorOps.unary("Elu", x, at);
      case "selu" -> TensorOps.unary("Selu", x, at);
      case "leakyRelu" -> TensorOps.unary("LeakyRelu", x, Map.of("alpha", number(args, 0.01)), at);
      case "swish" -> TensorOps.binary("Mul", x, TensorOps.unary("Sigmoid", x, at), at);
      case "softplus" -> TensorOps.unary("Softplus", x, at);
      case "softsign" -> TensorOps.unary("Softsign", x, at);
      case "softmax" -> TensorOps.softmax(x, (int) number(args, -1), at);
      case "layerNorm" -> layerNorm(tensors, at);
      case "batchNorm" -> batchNorm(tensors, at);
      case "dropout", "dropoutInverted" -> dropout(x, method, args, at);
      case "biasAdd" -> TensorOps.binary("Add", x, tensors.get(1), at);
      case "dotProductAttention" -> attention(tensors, args, at);
      case "multiHeadDotProductAttention" -> multiHead(tensors, args, at);
      case "conv2d" -> conv2d(tensors, args, at);
      case "maxPooling2d", "avgPooling2d" -> pool(method, x, args, at);
      case "concat" -> TensorOps.concat(tensors, (int) number(args, 0), at);
      case "mmul", "matmul", "matMul" -> matMul(tensors, args, at);
      case "gather" ->
          tensors.size() == 2 && number(args, 0) == 0
              ? TensorMethods.rows(x, tensors.get(1), at)
              : w.foreign(method, tensors.stream().map(Tensor::value).toList(), null, at);
      case "square" -> TensorOps.binary("Mul", x, x, at);
      default -> {
        List<Object> rest = new ArrayList<>(args);
        rest.remove(x);
        scored(method, tensors, at);
        yield isLoss(method)
            ? w.foreign(method, tensors.stream().map(Tensor::value).toList(), null, at)
            : x.call(in, method, rest, at);
      }
    };
  }

  /** Losses that compare values and no scores of classes (nd4j 1.0.0-M2.1, SDLoss). */
  private static final Set<String> OF_VALUES =
      Set.of(
          "absoluteDifference",
          "cosineDistance",
          "hingeLoss",
          "huberLoss",
          "logPoisson",
          "meanPairwiseSquaredError",
          "meanSquaredError");

  /** Operations that score the model rather than belong to it. */
  static boolean isLoss(String operation) {
    return operation.contains("Loss")
        || operation.contains("ntropy")
        || operation.equals("loss")
        || OF_VALUES.contains(operation);
  }

  private static double number(List<Object> args, double otherwise) {
    Double d = args.isEmpty() ? null : Values.asDouble(args.get(args.size() - 1));
    if (d == null && !args.isEmpty()) {
      d = Values.asDouble(args.get(0));
    }
    return d == null ? otherwise : d;
  }

  private static Tensor linear(String method, List<Tensor> t, Site at) {
    Tensor y = TensorOps.matMul(t.get(0), t.get(1), at);
    if (t.size() > 2) {
      y = TensorOps.binary("Add", y, t.get(2), at);
    }
    return method.equals("reluLayer") ? TensorOps.unary("Relu", y, at) : y;
  }

  /** A product of two matrices, of which flags say which are transposed. */
  private static Tensor matMul(List<Tensor> t, List<Object> args, Site at) {
    List<Object> flags = args.stream().filter(Boolean.class::isInstance).toList();
    if (t.size() != 2 || flags.size() > 2 && Boolean.TRUE.equals(flags.get(2))) {
      return t.get(0).writer().foreign("mmul", t.stream().map(Tensor::value).toList(), null, at);
    }
    boolean first = !flags.isEmpty() && Boolean.TRUE.equals(flags.get(0));
    boolean second = flags.size() > 1 && Boolean.TRUE.equals(flags.get(1));
    Tensor a = first ? TensorOps.swap(t.get(0), -1, -2, at) : t.get(0);
    Tensor b = second ? TensorOps.swap(t.get(1), -1, -2, at) : t.get(1);
    return TensorOps.matMul(a, b, at);
  }

  /** Notes what a loss scores: the labels come first, but after the logits if sparse. */
  private static void scored(String method, List<Tensor> t, Site at) {
    boolean sparse = method.equals("sparseSoftmaxCrossEntropy");
    boolean logits = sparse || method.equals("softmaxCrossEntropy");
    if (t.size() < 2 || !logits && !OF_VALUES.contains(method)) {
      return;
    }
    Tensor scores = t.get(sparse ? 0 : 1);
    boolean softmax = scores.writer().producer(scores).equals("Softmax");
    scores
        .writer()
        .fact(
            new SourceFact.Head(
                scores.value(), softmax ? "softmax" : "identity", method, logits, at.range()));
  }

  private static Tensor layerNorm(List<Tensor> t, Site at) {
    return t.get(0)
        .writer()
        .node(
            "LayerNormalization",
            t.stream().map(Tensor::value).toList(),
            Map.of("axis", -1L, "epsilon", 1e-5),
            t.get(0).dims(),
            at);
  }

  private static Tensor batchNorm(List<Tensor> t, Site at) {
    Tensor x = t.get(0);
    if (t.size() < 5) {
      return x.writer().foreign("batchNorm", List.of(x.value()), x.dims(), at);
    }
    List<String> in =
        List.of(x.value(), t.get(3).value(), t.get(4).value(), t.get(1).value(), t.get(2).value());
    return x.writer().node("BatchNormalization", in, Map.of(), x.dims(), at);
  }

  private static Tensor dropout(Tensor x, String method, List<Object> args, Site at) {
    double stated = number(args, 0.5);
    double rate = method.equals("dropout") ? 1 - stated : stated;
    return x.writer()
        .node("Dropout", List.of(x.value(), x.writer().scalar(rate, at)), Map.of(), x.dims(), at);
  }

  /** Keys, queries and values are laid out as batch, feature, position; rows are positions here. */
  private static Tensor attention(List<Tensor> t, List<Object> args, Site at) {
    Tensor q = t.get(0);
    Tensor scores = TensorOps.matMul(TensorOps.swap(q, -1, -2, at), t.get(1), at);
    if (args.contains(Boolean.TRUE) && q.rank() >= 2) {
      scores = TensorOps.binary("Div", scores, q.dim(-2).sqrt(), at);
    }
    Tensor rows = TensorOps.swap(t.get(2), -1, -2, at);
    return TensorOps.swap(
        TensorOps.matMul(TensorOps.softmax(scores, -1, at), rows, at), -1, -2, at);
  }

  private static Tensor multiHead(List<Tensor> t, List<Object> args, Site at) {
    Tensor q = t.get(0);
    GraphWriter w = q.writer();
    if (t.size() < 7 || q.rank() != 3 || t.get(3).rank() != 3) {
      return w.foreign(
          "multiHeadDotProductAttention", t.stream().map(Tensor::value).toList(), null, at);
    }
    Expr heads = t.get(3).dim(0);
    Expr head = t.get(3).dim(1);
    List<Tensor> projected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Tensor matrix = TensorOps.swap(t.get(3 + i), 1, 2, at);
      Tensor rows = TensorOps.swap(t.get(i), 1, 2, at);
      projected.add(TensorOps.matMul(TensorOps.axis("Unsqueeze", rows, 1, at), matrix, at));
    }
    Tensor scores =
        TensorOps.matMul(projected.get(0), TensorOps.swap(projected.get(1), -1, -2, at), at);
    if (args.contains(Boolean.TRUE)) {
      scores = TensorOps.binary("Div", scores, head.sqrt(), at);
    }
    Tensor y = TensorOps.matMul(TensorOps.softmax(scores, -1, at), projected.get(2), at);
    Tensor back = TensorOps.transpose(y, at, 0, 2, 1, 3);
    Tensor joined =
        TensorOps.reshape(back, List.of(back.dim(0), back.dim(1), heads.times(head)), at);
    return TensorOps.swap(TensorOps.matMul(joined, t.get(6), at), 1, 2, at);
  }

  private static Recorder config(List<Object> args) {
    for (Object a : args) {
      if (a instanceof LibraryObject o && o.type().endsWith("Config")) {
        return o.settings();
      }
    }
    return new Recorder();
  }

  private static Map<String, Object> window(Recorder r) {
    Map<String, Object> a = new TreeMap<>();
    a.put("kernel_shape", new long[] {r.whole(1, "kH"), r.whole(1, "kW")});
    a.put("strides", new long[] {r.whole(1, "sH"), r.whole(1, "sW")});
    long h = r.whole(0, "pH");
    long v = r.whole(0, "pW");
    a.put("pads", new long[] {h, v, h, v});
    return a;
  }

  private static List<Expr> slid(Tensor x, Expr channels, Recorder r) {
    return List.of(
        x.dim(0),
        channels,
        Sizes.window(x.dim(2), r.whole(1, "kH"), r.whole(1, "sH"), 2 * r.whole(0, "pH"), 1),
        Sizes.window(x.dim(3), r.whole(1, "kW"), r.whole(1, "sW"), 2 * r.whole(0, "pW"), 1));
  }

  /** Kernels are laid out as height, width, in, out. */
  private static Tensor conv2d(List<Tensor> t, List<Object> args, Site at) {
    Tensor x = t.get(0);
    Tensor kernel = t.get(1);
    if (x.rank() != 4 || kernel.rank() != 4) {
      return x.writer().foreign("conv2d", t.stream().map(Tensor::value).toList(), null, at);
    }
    Recorder r = config(args);
    List<String> in = new ArrayList<>();
    in.add(x.value());
    in.add(x.writer().relaid(kernel, at, 3, 2, 0, 1).value());
    t.subList(2, t.size()).forEach(b -> in.add(b.value()));
    return x.writer().node("Conv", in, window(r), slid(x, kernel.dim(3), r), at);
  }

  private static Tensor pool(String method, Tensor x, List<Object> args, Site at) {
    if (x.rank() != 4) {
      return x.writer().foreign(method, List.of(x.value()), null, at);
    }
    Recorder r = config(args);
    String op = method.startsWith("max") ? "MaxPool" : "AveragePool";
    return x.writer().node(op, List.of(x.value()), window(r), slid(x, x.dim(1), r), at);
  }
}
