package dev.initlint.shape;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Attributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The functions that ONNX's activation operators are, by their attributes and with the defaults of
 * the specification: constants pass through them, and predictions follow them.
 */
public final class ActivationOperators {
  private static final Map<String, Function<Attributes, ScalarFunction>> BY_NAME = new TreeMap<>();

  static {
    BY_NAME.put("Celu", a -> Activation.celu(a.real("alpha", 1)));
    BY_NAME.put("Elu", a -> Activation.elu(a.real("alpha", 1)));
    BY_NAME.put("Gelu", ActivationOperators::gelu);
    BY_NAME.put(
        "HardSigmoid", a -> Activation.hardSigmoid(a.real("alpha", 0.2), a.real("beta", 0.5)));
    BY_NAME.put("HardSwish", a -> Activation.HARD_SWISH);
    BY_NAME.put("LeakyRelu", a -> Activation.leakyRelu(a.real("alpha", 0.01)));
    BY_NAME.put("Mish", a -> Activation.MISH);
    BY_NAME.put("Selu", ActivationOperators::selu);
    BY_NAME.put("Softplus", a -> Activation.SOFTPLUS);
    BY_NAME.put("Softsign", a -> Activation.SOFTSIGN);
    BY_NAME.put("Swish", a -> Activation.swish(a.real("alpha", 1)));
    BY_NAME.put("ThresholdedRelu", a -> Activation.thresholdedRelu(a.real("alpha", 1)));
  }

  private ActivationOperators() {}

  /** The operators' names. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /**
   * The function of an operator.
   *
   * @param name one of {@link #names}
   */
  public static ScalarFunction of(String name, Attributes attributes) {
    return BY_NAME.get(name).apply(attributes);
  }

  private static ScalarFunction gelu(Attributes a) {
    return a.text("approximate", "none").equals("tanh") ? Activation.GELU_TANH : Activation.GELU;
  }

  private static ScalarFunction selu(Attributes a) {
    return a.has("alpha") || a.has("gamma")
        ? Activation.selu(a.real("alpha", 1.67326319), a.real("gamma", 1.05070102))
        : Activation.SELU;
  }
}
