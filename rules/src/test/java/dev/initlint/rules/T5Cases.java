package dev.initlint.rules;

import static dev.initlint.finding.Severity.ERROR;
import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static dev.initlint.rules.OriginCase.gradient;
import static dev.initlint.rules.OriginCase.head;
import static dev.initlint.rules.OriginCase.model;

import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.hub.HubModel;
import dev.initlint.hub.HubReader;
import dev.initlint.hub.family.Families;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** T5: the head of T5 v1.1, huggingface/transformers pull request 26441. */
final class T5Cases {
  private static final double V = 32128;

  private T5Cases() {}

  static List<OriginCase> all() {
    return List.of(
        new OriginCase(
            "T5-1",
            "before: a loss of 110, logits of variance d",
            r -> {
              ClassificationHead wide = head(model(headOf(768, 1)));
              r.near("variance", 769, Math.pow(wide.logitStd(), 2), 0.03)
                  .near("nats at d = 768", 118.1, wide.crossEntropy(), 0.03)
                  .near("by the table", 114.6, wide.crossEntropy(), 0.01)
                  .near("nats at d = 512", 93.8, loss(headOf(512, 1)), 0.03)
                  .fires(headOf(512, 1), "HEAD001", ERROR, "variance 512");
            }),
        new OriginCase(
            "T5-2",
            "after: a loss of 11, logits of variance 1",
            r ->
                r.near("nats at d = 768", 10.89, loss(headOf(768, 1 / Math.sqrt(768))), 0.01)
                    .near("nats at d = 512", 10.94, loss(headOf(512, 1 / Math.sqrt(512))), 0.01)
                    .near("ln V + ½", Math.log(V) + .5, loss(headOf(512, .0441942)), 0.001)
                    .silent(headOf(512, .0441942), "HEAD002")),
        new OriginCase(
            "T5-3",
            "std 0.05 can hardly be told from d^-½",
            r ->
                r.near("s", 1.388, head(model(headOf(768, .05))).logitStd(), 0.03)
                    .near("nats", 11.39, loss(headOf(768, .05)), 0.01)),
        new OriginCase(
            "T5-4",
            "512^-½ is close to 0.05",
            r -> r.near("512^-½", 0.0442, 1 / Math.sqrt(512), 0.002)),
        new OriginCase(
            "T5-5",
            "initializer_factor = 0.05 lowers the loss, and breaks the rest",
            r -> {
              String text = "train optimizer=adam\n" + factored(.05);
              ClassificationHead h = head(model(text));
              r.near("nats", 10.376, h.crossEntropy(), 0.002)
                  .near("s", 0.057, h.logitStd(), 0.03)
                  .fires(text, "NORM001", ERROR, "0.05")
                  .fires(text, "INIT002", NOTE, "")
                  .fires(text, "TRAIN002", NOTE, "");
            }),
        new OriginCase(
            "T5-6",
            "the queries' weights hide 1/√d_k",
            r -> {
              Model m = model(folded(""));
              double q = m.std(OriginCase.parameter(m, "q.").weight());
              double k = m.std(OriginCase.parameter(m, "k.").weight());
              r.near("std of queries", 0.00552, q, 0.002)
                  .near("std of keys", 0.0442, k, 0.002)
                  .near("gradients", 7.6, gradient(m, "q.") / gradient(m, "k."), 0.1)
                  .silent(folded(""), "ATT001")
                  .fires(folded(""), "ATT007", NOTE, "");
            }),
        new OriginCase(
            "T5-7",
            "safe only where steps follow the size of a parameter",
            r ->
                r.fires(folded("train optimizer=adamw\n"), "ATT007", WARNING, "adamw")
                    .silent(folded("train optimizer=adafactor\n"), "ATT007")),
        new OriginCase(
            "T5-8",
            "the tied head is scaled by d^-½",
            r -> r.near("nats", 10.855, loss(config(scaled())), 0.01)),
        new OriginCase(
            "T5-9",
            "tied without the scale (transformers 5.18, v1.1)",
            r -> {
              Model m = config(unscaled());
              r.near("nats", 190.4, loss(m), 0.03)
                  .fires(RuleCheck.run(m, "t5", ExamplesTest.all()), "HEAD003", NOTE, "own-token");
            }),
        new OriginCase(
            "T5-10",
            "27.7 times the std, 768 times the variance",
            r -> {
              double wide = head(model(headOf(768, 1))).logitStd();
              double right = head(model(headOf(768, 1 / Math.sqrt(768)))).logitStd();
              r.near("std", 27.7, wide / right, 0.01)
                  .near("variance", 768, Math.pow(wide / right, 2), 0.01);
            }),
        new OriginCase(
            "T5-11",
            "scale = 1.0 is not std = 1.0: over (V, d) the fan depends on the axis",
            r -> {
              double overD = head(model(headOf(512, 1 / Math.sqrt(512)))).logitStd();
              double overV = head(model(headOf(512, 1 / Math.sqrt(V)))).logitStd();
              r.near("s with fan d", 1, overD, 0.01)
                  .near("s with fan V", Math.sqrt(512 / V), overV, 0.01)
                  .fires(ExamplesTest.check(otherFan()), "INIT006", NOTE, "");
            }),
        new OriginCase(
            "T5-12",
            "trained weights are told from drawn ones",
            r -> {
              Model m = model(trained());
              boolean fresh = m.propagation().verdict().atInitialisation();
              r.holds("trained", m.propagation().verdict().reason(), !fresh);
            }));
  }

  private static double loss(String graph) {
    return OriginCase.loss(graph);
  }

  private static double loss(Model m) {
    return head(m).crossEntropy();
  }

  private static String headOf(int width, double std) {
    return "x = input(4, 16, %d)\ny = linear(rmsnorm(x), 32128, normal(0, %s))"
        .formatted(width, std);
  }

  private static String folded(String training) {
    return training
        + """
        x = input(4, 128, 512)
        n = rmsnorm(x)
        q = linear(n, 512, normal(0, 0.0055243))
        k = linear(n, 512, normal(0, 0.0441942))
        v = linear(n, 512, normal(0, 0.0441942))
        y = linear(attention(q, k, v, heads=8), 512, normal(0, 0.0441942))
        """;
  }

  /** Two blocks of T5 with every weight and every gain times a factor. */
  private static String factored(double f) {
    return """
        ids = tokens(4, 64)
        x = embedding(ids, 32128, 512, normal(0, F))
        repeat 2
          n = rmsnorm(x, F)
          q = linear(n, 512, normal(0, Q))
          k = linear(n, 512, normal(0, K))
          v = linear(n, 512, normal(0, K))
          x = add(x, linear(attention(q, k, v, heads=8), 512, normal(0, K)))
          n = rmsnorm(x, F)
          x = add(x, linear(relu(linear(n, 2048, normal(0, K))), 512, normal(0, O)))
        y = linear(rmsnorm(x, F), 32128, normal(0, 0.05))
        """
        .replace("Q)", f * .0055243 + ")")
        .replace("K)", f * .0441942 + ")")
        .replace("O)", f * .0220971 + ")")
        .replace("F)", f + ")");
  }

  /** A scheme that was told another fan than the map has. */
  private static ExamplesTest.Example otherFan() {
    return ExamplesTest.examples(new FanAxisMismatch().card(), "Bad").get(0);
  }

  /** The spreads of google/t5-v1_1-small. */
  private static String trained() {
    return """
        ids = tokens(4, 32)
        x = embedding(ids, 1000, 64, trained(11.64) seed 1)
        n = rmsnorm(x)
        q = linear(n, 64, trained(0.05) seed 2)
        k = linear(n, 64, trained(0.35) seed 3)
        v = linear(n, 64, trained(0.7) seed 4)
        a = attention(q, k, v, heads=4)
        x = add(x, linear(a, 64, trained(0.8) seed 5))
        h = relu(linear(rmsnorm(x), 128, trained(0.34) seed 6))
        x = add(x, linear(h, 64, trained(0.63) seed 7))
        y = linear(rmsnorm(x), 1000, trained(1.16) seed 8)
        """;
  }

  private static String scaled() {
    return """
        {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"], "d_model": 512}
        """;
  }

  private static String unscaled() {
    return """
        {"model_type": "t5", "architectures": ["T5ForConditionalGeneration"],
         "d_model": 512, "num_layers": 8, "num_decoder_layers": 8,
         "feed_forward_proj": "gated-gelu", "tie_word_embeddings": false}
        """;
  }

  /** A model that a configuration defines, over 128 tokens. */
  static Model config(String json) {
    try {
      Path folder = Files.createTempDirectory("t5");
      Path file = folder.resolve("config.json");
      Files.writeString(file, json);
      HubReader reader = new HubReader(Families.standard(), Map.of());
      Map<String, Long> sizes = Map.of("sequence", 128L);
      HubModel m = reader.read(folder, sizes);
      Files.delete(file);
      Files.delete(folder);
      return Model.of(Propagation.of(m.graph(), new Assumptions(sizes, Map.of())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
