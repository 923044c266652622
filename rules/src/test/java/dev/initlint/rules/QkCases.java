package dev.initlint.rules;

import static dev.initlint.finding.Severity.NOTE;
import static dev.initlint.finding.Severity.WARNING;
import static dev.initlint.rules.OriginCase.gradient;
import static dev.initlint.rules.OriginCase.model;

import dev.initlint.op.AttentionRows;
import dev.initlint.unit.Model;
import java.util.List;

/** QK: gradients of queries and keys that are tiny, a post on the PyTorch forum. */
final class QkCases {
  private QkCases() {}

  static List<OriginCase> all() {
    return List.of(
        new OriginCase(
            "QK-1",
            "the largest of 10 weights is 0.1128",
            r -> {
              Model m = model(encoder(1));
              AttentionRows rows = m.figure(m.attentions().get(0).unit().rows());
              r.near("embedded", 0.5, m.secondMoment(m.linears().get(0).output()) + 1 / 384.0, 0.02)
                  .near("s", 0.083, rows.logitStd(), 0.2)
                  .near("largest", 0.1128, AttentionFigures.largest(rows), 0.02)
                  .near("measured", 0.1115, AttentionFigures.largest(rows), 0.02);
            }),
        new OriginCase(
            "QK-2",
            "even weights would be 0.1",
            r -> {
              Model m = model(encoder(1));
              AttentionRows rows = m.figure(m.attentions().get(0).unit().rows());
              r.near("1/n", 0.1, 1 / AttentionFigures.keys(rows), 1e-9)
                  .fires(encoder(1), "ATT004", NOTE, "0.1");
            }),
        new OriginCase(
            "QK-3",
            "gradients of queries and keys are far below the others",
            r -> {
              Model m = model(encoder(1));
              double ratio = gradient(m, "blocks.0.wq.") / gradient(m, "blocks.0.wv.");
              r.near("queries over values", 0.020, ratio, 0.25)
                  .fires(encoder(1), "GRAD001", NOTE, "of that of the value weights");
            }),
        new OriginCase(
            "QK-4",
            "deeper is smaller",
            r -> {
              Model m = model(encoder(4));
              for (int i = 2; i < 4; i++) {
                double before = gradient(m, "blocks." + (i - 1) + ".wq.");
                double here = gradient(m, "blocks." + i + ".wq.");
                r.holds(
                    "W_q of block " + (i + 1) + " below that of block " + i,
                    Wording.number(here / before) + " of it",
                    here < before);
              }
            }),
        new OriginCase(
            "QK-5",
            "the model returns a softmax, whose loss is bounded",
            r -> {
              String text = "x = input(8, 64)\ny = softmax(linear(x, 29, normal(0, 0.05)))";
              double least =
                  ExamplesTest.check(text).stream()
                      .filter(f -> f.rule().equals("HEAD004"))
                      .findFirst()
                      .map(f -> f.prediction().value())
                      .orElse(Double.NaN);
              r.near("least loss", 2.425, least, 0.001)
                  .near("even", 3.367, Math.log(29), 0.001)
                  .fires(text, "HEAD004", NOTE, "");
            }),
        new OriginCase(
            "QK-6",
            "trained by gradient descent at a rate of 0.2",
            r -> r.fires("train optimizer=sgd lr=0.2\n" + encoder(1), "TRAIN001", WARNING, "sgd")),
        new OriginCase(
            "QK-7",
            "Adam does not cure it where gradients are below its ε",
            r -> {
              double g = FirstGradients.of(model(encoder(1))).of(query());
              double share = 3.75e-12 / (3.75e-12 + 1e-8);
              String above = "train optimizer=adam lr=1e-3 epsilon=" + 0.05 * Math.sqrt(g) + "\n";
              String below = "train optimizer=adam lr=1e-3 epsilon=" + 2 * Math.sqrt(g) + "\n";
              r.near("step left of 3.75e-12", 3.7e-4, share, 0.02)
                  .fires(below + encoder(1), "TRAIN002", NOTE, "blocks.0.")
                  .silent(above + encoder(1), "TRAIN002");
            }),
        new OriginCase(
            "QK-8",
            "projections twice in a row, a feed-forward layer without activation",
            r ->
                r.fires(projected(), "ACT004", NOTE, "")
                    .fires(feedForward(), "ACT004", NOTE, "")
                    .silent(
                        feedForward()
                            .replace("torch(torch(x", "torch(relu(torch(x")
                            .replace("512), 512)", "512)), 512)"),
                        "ACT004")),
        new OriginCase(
            "QK-9",
            "the sum is normalised, in one layer",
            r -> {
              Model m = model(encoder(1));
              r.holds(
                      "post-norm of one layer",
                      m.streams().get(0).form() + ", " + m.streams().get(0).depth(),
                      m.streams().get(0).form() == dev.initlint.unit.Sublayer.Form.POST_NORM
                          && m.streams().get(0).depth() == 1)
                  .silent("train optimizer=sgd lr=0.2 warmup=0\n" + encoder(1), "RES001");
            }));
  }

  private static dev.initlint.moment.ParameterFacts query() {
    return OriginCase.parameter(model(encoder(1)), "blocks.0.wq.").weight();
  }

  private static String encoder(int blocks) {
    return """
        f = input(32, 10, 128)
        x = torch(positions(f, sinusoid), 512)
        repeat N
          wq = linear(x, 512, uniform(0.04419417))
          wk = linear(x, 512, uniform(0.04419417))
          wv = linear(x, 512, uniform(0.04419417))
          q = linear(wq, 512, uniform(0.05412659))
          k = linear(wk, 512, uniform(0.05412659))
          v = linear(wv, 512, uniform(0.05412659))
          a = attention(q, k, v, scale=0.04419417)
          x = layernorm(add(x, linear(a, 512, uniform(0.04419417))), eps=1e-6)
          h = torch(torch(x, 512), 512)
          x = layernorm(add(x, h), eps=1e-6)
        y = torch(mean(x), 29)
        """
        .replace("N\n", blocks + "\n");
  }

  private static String projected() {
    return """
        x = input(8, 10, 512)
        q = linear(linear(x, 512, uniform(0.04419417)), 512, uniform(0.05412659))
        y = layernorm(q)
        """;
  }

  private static String feedForward() {
    return """
        f = input(8, 10, 512)
        x = layernorm(f)
        y = layernorm(torch(torch(x, 512), 512))
        """;
  }
}
