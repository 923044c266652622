package dev.initlint.rules;

import dev.initlint.finding.Fix;
import dev.initlint.finding.Severity;
import dev.initlint.source.SourceFact;
import dev.initlint.unit.Model;
import java.util.List;

/** NORM005: a layer norm that normalises positions together. */
final class NormWithoutAxis implements Rule {
  private static final Card CARD =
      Card.of(
          "NORM005",
          "norm-without-axis",
          Severity.WARNING,
          "a layer norm without axis normalises all positions of a sample together",
          """
          ## What it does
          Reports DJL's LayerNorm without axis where it reads more than one axis beside the batch. For
          sequences it is a warning, for feature maps, where some networks mean it, a note.

          ## Why
          Without axis the norm takes mean and variance over positions and features at once, and its
          gain has an entry for each of both: what one token is divided by depends on all others,
          padding among them, a token keeps its size relative to the others, and the model takes
          sequences of one length only.

          ## Bad
          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(16).build());
          net.add(LayerNorm.builder().build());
          net.initialize(null, DataType.FLOAT32, new Shape(4, 10, 16));
          ```

          ```python
          norm = nn.LayerNorm([16, 512])  # over positions and features
          ```

          ## Good
          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(16).build());
          net.add(LayerNorm.builder().axis(2).build());
          net.initialize(null, DataType.FLOAT32, new Shape(4, 10, 16));
          ```

          ```python
          norm = nn.LayerNorm(512)
          ```

          ## Fix
          Name the feature axis: LayerNorm.builder().axis(2).

          ## When to ignore it
          When a sample is meant to be normalised as a whole.

          ## References
          - DJL 0.35.1, ai.djl.nn.norm.LayerNorm: all but the first axis where none is given
          - https://github.com/NVIDIA/Megatron-LM/pull/1130
          """);

  private static final int SEQUENCE = 2;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<SourceFact.NormWithoutAxis> hits =
        model.facts(SourceFact.NormWithoutAxis.class).stream().filter(f -> f.axes() > 1).toList();
    if (hits.isEmpty()) {
      return;
    }
    SourceFact.NormWithoutAxis fact = Wording.gravest(hits, NormWithoutAxis::severity);
    report
        .finding(
            severity(fact),
            "this layer norm has no axis and normalises over "
                + fact.axes()
                + " axes at once: the size of one position depends on all others"
                + Wording.more(hits.size() - 1, "norm"))
        .at(fact.range())
        .predicts("axes normalised over together", fact.axes(), 1, 1)
        .formula("(x − mean)/√(var + ε) over all but the batch")
        .fix(
            "call .axis(" + fact.axes() + ") before .build() to normalise over the last axis alone",
            false,
            hits.stream().filter(f -> f.insertAt() >= 0).map(NormWithoutAxis::axis).toList())
        .add();
  }

  private static Fix.Edit axis(SourceFact.NormWithoutAxis norm) {
    int at = norm.insertAt();
    return new Fix.Edit(norm.range().path(), at, at, ".axis(" + norm.axes() + ")");
  }

  private static Severity severity(SourceFact.NormWithoutAxis fact) {
    return fact.axes() == SEQUENCE ? Severity.WARNING : Severity.NOTE;
  }
}
