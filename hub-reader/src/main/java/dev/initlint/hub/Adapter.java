package dev.initlint.hub;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.safetensors.StoredTensor;
import dev.initlint.hub.safetensors.Tensors;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A low-rank adapter: pairs of matrices A {@code [r, in]} and B {@code [out, r]} whose product is
 * added to a weight of a model that is not here. What PEFT draws them from is that of peft 0.17,
 * {@code LoraLayer.reset_lora_parameters}.
 */
record Adapter(Graph graph) {
  private static final String SOURCE = "init_lora_weights in adapter_config.json";

  static Adapter of(Configuration c, Tensors tensors) {
    requireRank(c);
    Map<String, Weight> weights = new LinkedHashMap<>();
    if (tensors != null) {
      for (String name : tensors.names()) {
        StoredTensor tensor = tensors.get(name);
        IntendedLaw law = intended(c, name, tensor.dims());
        Weight w = tensor.weight(name);
        weights.put(name, law == null ? w : w.intended(law));
      }
    }
    List<String> remarks =
        tensors == null
            ? List.of("the adapter's weights are not here; put adapter_model.safetensors beside it")
            : List.of();
    return new Adapter(
        new Graph(
            "adapter",
            Origin.source(c.path(), 1, 1),
            List.of(),
            List.of(),
            List.of(),
            weights,
            remarks));
  }

  private static void requireRank(Configuration c) {
    if (c.has("/r") && !(c.at("/r").isIntegralNumber() && c.at("/r").asLong() > 0)) {
      throw new BadField("/r", "the rank r is a whole number from 1 up, and not " + c.at("/r"));
    }
  }

  /** The law that the library draws a tensor from; null where it is not known. */
  private static IntendedLaw intended(Configuration c, String name, long[] dims) {
    if (dims.length != 2 || !c.at("/peft_type").asText("LORA").equals("LORA")) {
      return null;
    }
    String way = c.has("/init_lora_weights") ? c.at("/init_lora_weights").asText() : "true";
    boolean gaussian = way.equals("gaussian");
    if (!gaussian && !way.equals("true")) {
      return null;
    }
    if (name.contains("lora_B.")) {
      return IntendedLaw.general(Law.constant(0), SOURCE);
    }
    if (name.contains("lora_A.")) {
      Law law =
          gaussian ? Law.normal(0, 1.0 / dims[0]) : Law.uniform(1 / Math.sqrt((double) dims[1]));
      return IntendedLaw.general(law, SOURCE);
    }
    return null;
  }
}
