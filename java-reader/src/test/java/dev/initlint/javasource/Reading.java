package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Node;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import dev.initlint.symbol.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads sources that tests hold as text. */
final class Reading {
  static final String DL4J =
      """
      import org.deeplearning4j.nn.conf.*;
      import org.deeplearning4j.nn.conf.distribution.*;
      import org.deeplearning4j.nn.conf.graph.*;
      import org.deeplearning4j.nn.conf.inputs.InputType;
      import org.deeplearning4j.nn.conf.layers.*;
      import org.deeplearning4j.nn.conf.layers.recurrent.*;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.deeplearning4j.nn.transferlearning.*;
      import org.deeplearning4j.nn.weights.WeightInit;
      import org.nd4j.linalg.activations.Activation;
      import org.nd4j.linalg.learning.config.*;
      import org.nd4j.linalg.lossfunctions.LossFunctions;
      import org.nd4j.linalg.schedule.*;
      """;

  static final String DJL =
      """
      import ai.djl.Model;
      import ai.djl.ndarray.*;
      import ai.djl.ndarray.types.*;
      import ai.djl.nn.*;
      import ai.djl.nn.convolutional.*;
      import ai.djl.nn.core.*;
      import ai.djl.nn.norm.*;
      import ai.djl.nn.pooling.*;
      import ai.djl.nn.recurrent.*;
      import ai.djl.nn.transformer.*;
      import ai.djl.training.*;
      import ai.djl.training.initializer.*;
      import ai.djl.training.loss.Loss;
      import ai.djl.training.optimizer.Optimizer;
      import ai.djl.training.tracker.*;
      import ai.djl.util.PairList;
      import java.util.*;
      """;

  private Reading() {}

  static FileOutcome outcome(String source) {
    return new JavaReader().readTexts(Map.of("Model.java", source)).get(0);
  }

  static List<SourceModel> models(String source) {
    FileOutcome o = outcome(source);
    assertThat(o).as(o.toString()).isInstanceOf(FileOutcome.Models.class);
    return ((FileOutcome.Models) o).models();
  }

  static SourceModel only(String source) {
    List<SourceModel> all = models(source);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** A Deeplearning4j list network of the given builder calls. */
  static SourceModel dl4j(String body) {
    return only(DL4J + "class Net { void build() { " + body + " } }");
  }

  /** A DJL model of the statements that build {@code SequentialBlock net}. */
  static SourceModel djl(String body) {
    return only(
        DJL
            + "class Net { void build() { SequentialBlock net = new SequentialBlock(); "
            + body
            + " } }");
  }

  static List<String> ops(SourceModel m) {
    return m.graph().nodes().stream().map(Node::op).toList();
  }

  static SourceParameter parameter(SourceModel m, String suffix) {
    return m.parameters().stream()
        .filter(p -> p.name().endsWith(suffix))
        .findFirst()
        .orElseThrow(() -> new AssertionError(suffix + " not in " + m.parametersByName().keySet()));
  }

  static double variance(SourceModel m, String suffix) {
    Expr v = parameter(m, suffix).variance();
    assertThat(v).as(suffix).isInstanceOf(Expr.Constant.class);
    return ((Expr.Constant) v).value();
  }

  static <F extends SourceFact> List<F> facts(SourceModel m, Class<F> kind) {
    return m.facts().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static Map<String, String> files(String... pathsAndTexts) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return files;
  }
}
