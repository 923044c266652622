package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.SourceFact.InitialiserSet;
import dev.initlint.unit.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** INIT010: a later call overwrites every weight that an earlier one has set. */
final class InitClobbered implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT010",
              "init-clobbered",
              Severity.WARNING,
              "a later call overwrites every weight that an earlier initialiser call has set",
              """
          ## What it does
          Follows the calls that set initialisers in the order in which the framework applies them:
          calls on blocks first, those of the training configuration when the trainer is made. Reports
          a call all of whose weights are set anew by later calls with another variance. A general
          call that later ones refine is left alone.

          In a saved folder, where only what was drawn last is seen: reports tensors whose spread is
          1.5 times that of the law which the library would draw them from, or less than 1/1.5 of it,
          and tensors that are not the constant which the library sets, as biases of 1 or layer
          scales of 0. The tensors of an initialiser that reached all of them are one finding. Biases
          that are small beside what they are added to are a note.

          ## Why
          The special care that the first call takes, as a small head or a scaled embedding, is gone,
          and nothing says so: Model.newTrainer applies the initialisers of its configuration to the
          whole model. What torch draws when a layer is made, a variance given as a deviation, or a
          loop over all matrices leave the same trace.

          ## Bad
          ```java
          Block head = Linear.builder().setUnits(10).build();
          head.setInitializer(new NormalInitializer(0.001f), Parameter.Type.WEIGHT);
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(64).build());
          net.add(Activation::relu);
          net.add(head);
          net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);
          net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
          ```

          ```python
          nn.init.zeros_(self.gate.weight)
          self.apply(self._init_weights)  # draws every nn.Linear, the gate too
          ```

          ## Good
          ```java
          Block head = Linear.builder().setUnits(10).build();
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(64).build());
          net.add(Activation::relu);
          net.add(head);
          net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);
          head.setInitializer(new NormalInitializer(0.001f), Parameter.Type.WEIGHT);
          net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
          ```

          ```python
          self.apply(self._init_weights)
          nn.init.zeros_(self.gate.weight)
          ```

          ## Fix
          Call the general one first, and restrict what the training configuration sets.

          ## When to ignore it
          When the weights are meant to be drawn anew, by another law than the library's.

          ## References
          - https://github.com/huggingface/pytorch-image-models/pull/2605
          - https://github.com/huggingface/transformers/pull/46620
          """)
          .causedBy(
              "INIT009", "NORM001", "RES004", "RES003", "INIT016", "INIT013", "INIT003", "EMB007",
              "EMB005", "INIT008", "INIT001", "INIT002", "HEAD001")
          .advises("the order of the calls is that of the program");

  private static final double EQUAL = 0.01;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<InitialiserSet> applied = model.facts(InitialiserSet.class);
    for (int i = 0; i < applied.size(); i++) {
      clobbered(model, report, applied.get(i), applied.subList(i + 1, applied.size()));
    }
    StoredOtherwise.check(model, report);
  }

  private static void clobbered(
      Model model, Report report, InitialiserSet call, List<InitialiserSet> later) {
    Map<String, InitialiserSet> winner = new HashMap<>();
    for (InitialiserSet other : later) {
      other.parameters().forEach(p -> winner.put(p, other));
    }
    if (call.parameters().isEmpty() || !winner.keySet().containsAll(call.parameters())) {
      return;
    }
    for (String weight : call.parameters()) {
      double set = variance(model, call, weight);
      double drawn = variance(model, winner.get(weight), weight);
      boolean differs = Math.abs(set - drawn) > EQUAL * Math.max(set, drawn);
      boolean elsewhere = !winner.get(weight).range().equals(call.range());
      if (differs && elsewhere) {
        report(model, report, call, winner.get(weight), weight);
        return;
      }
    }
  }

  private static double variance(Model model, InitialiserSet call, String weight) {
    return model.number(call.variances().get(call.parameters().indexOf(weight)));
  }

  private static void report(
      Model model, Report report, InitialiserSet call, InitialiserSet winner, String weight) {
    double set = Math.sqrt(variance(model, call, weight));
    double drawn = Math.sqrt(variance(model, winner, weight));
    String line = "line " + winner.range().line();
    report
        .finding(
            Severity.WARNING,
            "the call in "
                + line
                + " overwrites what "
                + call.initialiser()
                + " sets here: "
                + weight
                + " is drawn with std "
                + Wording.number(drawn)
                + ", not "
                + Wording.number(set)
                + Wording.more(call.parameters().size() - 1, "weight"))
        .at(call.range())
        .predicts("std drawn over the one set here", drawn / set, 1 - EQUAL, 1 + EQUAL)
        .formula("the last call that reaches a parameter counts")
        .fix("make this call after that of " + line + ", or drop it")
        .add();
  }
}
