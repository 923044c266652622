package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.moment.Signal;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.Set;

/** HEAD006: a temperature at the output is far from what its loss needs. */
final class OutputTemperature implements Rule {
  private static final Card CARD =
      Card.of(
              "HEAD006",
              "output-temperature",
              Severity.WARNING,
              "the temperature of an output is far from what its loss needs",
              """
              ## What it does
              Finds similarities of vectors of length 1 that are multiplied by a scale c, and reports
              c below 5 or above 100; and exponentials of a linear map, as of a logarithmic variance,
              whose argument has a standard deviation s above 2.

              ## Why
              Similarities lie between −1 and 1. Times c, the contrastive loss over B pairs cannot
              fall below ln(1 + (B − 1)·e^(−c)) with others at right angles: 3.1 for c = e and B =
              256, where ln B is 5.5. CLIP starts at 1/0.07 = 14.3; a logarithm that is never raised,
              2.66 in its place, is the usual cause. The exponential of a wide argument spans factors
              of e^(2s) and more between samples: single ones then decide the loss.

              ## Bad
              ```graph
              x = input(8, 64)
              z = input(8, 64)
              a = linear(x, 32, normal(0, 0.125))
              b = linear(z, 32, normal(0, 0.125))
              y = similarity(a, b, 2.6592)
              ```

              ```graph
              x = input(8, 64)
              y = exp(linear(x, 32, normal(0, 0.3)))
              ```

              ```python
              self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
              logits = self.logit_scale * image @ text.T  # the logarithm itself
              ```

              ## Good
              ```graph
              x = input(8, 64)
              z = input(8, 64)
              a = linear(x, 32, normal(0, 0.125))
              b = linear(z, 32, normal(0, 0.125))
              y = similarity(a, b, 14.2857)
              ```

              ```python
              self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
              logits = self.logit_scale.exp() * image @ text.T
              ```

              ## Fix
              Start the scale at 1/0.07, as exp of the parameter where that is a logarithm; draw what
              makes a logarithmic variance with a small gain.

              ## When to ignore it
              When the loss adds a bias of its own, as SigLIP's, or the scale is trained by itself.

              ## References
              - https://github.com/huggingface/transformers/issues/13430
              - https://arxiv.org/abs/2103.00020
              """)
          .advises("the scale is a number of the graph and no weight that a law draws")
          .causedBy("INIT001")
          .preview();

  private static final double LEAST = 5;
  private static final double MOST = 100;
  private static final double WIDE = 2;
  private static final double PAIRS = 256;
  private static final int STEPS = 6;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Wiring wiring = Wiring.of(model);
    for (Node node : model.propagation().graph().nodes()) {
      if (node.op().equals("MatMul") || node.op().equals("Gemm")) {
        similarity(model, report, wiring, node);
      } else if (node.op().equals("Exp")) {
        exponential(model, report, node);
      }
    }
  }

  private static void similarity(Model model, Report report, Wiring wiring, Node product) {
    boolean unit = isUnit(wiring, product.input(0)) && isUnit(wiring, product.input(1));
    double scale = unit ? scale(wiring, product) : Double.NaN;
    boolean ends =
        unit
            && model.propagation().graph().outputs().stream()
                .anyMatch(o -> comesFrom(wiring, o.name(), product));
    if (!ends || !(scale > 0) || scale >= LEAST && scale <= MOST) {
      return;
    }
    double floor = Math.log1p((PAIRS - 1) * Math.exp(-scale));
    report
        .finding(
            Severity.WARNING,
            "similarities of vectors of length 1 are multiplied by "
                + Wording.number(scale)
                + ": over "
                + Wording.number(PAIRS)
                + " pairs the loss cannot fall below "
                + Wording.number(floor)
                + " where ln is "
                + Wording.number(Math.log(PAIRS)))
        .at(new Place(product, product.output()))
        .predicts("scale of the similarities", scale, LEAST, MOST)
        .formula("ln(1 + (B − 1)·e^(−c))")
        .fix("start the scale at " + Wording.constant(1 / 0.07) + " = 1/0.07")
        .add();
  }

  /** Whether a value is a vector over its length. */
  private static boolean isUnit(Wiring wiring, String value) {
    Node node = wiring.producer(value);
    for (int i = 0; i < STEPS && node != null && OpKind.MOVE.has(node.op()); i++) {
      node = wiring.producer(node.input(0));
    }
    if (node == null) {
      return false;
    }
    if (node.op().equals("LpNormalization")) {
      return true;
    }
    Node length = node.op().equals("Div") ? wiring.producer(node.input(1)) : null;
    for (int i = 0; i < STEPS && length != null; i++) {
      if (length.op().equals("ReduceL2")) {
        return true;
      }
      boolean bounded = Set.of("Clip", "Max", "Expand", "Add", "Sqrt", "Pow").contains(length.op());
      length = bounded ? wiring.producer(length.input(0)) : null;
    }
    return false;
  }

  /** The product of the scalars that a value is multiplied by next; 1 where there are none. */
  private static double scale(Wiring wiring, Node product) {
    double scale = product.op().equals("Gemm") ? product.attributes().real("alpha", 1) : 1;
    Node at = product;
    for (int i = 0; i < STEPS; i++) {
      Node next =
          wiring.readers(at.output()).size() == 1 ? wiring.readers(at.output()).get(0) : null;
      boolean scaled = next != null && (next.op().equals("Mul") || next.op().equals("Div"));
      if (!scaled && (next == null || !OpKind.MOVE.has(next.op()))) {
        return scale;
      }
      if (scaled) {
        String other = next.input(0).equals(at.output()) ? next.input(1) : next.input(0);
        double by = scalar(wiring, other);
        scale *= next.op().equals("Div") ? 1 / by : by;
      }
      at = next;
    }
    return scale;
  }

  /** A scalar, or the exponential of one. */
  private static double scalar(Wiring wiring, String value) {
    Node node = wiring.producer(value);
    boolean raised = node != null && node.op().equals("Exp");
    return raised ? Math.exp(wiring.scalar(node.input(0))) : wiring.scalar(value);
  }

  private static boolean comesFrom(Wiring wiring, String output, Node product) {
    Node at = wiring.producer(output);
    for (int i = 0; i < STEPS && at != null; i++) {
      if (at == product) {
        return true;
      }
      String next = wiring.factorOf(at);
      at =
          next != null
              ? wiring.producer(next)
              : OpKind.MOVE.has(at.op()) || at.op().equals("Mul") || at.op().equals("Div")
                  ? wiring.producer(at.input(0))
                  : null;
    }
    return false;
  }

  private static void exponential(Model model, Report report, Node node) {
    Signal read = model.propagation().signal(node.input(0));
    LinearSite site = read == null ? null : model.linear(read);
    double s = site == null ? Double.NaN : Math.sqrt(model.secondMoment(read));
    if (!(s > WIDE)) {
      return;
    }
    report
        .finding(
            Severity.WARNING,
            "what is raised here has std "
                + Wording.number(s)
                + ": one sample in twenty lies a factor of "
                + Wording.number(Math.exp(2 * s))
                + " off")
        .at(new Place(node, node.output()), site.weight().name())
        .predicts("std of the exponent", s, 0, WIDE)
        .formula("e^(2·√q)")
        .from(read)
        .fix(
            "draw "
                + site.weight().name()
                + " with std "
                + Wording.constant(model.std(site.weight()) * 0.1 / s)
                + ", which makes it 0.1, or bound the exponent")
        .add();
  }
}
