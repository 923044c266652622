package dev.initlint.propagate;

import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Embedding;
import dev.initlint.op.Norm;
import dev.initlint.op.OwnToken;
import dev.initlint.op.Softmax;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the heads of a model: outputs that one weight makes of a hidden state. */
final class Heads {
  private static final int STEPS = 16;

  private Heads() {}

  static List<Head> of(Graph graph, Map<String, Belief> beliefs) {
    List<Head> heads = new ArrayList<>();
    Set<Weight> multiplied = multiplied(graph);
    for (Value output : graph.outputs()) {
      if (beliefs.get(output.name()) instanceof Belief.Known k) {
        Head head = head(output.name(), k.signal(), beliefs, multiplied);
        if (head != null) {
          heads.add(head);
        }
      }
    }
    return heads;
  }

  /** Weights of linear maps; a table that is added or multiplied entry by entry scores nothing. */
  private static Set<Weight> multiplied(Graph graph) {
    Set<Weight> found = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : graph.nodes()) {
      if (OpKind.isOneOf(OpKind.LINEAR, node.op())) {
        node.inputs().stream().map(graph.weights()::get).forEach(found::add);
      }
    }
    return found;
  }

  private static Head head(
      String output, Signal signal, Map<String, Belief> beliefs, Set<Weight> multiplied) {
    boolean probabilities = signal.unit() instanceof Softmax.Probabilities;
    Signal logits = signal.unit() instanceof Softmax.Probabilities p ? p.logits() : signal;
    Signal at = logits;
    double cap = Double.POSITIVE_INFINITY;
    for (int i = 0; i < STEPS && at != null; i++) {
      ParameterFacts w = matrix(at, multiplied);
      if (w != null) {
        return head(output, logits, at, w, cap, probabilities, beliefs);
      }
      if (at.unit() instanceof Norm.Normalised || at.edges().size() != 1) {
        return null;
      }
      if (at.view() != null && !isLinear(at.view())) {
        cap = cap(at.view());
        if (!Double.isFinite(cap)) {
          return null;
        }
        at = at.base();
      } else {
        at = at.edges().get(0).input();
      }
    }
    return null;
  }

  private static ParameterFacts matrix(Signal s, Set<Weight> multiplied) {
    return s.unit() instanceof Embedding.Rows
        ? null
        : s.weightEdges().stream()
            .map(Signal.WeightEdge::weight)
            .filter(w -> w.dims().length == 2 && multiplied.contains(w.weight()))
            .findFirst()
            .orElse(null);
  }

  private static boolean isLinear(ScalarFunction f) {
    double slope = f.value(1);
    return f.value(0) == 0
        && Math.abs(f.value(-3) + 3 * slope) <= 1e-9 * Math.abs(slope)
        && Math.abs(f.value(1e3) - 1e3 * slope) <= 1e-6 * Math.abs(slope);
  }

  /** The limit of an odd bounded function with slope one at zero; infinite when it is none. */
  private static double cap(ScalarFunction f) {
    double limit = f.value(1e9);
    boolean cap = f.value(0) == 0 && f.value(-1e9) == -limit && Math.abs(f.slope(0) - 1) < 1e-3;
    return cap && limit > 0 ? limit : Double.POSITIVE_INFINITY;
  }

  private static Head head(
      String output,
      Signal logits,
      Signal product,
      ParameterFacts weight,
      double cap,
      boolean probabilities,
      Map<String, Belief> beliefs) {
    Signal hidden = product.edges().get(0).input();
    Expr classes = logits.axes().symbol(Role.FEATURE);
    if (logits.axes().size(Role.FEATURE) < 2) {
      return null;
    }
    ParameterFacts table =
        beliefs.values().stream()
            .filter(b -> b instanceof Belief.Known)
            .map(b -> ((Belief.Known) b).signal().unit())
            .filter(u -> u instanceof Embedding.Rows)
            .map(u -> ((Embedding.Rows) u).table())
            .filter(t -> t.isTiedTo(weight))
            .findFirst()
            .orElse(null);
    Quantity<OwnToken.Logit> own = OwnToken.logit(hidden, weight);
    Quantity<ClassificationHead> loss =
        Quantity.of(
            e -> {
              Stat s = (cap < Double.POSITIVE_INFINITY ? product : logits).stat().in(e);
              double v = e.number(classes);
              double factor = factor(logits, product, cap, e);
              double variance = s.secondMoment() - s.featureWithin().meanSame(s.layout());
              if (own == null) {
                return capped(ClassificationHead.of(v, Math.sqrt(Math.max(0, variance))), cap);
              }
              OwnToken.Logit o = own.in(e);
              double gain = factor * factor;
              double share = gain * (o.mean() * o.mean() + o.variance()) / v;
              double others = Math.sqrt(Math.max(0, variance - share));
              double std = Math.sqrt(variance - share + gain * o.variance());
              ClassificationHead h = ClassificationHead.of(v, others);
              return capped(h.withOwnLogit(factor * o.mean(), std, 1 / v), cap);
            });
    return new Head(output, logits, hidden, weight, table, classes, loss, probabilities);
  }

  /** What the scores were multiplied by after the product. */
  private static double factor(
      Signal logits, Signal product, double cap, dev.initlint.moment.Evaluation e) {
    if (cap < Double.POSITIVE_INFINITY) {
      return 1;
    }
    double before = product.stat().in(e).secondMoment();
    double after = logits.stat().in(e).secondMoment();
    return logits.scale().factor() == 1 || before == 0 ? 1 : Math.sqrt(after / before);
  }

  private static ClassificationHead capped(ClassificationHead head, double cap) {
    return cap < Double.POSITIVE_INFINITY ? head.withSoftCap(cap) : head;
  }
}
