package dev.initlint.rules;

import static dev.initlint.finding.Severity.ERROR;
import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static dev.initlint.rules.OriginCase.gradient;
import static dev.initlint.rules.OriginCase.model;

import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import java.util.List;

/** FLAX: queries, keys and values of DETR in Flax, google/flax issue 4027. */
final class FlaxCases {
  private static final String XAVIER = "uniform(0.0765466)";

  private FlaxCases() {}

  static List<OriginCase> all() {
    return List.of(
        new OriginCase(
            "FLAX-1",
            "Flax draws LeCun normal",
            r -> r.near("std", 0.0625, std("truncated(0.0710530)"), 0.01)),
        new OriginCase(
            "FLAX-2",
            "PyTorch draws Xavier over the packed matrix",
            r ->
                r.near("std", 0.04419, std(XAVIER), 0.002)
                    .fires(attention(XAVIER), "ATT006", NOTE, "")),
        new OriginCase(
            "FLAX-3",
            "the fan that differs is fan_out = 3d",
            r -> {
              double packed = Math.pow(std(XAVIER), 2);
              r.near("variance ratio", 2, Math.pow(std("normal(0, 0.0625)"), 2) / packed, 0.01)
                  .near("logit std", 0.993, logits("normal(0, 0.0625)"), 0.02)
                  .near("packed", 0.499, logits(XAVIER), 0.02);
            }),
        new OriginCase(
            "FLAX-4",
            "a target of zeros: the first attention learns nothing",
            r -> {
              Model m = model(decoder(true, false, "1e-5"));
              for (String w : List.of("q", "k", "v", "o")) {
                r.within("gradient of W_" + w, 0, gradient(m, "blocks.0." + w + ".weight"), 0);
              }
              r.fires(decoder(true, false, "1e-5"), "ATT008", WARNING, "exactly 0");
            }),
        new OriginCase(
            "FLAX-5",
            "post-norm fails where pre-norm does not",
            r -> {
              double post = bias(true, false, "1e-5");
              r.near("zeros over random", 305 / .08, post / bias(false, false, "1e-5"), 0.5)
                  .near("ε 1e-6 over 1e-5", 965.0 / 305, bias(true, false, "1e-6") / post, 0.05)
                  .near("post over pre", 305 / 7.7, post / bias(true, true, "1e-5"), 0.5)
                  .fires(decoder(true, false, "1e-6"), "NORM003", ERROR, "1000");
            }),
        new OriginCase(
            "FLAX-6",
            "Xavier over each matrix does not cure it",
            r -> {
              String each = decoder(true, false, "1e-6").replace(XAVIER, "uniform(0.1082532)");
              r.silent(each, "ATT006")
                  .fires(each, "ATT008", ERROR, "")
                  .fires(each, "NORM003", ERROR, "");
            }),
        new OriginCase(
            "FLAX-7",
            "Flax's ε is 1e-6 where PyTorch's is 1e-5",
            r ->
                r.near("gain", 1000, gain("1e-6"), 0.001)
                    .near("gain", 316.2, gain("1e-5"), 0.001)));
  }

  private static double std(String law) {
    Model m = model("x = input(4, 256)\ny = linear(x, 256, " + law + ")");
    return m.std(m.linears().get(0).weight());
  }

  private static String attention(String law) {
    return """
        x = input(4, 16, 256)
        q = linear(x, 256, LAW)
        k = linear(x, 256, LAW)
        v = linear(x, 256, LAW)
        y = attention(q, k, v, heads=8, scale=0.1767767)
        """
        .replace("LAW", law);
  }

  private static double logits(String law) {
    Model m = model(attention(law));
    AttentionSite site = m.attentions().get(0);
    return m.figure(site.unit().rows()).logitStd();
  }

  private static double gain(String epsilon) {
    String text = "z = zeros(4, 16, 64)\np = input(4, 16, 64)\ny = add(layernorm(z, eps=$), p)";
    return ExamplesTest.check(text.replace("$", epsilon)).stream()
        .filter(f -> f.rule().equals("NORM003"))
        .findFirst()
        .orElseThrow()
        .prediction()
        .value();
  }

  private static double bias(boolean zero, boolean normFirst, String epsilon) {
    return gradient(model(decoder(zero, normFirst, epsilon)), "blocks.0.a.weight");
  }

  /** DETR's decoder of six layers; positions go to queries and keys, not to values. */
  private static String decoder(boolean zero, boolean normFirst, String epsilon) {
    String post =
        """
        p = input(2, 100, 256)
        m = input(2, 100, 256)
        x = TARGET
        repeat 6
          q = linear(add(x, p), 256, XAVIER)
          k = linear(add(x, p), 256, XAVIER)
          v = linear(x, 256, XAVIER)
          o = linear(attention(q, k, v, heads=8, scale=0.1767767), 256, uniform(0.0625))
          a = bias(o, zeros)
          x = layernorm(add(x, a), eps=$)
          q = linear(add(x, p), 256, XAVIER)
          k = linear(m, 256, XAVIER)
          v = linear(m, 256, XAVIER)
          c = linear(attention(q, k, v, heads=8, scale=0.1767767), 256, uniform(0.0625))
          x = layernorm(add(x, c), eps=$)
          h = relu(torch(x, 2048))
          x = layernorm(add(x, torch(h, 256)), eps=$)
        """;
    String pre =
        """
        p = input(2, 100, 256)
        m = input(2, 100, 256)
        x = TARGET
        repeat 6
          n = layernorm(x, eps=$)
          q = linear(add(n, p), 256, XAVIER)
          k = linear(add(n, p), 256, XAVIER)
          v = linear(n, 256, XAVIER)
          o = linear(attention(q, k, v, heads=8, scale=0.1767767), 256, uniform(0.0625))
          a = bias(o, zeros)
          x = add(x, a)
          q = linear(add(layernorm(x, eps=$), p), 256, XAVIER)
          k = linear(m, 256, XAVIER)
          v = linear(m, 256, XAVIER)
          c = linear(attention(q, k, v, heads=8, scale=0.1767767), 256, uniform(0.0625))
          x = add(x, c)
          h = relu(torch(layernorm(x, eps=$), 2048))
          x = add(x, torch(h, 256))
        y = layernorm(x, eps=$)
        """;
    return (normFirst ? pre : post)
        .replace("TARGET", zero ? "zeros(2, 100, 256)" : "input(2, 100, 256)")
        .replace("XAVIER", XAVIER)
        .replace("$", epsilon);
  }
}
