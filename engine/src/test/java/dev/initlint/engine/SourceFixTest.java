package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.rules.Rules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hazards in source, cured by edits: each rule that has a cure, in each library. */
class SourceFixTest {
  private static final String DL4J =
      """
      import org.deeplearning4j.nn.conf.*;
      import org.deeplearning4j.nn.conf.distribution.*;
      import org.deeplearning4j.nn.conf.layers.*;
      import org.deeplearning4j.nn.weights.WeightInit;
      import org.nd4j.linalg.activations.Activation;

      class Net {
        MultiLayerConfiguration conf() {
          return new NeuralNetConfiguration.Builder()
      %s
              .build();
        }
      }
      """;
  private static final String HEAD =
      "        .layer(new OutputLayer.Builder().nIn(256).nOut(10).build())";

  @TempDir Path folder;

  private Path file;
  private String before;
  private Fixes fixes;
  private String after;

  @Test
  void chainWithoutTheGainOfItsActivation() throws IOException {
    fix(dl4j(".activation(Activation.RELU)", dense(6), HEAD), false, "ACT001");

    cured("ACT001");
    changed("nOut(256).build()", "nOut(256).weightInit(WeightInit.RELU).build()");
  }

  @Test
  void vanishingSignal() throws IOException {
    fix(dl4j(".activation(Activation.RELU)", dense(20), HEAD), false);

    cured("ACT002");
    changed("nOut(256).build()", "nOut(256).weightInit(WeightInit.RELU).build()");
  }

  private static String dl4j(String... lines) {
    StringBuilder body = new StringBuilder();
    for (String line : lines) {
      body.append("        ").append(line.strip()).append('\n');
      if (body.indexOf(".list()") < 0) {
        body.append("        .list()\n");
      }
    }
    return String.format(DL4J, body.toString().stripTrailing());
  }

  private static String dense(int layers) {
    return ".layer(new DenseLayer.Builder().nIn(256).nOut(256).build())\n        ".repeat(layers);
  }

  private void fix(String source, boolean unsafe, String... rules) throws IOException {
    file = Files.write(folder.resolve("Net.java"), source.getBytes(StandardCharsets.UTF_8));
    before = source;
    fixes = new StandardEngine().fix(List.of(file), settings(rules), unsafe);
    after =
        fixes.changes().isEmpty()
            ? before
            : new String(fixes.changes().get(0).after(), StandardCharsets.UTF_8);
  }

  private static EngineSettings settings(String... rules) {
    Set<String> all = Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet());
    return EngineSettings.of(rules.length == 0 ? all : Set.of(rules));
  }

  /** The rule no longer fires, nothing as grave has come, and the file says so by itself. */
  private void cured(String rule) throws IOException {
    assertThat(fixes.refused()).isEmpty();
    assertThat(fixes.fixed()).extracting(Finding::rule).contains(rule);
    SourceRewrite.write(fixes.changes());
    CheckResult.Checked again = (CheckResult.Checked) new StandardEngine().check(file, settings());
    assertThat(again.findings()).extracting(Finding::rule).doesNotContain(rule);
  }

  private void changed(String from, String to) {
    assertThat(after).isEqualTo(before.replace(from, to));
  }
}
