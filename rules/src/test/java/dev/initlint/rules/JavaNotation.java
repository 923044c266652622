package dev.initlint.rules;

import dev.initlint.finding.Finding;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.SourceModel;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the Java that the rules' documentation gives as examples: the body of a method. */
final class JavaNotation {
  private static final String DL4J =
      """
      import org.deeplearning4j.nn.conf.*;
      import org.deeplearning4j.nn.conf.distribution.*;
      import org.deeplearning4j.nn.conf.inputs.InputType;
      import org.deeplearning4j.nn.conf.layers.*;
      import org.deeplearning4j.nn.weights.WeightInit;
      import org.nd4j.autodiff.samediff.*;
      import org.nd4j.linalg.activations.Activation;
      import org.nd4j.linalg.api.buffer.DataType;
      import org.nd4j.linalg.factory.Nd4j;
      import org.nd4j.linalg.learning.config.*;
      import org.nd4j.linalg.lossfunctions.LossFunctions;
      import org.nd4j.linalg.schedule.*;
      import org.nd4j.weightinit.impl.*;
      """;

  private static final String DJL =
      """
      import ai.djl.Model;
      import ai.djl.ndarray.*;
      import ai.djl.ndarray.types.*;
      import ai.djl.nn.*;
      import ai.djl.nn.convolutional.*;
      import ai.djl.nn.core.*;
      import ai.djl.nn.norm.*;
      import ai.djl.nn.transformer.*;
      import ai.djl.training.*;
      import ai.djl.training.initializer.*;
      import ai.djl.training.loss.Loss;
      import ai.djl.training.optimizer.*;
      import ai.djl.training.tracker.*;
      import java.util.*;
      """;

  private JavaNotation() {}

  /** The models of a text: a method's body, or a class where it declares one. */
  static List<SourceModel> models(String text) {
    boolean djl = !text.contains("NeuralNetConfiguration") && !text.contains("SameDiff");
    String file =
        (djl ? DJL : DL4J)
            + (text.contains("class ") ? text : "class Net { void build() {\n" + text + "\n} }");
    FileOutcome outcome = new JavaReader().readTexts(Map.of("Net.java", file)).get(0);
    if (outcome instanceof FileOutcome.Models m) {
      return m.models();
    }
    throw new AssertionError(outcome.toString());
  }

  /** The findings of the rules with the given ids in all models of a text. */
  static List<Finding> check(String text, Set<String> ids) {
    List<Finding> findings = new ArrayList<>();
    for (SourceModel m : models(text)) {
      Propagation p = Propagation.of(m.graph(), Assumptions.NONE);
      findings.addAll(RuleCheck.run(Model.of(p, m), "Net.java", ids));
    }
    return findings;
  }
}
