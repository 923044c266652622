package dev.initlint.hub.family.layer;

import java.util.Map;
import java.util.Set;

/** Norms. */
final class Norms {
  private static final Set<String> ARGUMENTS = Set.of("eps", "bias", "affine", "add", "kind");

  private Norms() {}

  static void register(Map<String, Function> all) {
    all.put("layernorm", Norms::layer);
    all.put("rmsnorm", Norms::rms);
    all.put("batchnorm", Norms::batch);
    all.put("groupnorm", Norms::group);
  }

  /** {@code layernorm(x, eps=1e-5, bias=true, affine=true, add=0)}: over the last axis. */
  private static Tensor layer(Arguments a) {
    a.allow(ARGUMENTS);
    Tensor x = a.tensor(0);
    ModelWriter w = a.writer();
    Map<String, Object> attributes = Map.of("axis", -1L, "epsilon", a.number(1, "eps", 1e-5));
    if (!a.flag(-1, "affine", true)) {
      return w.node("LayerNormalization", attributes, x.dims(), x, ones(w, x.last()));
    }
    String kind = a.text(-1, "kind", "LayerNorm");
    Tensor gain = added(a, w.parameter(kind, "weight", -1, x.last()));
    return a.flag(-1, "bias", true)
        ? w.node(
            "LayerNormalization",
            attributes,
            x.dims(),
            x,
            gain,
            w.parameter(kind, "bias", -1, x.last()))
        : w.node("LayerNormalization", attributes, x.dims(), x, gain);
  }

  /**
   * {@code rmsnorm(x, eps=1e-6, add=0, affine=true)}: x / √(mean x² + eps) · (add + weight);
   * Gemma's gain is 1 + weight.
   */
  private static Tensor rms(Arguments a) {
    a.allow(ARGUMENTS);
    Tensor x = a.tensor(0);
    ModelWriter w = a.writer();
    Map<String, Object> attributes = Map.of("axis", -1L, "epsilon", a.number(1, "eps", 1e-6));
    if (!a.flag(-1, "affine", true)) {
      return w.node("RMSNormalization", attributes, x.dims(), x, ones(w, x.last()));
    }
    Tensor gain = w.parameter(a.text(-1, "kind", "RMSNorm"), "weight", -1, x.last());
    return w.node("RMSNormalization", attributes, x.dims(), x, added(a, gain));
  }

  /** The gain of norms that store what is added to a number. */
  private static Tensor added(Arguments a, Tensor gain) {
    double add = a.number(-1, "add", 0);
    return add == 0
        ? gain
        : a.writer().node("Add", Map.of(), gain.dims(), gain, a.writer().scalar(add));
  }

  private static Tensor ones(ModelWriter w, long n) {
    double[] ones = new double[Math.toIntExact(n)];
    java.util.Arrays.fill(ones, 1);
    return w.constant(dev.initlint.graph.ElementType.FLOAT, new long[] {n}, ones);
  }

  /** {@code batchnorm(x, eps=1e-5)} as in evaluation, with running statistics. */
  private static Tensor batch(Arguments a) {
    a.allow(Set.of("eps"));
    Tensor x = a.tensor(0);
    ModelWriter w = a.writer();
    long c = x.dim(1);
    return w.node(
        "BatchNormalization",
        Map.of("epsilon", a.number(1, "eps", 1e-5)),
        x.dims(),
        x,
        w.parameter("BatchNorm", "weight", -1, c),
        w.parameter("BatchNorm", "bias", -1, c),
        w.buffer("BatchNorm", "running_mean", c),
        w.buffer("BatchNorm", "running_var", c));
  }

  /** {@code groupnorm(x, groups, eps=1e-5)}. */
  private static Tensor group(Arguments a) {
    a.allow(Set.of("eps", "groups"));
    Tensor x = a.tensor(0);
    ModelWriter w = a.writer();
    long c = x.dim(1);
    return w.node(
        "GroupNormalization",
        Map.of("epsilon", a.number(2, "eps", 1e-5), "num_groups", a.size(1, "groups")),
        x.dims(),
        x,
        w.parameter("GroupNorm", "weight", -1, c),
        w.parameter("GroupNorm", "bias", -1, c));
  }
}
