package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.SourceFact.DropoutRate;
import dev.initlint.source.SourceRange;
import dev.initlint.unit.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DROP001: a dropout that drops nearly all, mostly because its number means the opposite. */
final class DropoutKeepsLittle implements Rule {
  private static final Card CARD =
      Card.of(
              "DROP001",
              "dropout-keeps-little",
              Severity.WARNING,
              "a dropout keeps so little that its number is likely to mean the opposite",
              """
          ## What it does
          Reports dropouts that keep less than 40 % of the activations. Deeplearning4j's dropOut(p)
          keeps p of them, DJL's optRate(p) drops p.

          ## Why
          In training what is kept is divided by its share: dropOut(0.1) leaves one activation in
          ten, ten times as large, so the second moment is ten times that of evaluation and 90 % of
          each layer's inputs are noise.

          ## Bad
          ```java
          new NeuralNetConfiguration.Builder().list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).activation(Activation.RELU)
                  .dropOut(0.1).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```python
          x = F.dropout(x, p=0.9)  # meant as the share to keep
          ```

          ## Good
          ```java
          new NeuralNetConfiguration.Builder().list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).activation(Activation.RELU)
                  .dropOut(0.9).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```python
          x = F.dropout(x, p=0.1)
          ```

          ## Fix
          Give the share that the framework asks for: to drop 10 %, dropOut(0.9) in Deeplearning4j
          and optRate(0.1f) in DJL.

          ## When to ignore it
          When so much is meant to be dropped, as from the input of a denoising autoencoder.

          ## References
          - Deeplearning4j 1.0.0-M2.1, org.deeplearning4j.nn.conf.dropout.Dropout
          """)
          .advises("which share was meant is known to who wrote the number");

  private static final double LITTLE = 0.4;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<SourceRange, DropoutRate> hits = new LinkedHashMap<>();
    for (DropoutRate fact : model.facts(DropoutRate.class)) {
      if (fact.retained() > 0 && fact.retained() < LITTLE - 1e-6) {
        hits.putIfAbsent(fact.range(), fact);
      }
    }
    if (!hits.isEmpty()) {
      report(report, List.copyOf(hits.values()));
    }
  }

  private static void report(Report report, List<DropoutRate> hits) {
    DropoutRate fact = hits.get(0);
    String stated = Wording.number(fact.stated());
    String other = Wording.number(1 - fact.stated());
    report
        .finding(
            Severity.WARNING,
            (fact.statedIsRetained()
                    ? stated + " is the share that is kept: "
                    : stated + " is the share that is dropped: ")
                + Wording.percent(1 - fact.retained())
                + " of the activations are dropped and the rest multiplied by "
                + Wording.number(1 / fact.retained())
                + " in training"
                + Wording.more(hits.size() - 1, "dropout"))
        .at(fact.range())
        .andFrom(hits.stream().map(DropoutRate::range).toList())
        .predicts("share of activations kept", fact.retained(), LITTLE, 1)
        .formula("E[x²] in training = E[x²]/" + Wording.number(fact.retained()))
        .fix("write " + other + " if " + Wording.percent(fact.retained()) + " are to be dropped")
        .add();
  }
}
