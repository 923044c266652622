package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.List;
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
              c below 5 or above 100. Where a number b is added to them as well, the loss is a sigmoid
              of each pair, as SigLIP's: then it reports a bias that lets the pairs that do not belong
              together, B − 1 of B, begin with more than ln B in all. And it reports exponentials of a
              linear map, as of a logarithmic variance, whose argument has a standard deviation s
              above 2.

              ## Why
              Similarities lie between −1 and 1. Times c, the contrastive loss over B pairs cannot
              fall below ln(1 + (B − 1)·e^(−c)) with others at right angles: 3.1 for c = e and B =
              256, where ln B is 5.5. CLIP starts at 1/0.07 = 14.3; a logarithm that is never raised,
              2.66 in its place, is the usual cause. A sigmoid of each pair has (B − 1)·ln(1 + e^b) of
              it from pairs at right angles: 177 for b = 0 and B = 256, and 0.012 for SigLIP's −10; what
              training does first is to move b. The exponential of a wide argument spans factors
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
              z = input(8, 64)
              a = linear(x, 32, normal(0, 0.125))
              b = linear(z, 32, normal(0, 0.125))
              y = shift(similarity(a, b, 10), 0)
              ```

              ```graph
              x = input(8, 64)
              y = exp(linear(x, 32, normal(0, 0.3)))
              ```

              ```python
              self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
              logits = self.logit_scale * image @ text.T  # the logarithm itself
              ```

              ```json
              {"model_type": "clip", "logit_scale_init_value": 0.9808}
              ```

              ## Good
              ```graph
              x = input(8, 64)
              z = input(8, 64)
              a = linear(x, 32, normal(0, 0.125))
              b = linear(z, 32, normal(0, 0.125))
              y = similarity(a, b, 14.2857)
              ```

              ```graph
              x = input(8, 64)
              z = input(8, 64)
              a = linear(x, 32, normal(0, 0.125))
              b = linear(z, 32, normal(0, 0.125))
              y = shift(similarity(a, b, 10), -10)
              ```

              ```python
              self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
              logits = self.logit_scale.exp() * image @ text.T
              ```

              ```json
              {"model_type": "clip", "logit_scale_init_value": 2.6592}
              ```

              ## Fix
              Start the scale at 1/0.07, as exp of the parameter where that is a logarithm, and the bias
              of a sigmoid loss at −10 beside a scale of 10; draw what makes a logarithmic variance with
              a small gain.

              ## When to ignore it
              When the scale or the bias is trained by itself at a rate of its own. The rule is in
              preview because SigLIP in Hugging Face's library starts at a scale of 1 and a bias of 0,
              where the paper has 10 and −10, and is meant to be loaded and not to be trained anew.

              ## References
              - https://github.com/huggingface/transformers/issues/13430
              - https://arxiv.org/abs/2103.00020
              - https://arxiv.org/abs/2303.15343
              """)
          .advises("the scale is a number of the graph and no weight that a law draws")
          .causedBy("INIT001")
          .preview();

  private static final double LEAST = 5;
  private static final double MOST = 100;
  private static final double WIDE = 2;
  private static final double PAIRS = 256;
  private static final int STEPS = 6;
  private static final int LARGEST = 1 << 16;
  private static final Set<String> ARITHMETIC = Set.of("Mul", "Div", "Add");

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
    if (!ends || !(scale > 0)) {
      return;
    }
    double bias = bias(model, wiring, product);
    if (Double.isFinite(bias)) {
      pairs(report, product, scale, bias);
    } else if (scale < LEAST || scale > MOST) {
      softmax(report, product, scale);
    }
  }

  private static void softmax(Report report, Node product, double scale) {
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

  /** A loss that takes each pair by itself: most of them do not belong together. */
  private static void pairs(Report report, Node product, double scale, double bias) {
    double others = (PAIRS - 1) * Math.log1p(Math.exp(bias));
    if (others <= Math.log(PAIRS)) {
      return;
    }
    report
        .finding(
            Severity.WARNING,
            "to similarities times "
                + Wording.number(scale)
                + " a bias of "
                + Wording.number(bias)
                + " is added: a sigmoid of each pair begins with "
                + Wording.number(others)
                + " a row over "
                + Wording.number(PAIRS)
                + " pairs from those that do not belong together")
        .at(new Place(product, product.output()))
        .predicts("loss of pairs that do not belong together", others, 0, Math.log(PAIRS))
        .formula("(B − 1)·ln(1 + e^b)")
        .fix("start the bias at −10 and the scale at 10, as SigLIP does")
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

  /** The number that is added behind the scalars; NaN where there is none. */
  private static double bias(Model model, Wiring wiring, Node product) {
    Node at = product;
    for (int i = 0; i < STEPS; i++) {
      List<Node> next = wiring.readers(at.output());
      Node only = next.size() == 1 ? next.get(0) : null;
      if (only == null) {
        return Double.NaN;
      }
      if (only.op().equals("Add")) {
        return added(model, wiring, only, at.output());
      }
      boolean scaled = only.op().equals("Mul") || only.op().equals("Div");
      if (!scaled && !OpKind.MOVE.has(only.op())) {
        return Double.NaN;
      }
      at = only;
    }
    return Double.NaN;
  }

  private static double added(Model model, Wiring wiring, Node sum, String value) {
    String other = sum.input(0).equals(value) ? sum.input(1) : sum.input(0);
    ParameterFacts facts = model.propagation().weights().get(wiring.weight(other));
    if (facts != null && facts.isConstant()) {
      return facts.mean();
    }
    double[] all = wiring.entries(other, LARGEST);
    boolean one = all != null && all.length > 0;
    for (int i = 1; one && i < all.length; i++) {
      one = all[i] == all[0];
    }
    return one ? all[0] : Double.NaN;
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
              : OpKind.MOVE.has(at.op()) || ARITHMETIC.contains(at.op())
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
