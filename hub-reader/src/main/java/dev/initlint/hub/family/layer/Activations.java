package dev.initlint.hub.family.layer;

import dev.initlint.hub.configuration.ConfigurationParser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Activation functions by the names that configurations use (transformers' ACT2FN). */
final class Activations {
  private static final Map<String, Function> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("linear", a -> a.tensor(0));
    one("relu", "Relu");
    one("gelu", "Gelu", "approximate", "none");
    one("gelu_python", "Gelu", "approximate", "none");
    for (String tanh :
        new String[] {"gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate"}) {
      one(tanh, "Gelu", "approximate", "tanh");
    }
    one("silu", "Swish", "alpha", 1.0);
    one("swish", "Swish", "alpha", 1.0);
    one("quick_gelu", "Swish", "alpha", 1.702);
    one("tanh", "Tanh");
    one("sigmoid", "Sigmoid");
    one("mish", "Mish");
    one("leaky_relu", "LeakyRelu", "alpha", 0.01);
    one("selu", "Selu");
    one("elu", "Elu");
    one("hard_swish", "HardSwish");
    one("softplus", "Softplus");
    BY_NAME.put("relu6", a -> node(a, "Clip", Map.of("min", 0.0, "max", 6.0)));
    BY_NAME.put("relu2", Activations::squaredRelu);
  }

  private Activations() {}

  static void register(Map<String, Function> all) {
    all.put("act", Activations::act);
    for (String name : new String[] {"relu", "gelu", "silu", "tanh", "sigmoid", "softplus"}) {
      all.put(name, BY_NAME.get(name));
    }
    all.put("exp", a -> node(a, "Exp", Map.of()));
    all.put(
        "clip",
        a -> node(a, "Clip", Map.of("min", a.number(1, "min", 0), "max", a.number(2, "max", 0))));
    all.put("neg", a -> node(a, "Neg", Map.of()));
    all.put("identity", a -> node(a, "Identity", Map.of()));
  }

  private static void one(String name, String op) {
    BY_NAME.put(name, a -> node(a, op, Map.of()));
  }

  private static void one(String name, String op, String key, Object value) {
    BY_NAME.put(name, a -> node(a, op, Map.of(key, value)));
  }

  private static Tensor node(Arguments a, String op, Map<String, Object> attributes) {
    Tensor x = a.tensor(0);
    return a.writer().node(op, attributes, x.dims(), x);
  }

  private static Tensor squaredRelu(Arguments a) {
    Tensor x = node(a, "Relu", Map.of());
    return a.writer().node("Pow", Map.of(), x.dims(), x, a.writer().scalar(2));
  }

  /** Names of all activations. */
  static Set<String> names() {
    return new TreeSet<>(BY_NAME.keySet());
  }

  /** {@code act(x, "gelu_new")}: the activation that a configuration names. */
  private static Object act(Arguments a) {
    String name = a.text(1, "name", null);
    Function f = BY_NAME.get(name);
    if (f == null) {
      throw new LayerFault(
          "no activation is called "
              + ConfigurationParser.plain(String.valueOf(name))
              + "; known are "
              + String.join(", ", names()));
    }
    return f.apply(a);
  }
}
