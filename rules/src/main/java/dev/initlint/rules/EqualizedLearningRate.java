package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import dev.initlint.weight.LayerFans;
import java.util.ArrayList;
import java.util.List;

/** INIT012: a weight that is scaled when it is used was drawn with that scale as well. */
final class EqualizedLearningRate implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT012",
              "equalized-lr-double-scale",
              Severity.ERROR,
              "a weight is drawn with the scale that it is multiplied by once more",
              """
              ## What it does
              Finds weights that are multiplied by a constant c before they are used, as with an
              equalised learning rate and in the parameterisation of neural tangents, and predicts
              the gain g² = fan_in·c²·var(W). Reports g² below a tenth where c² is near k/fan_in for
              a k of 1/3, 1 or 2 and the weight was drawn as if it were not multiplied.

              ## Why
              There W is drawn from N(0, 1) and c = √(k/fan_in) does the scaling, so that an
              optimiser moves all weights by the same share. Drawn with 1/√fan_in as well, a layer
              passes k²/fan_in of the second moment, 1/256 at a width of 256, and a few layers
              nothing.

              ## Bad
              ```graph
              x = input(8, 256)
              h = relu(scaled(x, 256, normal(0, 0.0884), 0.0884))
              y = scaled(h, 10, normal(0, 0.0625), 0.0625)
              ```

              ```python
              nn.init.kaiming_normal_(self.weight)
              y = F.linear(x, self.weight * (2 / fan_in) ** 0.5)
              ```

              ## Good
              ```graph
              x = input(8, 256)
              h = relu(scaled(x, 256, normal(0, 1), 0.0884))
              y = scaled(h, 10, normal(0, 1), 0.0625)
              ```

              ```python
              nn.init.normal_(self.weight)
              y = F.linear(x, self.weight * (2 / fan_in) ** 0.5)
              ```

              ## Fix
              Draw the weight from N(0, 1).

              ## When to ignore it
              When the factor is a multiplier of the learning rate and no scale (lr_mul).

              ## References
              - https://arxiv.org/abs/1710.10196
              - https://arxiv.org/abs/1806.07572
              - https://github.com/akanimax/pro_gan_pytorch/issues/7
              """)
          .causedBy("ACT001", "ACT002", "INIT002");

  private static final double SMALL = 0.1;
  private static final double NEAR = 0.15;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Wiring wiring = Wiring.of(model);
    Node worst = null;
    ParameterFacts weight = null;
    double least = SMALL;
    double factor = 1;
    double fan = 1;
    List<Remedy.Redraw> cures = new ArrayList<>();
    for (Node node : model.propagation().graph().nodes()) {
      String scaled = scaled(wiring, node);
      Weight w = scaled == null ? null : wiring.weight(scaled);
      ParameterFacts facts = w == null ? null : model.propagation().weights().get(w);
      if (facts == null || w.dims().length < 2) {
        continue;
      }
      Node reader = wiring.readers(node.output()).get(0);
      double c = wiring.scalar(node.input(node.input(0).equals(scaled) ? 1 : 0));
      double fanIn = LayerFans.of(reader, reader.inputs().indexOf(node.output()), w.dims()).fanIn();
      double var = model.number(facts.variance());
      double gain = fanIn * c * c * var;
      if (gain > 0 && gain < SMALL && isScale(c * c * fanIn) && isScale(var * fanIn)) {
        cures.add(new Remedy.Redraw(facts.name(), 1, Math.round(fanIn)));
        if (gain < least || worst == null) {
          worst = reader;
          weight = facts;
          least = gain;
          factor = c;
          fan = fanIn;
        }
      }
    }
    if (worst != null) {
      report(model, report, worst, weight, factor, fan, least, cures);
    }
  }

  /** The weight that a node multiplies by a constant for a map to use, or null. */
  private static String scaled(Wiring wiring, Node node) {
    String w = node.op().equals("Mul") ? wiring.factorOf(node) : null;
    boolean used =
        w != null
            && wiring.weight(w) != null
            && wiring.readers(node.output()).stream()
                .anyMatch(r -> OpKind.isOneOf(OpKind.LINEAR, r.op()));
    return used ? w : null;
  }

  private static boolean isScale(double k) {
    return Math.abs(3 * k - 1) < NEAR || Math.abs(k - 1) < NEAR || Math.abs(k / 2 - 1) < NEAR;
  }

  private static void report(
      Model model,
      Report report,
      Node at,
      ParameterFacts weight,
      double factor,
      double fanIn,
      double gain,
      List<Remedy.Redraw> cures) {
    report
        .finding(
            Severity.ERROR,
            "this weight is drawn with std "
                + Wording.number(model.std(weight))
                + " and multiplied by "
                + Wording.number(factor)
                + " when it is used: fan_in·var is "
                + Wording.number(gain)
                + " where it should be "
                + Wording.number(fanIn * factor * factor)
                + Wording.more(cures.size() - 1, "weight"))
        .at(new Place(at, at.output()), weight.name())
        .predicts("fan_in·c²·var(W)", gain, SMALL, 9)
        .formula("fan_in·c²·var(W)")
        .fix("draw it with std 1, since the factor " + Wording.number(factor) + " scales it")
        .cure(cures)
        .add();
  }
}
