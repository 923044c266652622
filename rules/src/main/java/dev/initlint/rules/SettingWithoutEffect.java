package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceFact.WithoutEffect;
import dev.initlint.source.SourceModel;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** INIT018: a call that looks as if it set something, and does not. */
final class SettingWithoutEffect implements Rule {
  private static final Card CARD =
      Card.of(
          "INIT018",
          "setting-without-effect",
          Severity.WARNING,
          "a call that sets an initialiser or activation changes nothing",
          """
          ## What it does
          Reports calls that the framework accepts and does not act on: an optInitializer whose
          selector matches no parameter, a setInitializer made before the blocks it is meant for are
          added, a network's weightInit for layers that do not take it, and an activation given to
          BatchNormalization. The last is a note where an activation precedes the norm.

          ## Why
          Nothing fails. The weights are drawn by the library's default, for DJL a variance of
          2/fan_in whatever follows, and the model starts otherwise than its author believes.

          ## Bad
          ```java
          SequentialBlock net = new SequentialBlock();
          net.setInitializer(new NormalInitializer(0.02f), Parameter.Type.WEIGHT);
          net.add(Linear.builder().setUnits(64).build());
          net.add(Activation::relu);
          net.add(Linear.builder().setUnits(10).build());
          net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
          ```

          ```python
          nn.init.normal_(self.gate.weight.data.clone(), std=0.02)  # draws a copy
          ```

          ## Good
          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(64).build());
          net.add(Activation::relu);
          net.add(Linear.builder().setUnits(10).build());
          net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);
          net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
          ```

          ```python
          nn.init.normal_(self.gate.weight, std=0.02)
          ```

          ## Fix
          Set initialisers after the last block is added, by Parameter.Type or by the bare name of
          the parameter, as "weight"; set them on the layers that do not inherit; give the activation
          a layer of its own.

          ## When to ignore it
          When the call is kept for a part that is added elsewhere.

          ## References
          - https://github.com/deepjavalibrary/djl/pull/664
          """);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<String, List<WithoutEffect>> byKind = new LinkedHashMap<>();
    for (WithoutEffect fact : model.facts(WithoutEffect.class)) {
      byKind.computeIfAbsent(fact.call() + fact.missing(), k -> new ArrayList<>()).add(fact);
    }
    byKind.values().forEach(alike -> report(model.source().get(), report, alike));
  }

  private static void report(SourceModel source, Report report, List<WithoutEffect> alike) {
    WithoutEffect fact = alike.get(0);
    boolean activation = fact.call().contains("activation");
    long drawn = source.parameters().stream().filter(p -> p.byDefault() && isMatrix(p)).count();
    String outcome =
        activation
            ? fact.missing()
                ? ", and the layer before it has 0 activations"
                : ", only the 1 before the norm works"
            : "; " + drawn + " weights of the model are drawn by default";
    List<Remedy> removals = alike.stream().<Remedy>map(f -> new Remedy.CallOff(f.range())).toList();
    Report.Draft draft =
        report
            .finding(
                fact.missing() ? Severity.WARNING : Severity.NOTE,
                "the call "
                    + fact.call()
                    + " changes nothing: "
                    + fact.reason()
                    + outcome
                    + Wording.more(alike.size() - 1, "call"))
            .at(fact.range())
            .predicts("what the call changes", 0, 1, source.parametersTotal())
            .formula(fact.call())
            .fix(
                activation
                    ? "add 1 activation layer after the norm, or drop the call"
                    : "set it where it reaches at least 1 parameter, or drop the call");
    // Without the call it cannot be seen any more that something else was meant.
    (fact.missing() ? draft.unsafeCure(removals) : draft.cure(removals)).add();
  }

  private static boolean isMatrix(dev.initlint.source.SourceParameter p) {
    return p.dims().size() > 1;
  }
}
