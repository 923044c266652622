package dev.initlint.gaussian;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Activations by the names that libraries give them, with the parameters that some of them take.
 */
public final class FunctionNames {
  private static final Map<String, ScalarFunction> PLAIN = new LinkedHashMap<>();
  private static final Map<String, Parameterised> TAKING = new LinkedHashMap<>();

  /**
   * A function of a parameter.
   *
   * @param parameter what the parameter is called, as {@code negative-slope}
   * @param usual its value where none is given
   */
  private record Parameterised(
      String parameter, double usual, Function<Double, ScalarFunction> make) {}

  static {
    PLAIN.put("identity", Activation.IDENTITY);
    PLAIN.put("linear", Activation.IDENTITY);
    PLAIN.put("relu", Activation.RELU);
    PLAIN.put("relu6", Activation.RELU6);
    PLAIN.put("relu_squared", Activation.RELU.then(Activation.SQUARE).named("relu²"));
    PLAIN.put("relu2", PLAIN.get("relu_squared"));
    PLAIN.put("selu", Activation.SELU);
    PLAIN.put("gelu", Activation.GELU);
    PLAIN.put("gelu_tanh", Activation.GELU_TANH);
    PLAIN.put("gelu_new", Activation.GELU_TANH);
    PLAIN.put("quick_gelu", Activation.QUICK_GELU);
    PLAIN.put("silu", Activation.SILU);
    PLAIN.put("mish", Activation.MISH);
    PLAIN.put("tanh", Activation.TANH);
    PLAIN.put("hard_tanh", Activation.HARD_TANH);
    PLAIN.put("sigmoid", Activation.SIGMOID);
    PLAIN.put("hard_sigmoid", Activation.hardSigmoid(1.0 / 6, 0.5).named("hardSigmoid"));
    PLAIN.put("log_sigmoid", Activation.LOG_SIGMOID);
    PLAIN.put("softplus", Activation.SOFTPLUS);
    PLAIN.put("softsign", Activation.SOFTSIGN);
    PLAIN.put("hard_swish", Activation.HARD_SWISH);
    PLAIN.put("sin", Activation.SIN);
    PLAIN.put("cos", Activation.COS);
    PLAIN.put("erf", Activation.ERF);
    PLAIN.put("exp", Activation.EXP);
    PLAIN.put("abs", Activation.ABS);
    PLAIN.put("square", Activation.SQUARE);
    TAKING.put("leaky_relu", new Parameterised("negative-slope", 0.01, Activation::leakyRelu));
    TAKING.put("prelu", new Parameterised("negative-slope", 0.25, Activation::prelu));
    TAKING.put("elu", new Parameterised("alpha", 1, Activation::elu));
    TAKING.put("celu", new Parameterised("alpha", 1, Activation::celu));
    TAKING.put("swish", new Parameterised("beta", 1, Activation::swish));
    TAKING.put("thresholded_relu", new Parameterised("threshold", 1, Activation::thresholdedRelu));
  }

  private FunctionNames() {}

  /** All names, sorted. */
  public static List<String> all() {
    List<String> names = new ArrayList<>(PLAIN.keySet());
    names.addAll(TAKING.keySet());
    Collections.sort(names);
    return names;
  }

  /** Whether a name is one of an activation; case and separators do not count. */
  public static boolean isKnown(String name) {
    return key(name) != null;
  }

  /** What the parameter of an activation is called; empty for one without. */
  public static String parameter(String name) {
    Parameterised p = TAKING.get(key(name));
    return p == null ? "" : p.parameter();
  }

  /**
   * The activation.
   *
   * @param parameter null for the usual one
   * @throws IllegalArgumentException if there is no such activation, or it takes no parameter
   */
  public static ScalarFunction of(String name, Double parameter) {
    String key = key(name);
    if (key == null) {
      throw new IllegalArgumentException("there is no activation \"" + name + "\"");
    }
    Parameterised p = TAKING.get(key);
    if (p != null) {
      return p.make().apply(parameter == null ? p.usual() : parameter);
    }
    if (parameter != null) {
      throw new IllegalArgumentException(key + " takes no parameter");
    }
    return PLAIN.get(key);
  }

  /** The name as it stands in the list; null where it does not. */
  private static String key(String name) {
    String wanted = bare(name);
    return all().stream().filter(n -> bare(n).equals(wanted)).findFirst().orElse(null);
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }
}
