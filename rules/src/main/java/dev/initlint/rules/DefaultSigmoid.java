package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.SourceFact.DefaultActivation;
import dev.initlint.unit.Model;
import java.util.List;

/** ACT006: layers whose activation nobody set, so that Deeplearning4j takes a sigmoid. */
final class DefaultSigmoid implements Rule {
  private static final Card CARD =
      Card.of(
              "ACT006",
              "default-sigmoid",
              Severity.WARNING,
              "nobody sets the activation of a layer and the library takes a sigmoid",
              """
          ## What it does
          Reports layers of Deeplearning4j for which neither the layer nor the network's configuration
          sets an activation: convolutions, dense layers and the cells of LSTMs then compute a
          sigmoid.

          ## Why
          A sigmoid passes at most a sixteenth of the second moment of a gradient, 0.0448 at unit
          input, and its outputs have mean 0.5 whatever comes in. Over three layers 9e-5 of the
          gradient is left. A reader of the code expects no activation, or a ReLU.

          ## Bad
          ```java
          new NeuralNetConfiguration.Builder().list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).build())
              .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
              .build();
          ```

          ```python
          h = torch.sigmoid(self.hidden(x))  # left over from the output layer
          ```

          ## Good
          ```java
          new NeuralNetConfiguration.Builder().activation(Activation.RELU).list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).build())
              .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
              .build();
          ```

          ```python
          h = F.relu(self.hidden(x))
          ```

          ## Fix
          Set the activation, of the layer or of the configuration: RELU for convolutions and dense
          layers, TANH for an LSTM. If a sigmoid is meant, say SIGMOID.

          ## When to ignore it
          In small networks that are meant to be of sigmoids.

          ## References
          - Deeplearning4j 1.0.0-M2.1, org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder
          - https://spaces.ac.cn/archives/8620
          """)
          .advises("which activation is meant is for who designed the network");

  /** E[σ'(z)²] at unit input, by quadrature. */
  private static final double PASSED = 0.044836;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<DefaultActivation> hits =
        model.facts(DefaultActivation.class).stream()
            .filter(f -> f.activation().equals("sigmoid"))
            .toList();
    if (hits.isEmpty()) {
      return;
    }
    int n = hits.size();
    report
        .finding(
            Severity.WARNING,
            "nobody sets the activation of "
                + (n > 1 ? n + " layers" : "layer " + hits.get(0).layer())
                + (n > 1 ? ": they have" : ": it has")
                + " a sigmoid, which passes "
                + Wording.number(PASSED)
                + " of the gradient's second moment and makes outputs of mean 0.5")
        .at(hits.get(0).range())
        .andFrom(hits.stream().map(DefaultActivation::range).toList())
        .predicts("E[σ'(z)²]", PASSED, 0.1, 1)
        .formula("E[σ'(z)²] at unit input")
        .fix("set .activation(..) on " + (n > 1 ? "the " + n + " layers" : "the 1 layer"))
        .add();
  }
}
