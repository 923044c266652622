package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import java.util.Locale;
import java.util.Map;

/** Activation functions as Deeplearning4j computes them. */
final class Activations {
  private Activations() {}

  /** Canonical lower-case name of a setting's value; {@code ?name} when it is not known. */
  static String name(Object v) {
    if (v instanceof EnumConstant e) {
      return e.name().toLowerCase(Locale.ROOT);
    }
    if (v instanceof String s) {
      return s.toLowerCase(Locale.ROOT);
    }
    if (v instanceof LibraryObject o && o.type().startsWith("Activation")) {
      String bare = o.type().substring("Activation".length()).toLowerCase(Locale.ROOT);
      return bare.equals("lrelu") ? "leakyrelu" : bare;
    }
    return "?" + Values.describe(v);
  }

  /** Writes the function; {@code setting} may carry a parameter of it. */
  static Tensor apply(Object setting, Tensor x, Site site) {
    String name = name(setting);
    Double parameter =
        setting instanceof LibraryObject o && !o.args().isEmpty()
            ? Values.asDouble(o.arg(0))
            : null;
    return apply(name, parameter, x, site);
  }

  private static Tensor apply(String name, Double parameter, Tensor x, Site site) {
    return switch (name) {
      case "identity", "linear" -> x;
      case "relu" -> TensorOps.unary("Relu", x, site);
      case "sigmoid" -> TensorOps.unary("Sigmoid", x, site);
      case "tanh" -> TensorOps.unary("Tanh", x, site);
      case "softplus" -> TensorOps.unary("Softplus", x, site);
      case "softsign" -> TensorOps.unary("Softsign", x, site);
      case "mish" -> TensorOps.unary("Mish", x, site);
      case "gelu" -> TensorOps.unary("Gelu", x, site);
      case "selu" -> TensorOps.unary("Selu", x, site);
      case "softmax" -> TensorOps.softmax(x, channelAxis(x), site);
      case "logsoftmax" ->
          TensorOps.unary("LogSoftmax", x, Map.of("axis", (long) channelAxis(x)), site);
      case "swish" -> TensorOps.binary("Mul", x, TensorOps.unary("Sigmoid", x, site), site);
      case "elu" -> alpha("Elu", parameter == null ? 1 : parameter, x, site);
      case "leakyrelu" -> alpha("LeakyRelu", parameter == null ? 0.01 : parameter, x, site);
      case "rrelu" -> alpha("LeakyRelu", (1.0 / 8 + 1.0 / 3) / 2, x, site);
      case "thresholdedrelu" ->
          alpha("ThresholdedRelu", parameter == null ? 1 : parameter, x, site);
      case "relu6" -> clip(0, 6, x, site);
      case "hardtanh" -> clip(-1, 1, x, site);
      case "hardsigmoid" ->
          TensorOps.unary("HardSigmoid", x, Map.of("alpha", 0.2, "beta", 0.5), site);
      case "rectifiedtanh" -> TensorOps.unary("Relu", TensorOps.unary("Tanh", x, site), site);
      case "rationaltanh" -> rationalTanh(x, site);
      case "cube" -> TensorOps.binary("Pow", x, 3, site);
      default -> x.writer().foreign(name, java.util.List.of(x.value()), x.dims(), site);
    };
  }

  /** 1.7159 times an approximation of tanh(2x/3). */
  private static Tensor rationalTanh(Tensor x, Site site) {
    Tensor inner = TensorOps.binary("Mul", x, 2.0 / 3, site);
    return TensorOps.binary("Mul", TensorOps.unary("Tanh", inner, site), 1.7159, site);
  }

  private static Tensor alpha(String op, double alpha, Tensor x, Site site) {
    return TensorOps.unary(op, x, Map.of("alpha", alpha), site);
  }

  private static Tensor clip(double low, double high, Tensor x, Site site) {
    var w = x.writer();
    return w.node(
        "Clip",
        java.util.List.of(x.value(), w.scalar(low, site), w.scalar(high, site)),
        Map.of(),
        x.dims(),
        site);
  }

  /** Convolutional activations are channels first, all others channels last. */
  private static int channelAxis(Tensor x) {
    return x.rank() >= 4 ? 1 : -1;
  }
}
