package dev.initlint.rules;

import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static dev.initlint.rules.OriginCase.head;
import static dev.initlint.rules.OriginCase.loss;
import static dev.initlint.rules.OriginCase.model;

import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.List;

/** MT: a post-norm translation model that diverges, a post on the PyTorch forum. */
final class MtCases {
  private static final String START =
      """
      ids = tokens(4, 32)
      e = embedding(ids, 10000, 512, uniform(0.1))
      x = positions(times(e, 22.627417), sinusoid)
      """;

  private MtCases() {}

  static List<OriginCase> all() {
    return List.of(
        new OriginCase(
            "MT-1",
            "embeddings U(±0.1)·√512 with sinusoids",
            r -> {
              Model m = model(translation("", 0));
              EmbeddingSite site = m.embeddings().get(0);
              r.near("std", 0.0577, m.std(site.table()), 0.001)
                  .near("scaled", 1.306, Math.sqrt(m.secondMoment(site.scaled())), 0.001)
                  .near("second moment", 1.706, m.secondMoment(site.scaled()), 0.001)
                  .near("with positions", 2.21, m.secondMoment(site.sum()), 0.005);
            }),
        new OriginCase(
            "MT-2",
            "tokens beside positions",
            r -> {
              Model m = model(translation("", 0));
              EmbeddingSite s = m.embeddings().get(0);
              double share = m.secondMoment(s.scaled()) / m.secondMoment(s.sum());
              r.near("share of tokens", 0.773, share, 0.005).silent(translation("", 0), "EMB003");
            }),
        new OriginCase(
            "MT-3",
            "a head U(±0.1) on normed features, V = 10000",
            r ->
                r.near("s", 1.306, head(model(translation("", 0))).logitStd(), 0.005)
                    .near("nats", 10.063, loss(translation("", 0)), 0.005)),
        new OriginCase(
            "MT-4",
            "a bias of log(1/V) on every class",
            r -> {
              String with =
                  translation("", 0)
                      .replace("y = ", "z = ")
                      .concat("y = softmax(bias(z, constant(-9.21034)))\n");
              r.near("nats", 10.037, loss(with), 0.005)
                  .within("difference", 0, loss(with) - loss(translation("", 0)), 0.001)
                  .fires(with, "HEAD005", NOTE, "changes nothing");
            }),
        new OriginCase(
            "MT-5",
            "a loss of 8.5, then 7.5, then it diverges",
            r -> {
              double zipf = zipf(10_000);
              r.near("ln V", 9.21, Math.log(10_000), 0.001)
                  .holds(
                      "7.5 and 8.5 above the entropy of word frequencies",
                      "that of Zipf's law is " + Wording.number(zipf),
                      zipf < 7.5 && 8.5 < Math.log(10_000));
            }),
        new OriginCase(
            "MT-6",
            "post-norm, no warm-up, a rate of 0.2",
            r -> {
              String t = "train optimizer=sgd lr=0.2 warmup=0\n";
              r.fires(t + encoder(6, false, false), "RES001", WARNING, "without warm-up")
                  .fires(t + encoder(2, false, false), "RES001", NOTE, "")
                  .silent(t.replace("=0\n", "=4000\n") + encoder(6, false, false), "RES001");
            }),
        new OriginCase(
            "MT-7",
            "TransformerEncoder makes copies of one layer",
            r ->
                r.within("cosine, 6 apart", 0.350, cosine(encoder(6, false, false)), 0.05)
                    .within("cosine, 6 copies", 0.696, cosine(encoder(6, false, true)), 0.05)
                    .within("cosine, 12 apart", 0.575, cosine(encoder(12, false, false)), 0.05)
                    .within("cosine, 12 copies", 0.974, cosine(encoder(12, false, true)), 0.05)
                    .fires(encoder(6, false, true), "INIT008", WARNING, "")),
        new OriginCase(
            "MT-8",
            "at last all rows of the attention are alike",
            r -> {
              Model m = model(encoder(12, false, true));
              double before = 0;
              boolean rises = true;
              StringBuilder all = new StringBuilder();
              for (Stream stream : m.streams()) {
                for (Sublayer layer : stream.sublayers()) {
                  double rho = m.cosine(layer.sum());
                  rises &= !layer.attention() || rho >= before - 0.02;
                  before = layer.attention() ? rho : before;
                  all.append(layer.attention() ? Wording.number(rho) + " " : "");
                }
              }
              r.holds("cosine rises with the layers", all.toString().strip(), rises)
                  .fires(encoder(12, false, true), "ATT010", NOTE, "cosine");
            }),
        new OriginCase(
            "MT-9",
            "pretrained embeddings, then uniform_ over all",
            r -> {
              Card card = new InitClobbered().card();
              List<ExamplesTest.Example> bad = ExamplesTest.examples(card, "Bad");
              r.fires(ExamplesTest.check(bad.get(0)), "INIT010", WARNING, "")
                  .fires(padded(), "EMB004", NOTE, "");
            }),
        new OriginCase(
            "MT-10",
            "norm_first = True without a final norm",
            r ->
                r.near("nats, 6 copies", 13.55, loss(encoder(6, true, true)), 0.05)
                    .near("nats, 12 copies", 21.0, loss(encoder(12, true, true)), 0.05)
                    .near("nats, 6 apart", 11.60, loss(encoder(6, true, false)), 0.05)
                    .fires(encoder(6, true, false), "NORM002", WARNING, "")));
  }

  private static String translation(String more, int layers) {
    return START + more + "y = linear(layernorm(x), 10000, uniform(0.1))\n";
  }

  private static String padded() {
    return """
        ids = tokens(4, 32)
        e = embedding(ids, 10000, 64, normal(0, 0.0577) seed 3, pad=0)
        y = layernorm(e)
        """;
  }

  private static double cosine(String text) {
    Model m = model(text);
    return m.cosine(m.heads().get(0).hidden());
  }

  /** Layers of nn.TransformerEncoder: drawn apart, or copies of the first. */
  private static String encoder(int layers, boolean normFirst, boolean copies) {
    String body =
        normFirst
            ? """
                n = layernorm(x)
                q = linear(n, 512, A)
                k = linear(n, 512, B)
                v = linear(n, 512, C)
                a = attention(q, k, v, heads=8, scale=0.125)
                x = add(x, linear(a, 512, D))
                n = layernorm(x)
                h = relu(bias(linear(n, 2048, E), F))
                x = add(x, bias(linear(h, 512, G), H))
            """
            : """
                q = linear(x, 512, A)
                k = linear(x, 512, B)
                v = linear(x, 512, C)
                a = attention(q, k, v, heads=8, scale=0.125)
                x = layernorm(add(x, linear(a, 512, D)))
                h = relu(bias(linear(x, 2048, E), F))
                x = layernorm(add(x, bias(linear(h, 512, G), H)))
            """;
    String[] stds = {"0.03125", "0.03125", "0.03125", "0.025516", "0.025516", "0.025516"};
    for (int i = 0; i < 8; i++) {
      String std = i < 6 ? stds[i] : "0.012758";
      String law = "normal(0, " + std + ")" + (copies ? " seed " + (i + 1) : "");
      body = body.replaceAll("\\b" + (char) ('A' + i) + "\\)", law + ")");
    }
    return START
        + "repeat "
        + layers
        + "\n"
        + body.indent(0)
        + "y = linear(x, 10000, uniform(0.1))\n";
  }

  private static double zipf(int words) {
    double sum = 0;
    double logarithms = 0;
    for (int k = 1; k <= words; k++) {
      sum += 1.0 / k;
      logarithms += Math.log(k) / k;
    }
    return Math.log(sum) + logarithms / sum;
  }
}
