package dev.initlint.cli;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.ScaleRequest;
import dev.initlint.engine.Scaled;
import dev.initlint.engine.StandardEngine;
import dev.initlint.propagate.Scaling;
import dev.initlint.report.ScaleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of the rules' pages, as {@code scale --svg} draws them of a network written down. */
final class RuleFigures {
  private static final String BLOCK =
      """
      ids = tokens(4, 32)
      x = embedding(ids, 1000, 64, normal(0, 0.02))
      repeat 2
        h = layernorm(x)
        q = linear(h, 64, normal(0, 0.02))
        k = linear(h, 64, normal(0, 0.02))
        v = linear(h, 64, normal(0, 0.02))
        x = add(x, linear(attention(q, k, v, scale=0.125), 64, normal(0, 0.02)))
        f = relu(linear(layernorm(x), 256, normal(0, 0.02)))
        x = add(x, linear(f, 64, normal(0, 0.02)))
      y = linear(layernorm(x), 1000, normal(0, 0.02))
      """;

  /** One figure: a network, the size that is varied, the lines that are told, and what it shows. */
  record Figure(String axis, double[] points, String lines, String shows) {}

  static final Map<String, Figure> ALL =
      Map.of(
          "ATT003",
          new Figure(
              "d_model",
              new double[] {64, 128, 256, 512, 1024, 2048, 4096, 8192},
              "attention .*, first",
              "With std 0.02 at every width the logits' deviation grows as the width, and the entropy"
                  + " of the softmax falls"),
          "HEAD002",
          new Figure(
              "d_model",
              new double[] {64, 128, 256, 512, 1024, 2048, 4096, 8192},
              "loss .*",
              "With std 0.02 at every width the loss above ln V grows as the width"),
          "RES002",
          new Figure(
              "depth",
              new double[] {2, 4, 8, 16, 32},
              "E\\[x²\\] of the stream|gradient at .*",
              "With branches that no factor of the depth shrinks, the stream grows with the blocks"));

  private RuleFigures() {}

  static String svg(String rule, Path folder) throws IOException {
    Figure figure = ALL.get(rule);
    Path file = Files.writeString(folder.resolve(rule + ".net"), BLOCK);
    ScaleRequest request =
        new ScaleRequest(
            List.of(new ScaleRequest.Axis(figure.axis(), figure.points())),
            Set.of(),
            Set.of(),
            null);
    Scaled scaled = new StandardEngine().scale(file, EngineSettings.of(Set.of()), request);
    Scaling.Axis axis = ((Scaled.Model) scaled).scaling().axes().get(0);
    List<Scaling.Line> lines =
        axis.lines().stream().filter(l -> l.name().matches(figure.lines())).toList();
    Scaling.Axis told =
        new Scaling.Axis(
            axis.symbol(), axis.size(), axis.points(), axis.moved(), lines, axis.notes());
    StringBuilder svg = new StringBuilder();
    ScaleData.svg(new Scaling(rule, List.of(told), List.of()), svg);
    return svg.toString();
  }
}
