package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Activation functions as DJL computes them. */
final class DjlActivations {
  static final Set<String> NAMES =
      Set.of(
          "relu",
          "relu6",
          "sigmoid",
          "tanh",
          "softplus",
          "softsign",
          "leakyrelu",
          "elu",
          "selu",
          "gelu",
          "swish",
          "mish");

  private DjlActivations() {}

  /** Writes the function of a (camel-case) name; {@code argument} is its slope or scale. */
  static Tensor apply(String name, Object argument, Tensor x, Site site) {
    Double a = Values.asDouble(argument);
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "relu" -> TensorOps.unary("Relu", x, site);
      case "sigmoid" -> TensorOps.unary("Sigmoid", x, site);
      case "tanh" -> TensorOps.unary("Tanh", x, site);
      case "softplus" -> TensorOps.unary("Softplus", x, site);
      case "softsign" -> TensorOps.unary("Softsign", x, site);
      case "gelu" -> TensorOps.unary("Gelu", x, site);
      case "selu" -> TensorOps.unary("Selu", x, site);
      case "leakyrelu" -> TensorOps.unary("LeakyRelu", x, alpha(a, 0.01), site);
      case "elu" -> TensorOps.unary("Elu", x, alpha(a, 1), site);
      case "relu6" ->
          x.writer()
              .node(
                  "Clip",
                  List.of(x.value(), x.writer().scalar(0, site), x.writer().scalar(6, site)),
                  Map.of(),
                  x.dims(),
                  site);
      case "swish" -> swish(x, a == null ? 1 : a, site);
      case "mish" -> mish(x, site);
      default -> x.writer().foreign(name, List.of(x.value()), x.dims(), site);
    };
  }

  private static Map<String, Object> alpha(Double given, double otherwise) {
    return Map.of("alpha", given == null ? otherwise : given);
  }

  private static Tensor swish(Tensor x, double beta, Site site) {
    Tensor scaled = beta == 1 ? x : TensorOps.binary("Mul", x, beta, site);
    return TensorOps.binary("Mul", x, TensorOps.unary("Sigmoid", scaled, site), site);
  }

  /** x·tanh(log₂(1+eˣ)): DJL takes the binary logarithm where mish has the natural one. */
  private static Tensor mish(Tensor x, Site site) {
    x.writer()
        .fact(
            new SourceFact.LibraryQuirk(
                x.writer().scoped("mish"),
                "mish-binary-logarithm",
                null,
                null,
                "mish is computed with the binary instead of the natural logarithm",
                site.range()));
    Tensor soft = TensorOps.unary("Softplus", x, site);
    Tensor binary = TensorOps.binary("Div", soft, Math.log(2), site);
    return TensorOps.binary("Mul", x, TensorOps.unary("Tanh", binary, site), site);
  }
}
