package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Severity;
import dev.initlint.gaussian.Marginal;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Head;
import dev.initlint.propagate.Propagation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a network over images in source costs is counted, not timed: what cures that are tried and
 * sizes that were assumed leave as it was is not worked out again.
 */
@DisplayName("The cost of a check of a network over images")
class ImageCostTest {
  @TempDir Path folder;
  private final StandardEngine engine = new StandardEngine();

  private final EngineSettings all =
      EngineSettings.of(engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet()));

  /** Convolutions and shortcuts before a head that is drawn far too wide, over open classes. */
  private Path network() throws IOException {
    StringBuilder blocks = new StringBuilder();
    String before = "first";
    for (int i = 0; i < 4; i++) {
      String add = "add" + i;
      blocks.append(
          """
                  .addLayer("c%1$d", new ConvolutionLayer.Builder(3, 3).nIn(5).nOut(5)
                      .activation(Activation.TANH).build(), "%2$s")
                  .addVertex("%3$s", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c%1$d", "%2$s")
          """
              .formatted(i, before, add));
      before = add;
    }
    String text =
        """
        import org.deeplearning4j.nn.conf.*;
        import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
        import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
        import org.deeplearning4j.nn.conf.inputs.InputType;
        import org.deeplearning4j.nn.conf.layers.*;
        import org.deeplearning4j.nn.weights.WeightInit;
        import org.nd4j.linalg.activations.Activation;
        import org.nd4j.linalg.lossfunctions.LossFunctions;

        class Images {
          ComputationGraphConfiguration net(int numClasses) {
            return new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER)
                .convolutionMode(ConvolutionMode.Same).graphBuilder()
                .addInputs("in")
                .addLayer("first", new ConvolutionLayer.Builder(3, 3).nIn(2).nOut(5)
                    .activation(Activation.TANH).build(), "in")
        %s
                .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "%s")
                .addLayer("out", new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(5).nOut(numClasses).weightInit(new NormalDistribution(0, 9))
                    .activation(Activation.SOFTMAX).build(), "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(11, 11, 2))
                .build();
          }
        }
        """
            .formatted(blocks, before);
    return Files.writeString(folder.resolve("Images.java"), text);
  }

  @Test
  void trialsShareTheLawsBeforeWhatTheyChange() throws IOException {
    Path file = network();
    long start = Marginal.worked();
    engine.trace(file, EngineSettings.of(Set.of()));
    long once = Marginal.worked() - start;
    assertThat(once).as("laws of one prediction").isPositive();

    CheckResult.Checked result = (CheckResult.Checked) engine.check(file, all);
    assertThat(result.findings())
        .as("something to cure, and sizes to try it at")
        .anyMatch(f -> f.severity() != Severity.NOTE && f.fix() != null);
    assertThat(Marginal.worked() - start - once)
        .as("laws of the rules, the cures and the other sizes")
        .isLessThan(once);

    long checked = Marginal.worked();
    engine.check(file, all);
    assertThat(Marginal.worked()).as("laws of a second check").isEqualTo(checked);
  }

  @Test
  void rulesShareTheGradientsOfALoss() throws IOException {
    Graph graph = engine.graph(network(), EngineSettings.of(Set.of()));
    Propagation p = Propagation.of(graph, Assumptions.NONE);
    Head head = p.heads().get(0);
    assertThat(p.lossGradient(head, 0.1)).isSameAs(p.lossGradient(head, 0.1));
    assertThat(p.lossGradient(head, 0)).isNotSameAs(p.lossGradient(head, 0.1));
  }
}
