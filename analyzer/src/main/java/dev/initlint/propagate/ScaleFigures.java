package dev.initlint.propagate;

import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Addition;
import dev.initlint.op.Attention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of a model that are followed over its sizes, each as a function of an evaluation. */
final class ScaleFigures {
  /**
   * One figure.
   *
   * @param kind what it is, for what is expected of it
   * @param value whose second moment it is, so that its formula tells the exponent; or null
   * @param power of the second moment: ½ for a standard deviation
   */
  record Figure(
      String name,
      Scaling.Kind kind,
      String value,
      double power,
      ToDoubleFunction<Evaluation> of) {}

  private final Propagation p;
  private final Map<String, Figure> all = new LinkedHashMap<>();

  private ScaleFigures(Propagation p) {
    this.p = p;
  }

  /** By name, in the order in which they are told. */
  static Map<String, Figure> of(Propagation p) {
    ScaleFigures f = new ScaleFigures(p);
    f.streams();
    f.attentions();
    f.outputs();
    f.weights();
    return f.all;
  }

  private void add(
      String name, Scaling.Kind kind, String value, double power, ToDoubleFunction<Evaluation> of) {
    all.put(name, new Figure(name, kind, value, power, of));
  }

  private void streams() {
    Blocks blocks = Blocks.of(p.graph());
    boolean named = p.graph().nodes().stream().anyMatch(n -> !blocks.of(n.output()).isEmpty());
    String entry = null;
    String last = null;
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      if (s != null && s.unit() instanceof Addition.Fork) {
        boolean inside = !named || !blocks.of(node.output()).isEmpty();
        entry = entry == null || !inside && last == null ? node.output() : entry;
        last = inside ? node.output() : last;
      }
    }
    if (last != null) {
      String end = last;
      String begin = entry;
      add("E[x²] of the stream", Scaling.Kind.STREAM, end, 1, e -> moment(p.signal(end), e));
      if (!begin.equals(end)) {
        add(
            "gradient at the first block, over the last",
            Scaling.Kind.GRADIENT,
            null,
            1,
            e -> gradient(begin, e) / gradient(end, e));
      }
    }
  }

  private void attentions() {
    List<Node> found = new ArrayList<>();
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      if (node.op().equals("Softmax") && s != null && s.unit() instanceof Attention.Weights) {
        found.add(node);
      }
    }
    if (!found.isEmpty()) {
      attention("first", found.get(0));
    }
    if (found.size() > 1) {
      attention("last", found.get(found.size() - 1));
    }
  }

  private void attention(String which, Node node) {
    Attention.Weights w = (Attention.Weights) p.signal(node.output()).unit();
    add(
        "attention logit std, " + which,
        Scaling.Kind.ATTENTION,
        null,
        1,
        e -> known(AttentionFigures.row("", "", w, e).logitStd()));
    add(
        "attention entropy share, " + which,
        Scaling.Kind.ENTROPY,
        null,
        1,
        e -> known(AttentionFigures.row("", "", w, e).entropyShare()));
  }

  private void outputs() {
    Map<String, Head> heads = new LinkedHashMap<>();
    p.heads().forEach(h -> heads.put(h.output(), h));
    for (Value v : p.graph().outputs()) {
      Signal s = p.signal(v.name());
      if (s == null) {
        continue;
      }
      Head head = heads.get(v.name());
      boolean scores = head != null && !head.probabilities();
      Scaling.Kind kind = scores ? Scaling.Kind.LOGITS : Scaling.Kind.OUTPUT;
      add("E[x²] of " + v.name(), kind, v.name(), 1, e -> moment(s, e));
      if (scores) {
        add(
            "loss of " + v.name(),
            Scaling.Kind.LOSS,
            null,
            1,
            e -> head.loss().in(e).crossEntropy());
        add("loss above ln V", Scaling.Kind.EXCESS, null, 1, e -> head.loss().in(e).excess());
      }
      break;
    }
  }

  /** The gradients of the first and of the last matrix, for a unit gradient at the output. */
  private void weights() {
    List<String> matrices =
        p.graph().nodes().stream()
            .flatMap(n -> n.inputs().stream())
            .distinct()
            .filter(this::isDrawnMatrix)
            .toList();
    if (!matrices.isEmpty()) {
      gradientOf(matrices.get(0));
      if (matrices.size() > 1) {
        gradientOf(matrices.get(matrices.size() - 1));
      }
    }
  }

  private boolean isDrawnMatrix(String name) {
    Weight w = p.graph().weights().get(name);
    ParameterFacts f = w == null || w.dims().length < 2 ? null : p.weights().get(w);
    return f != null && f.isRandom() && p.weightGradient(name) != null;
  }

  private void gradientOf(String weight) {
    Quantity<Double> g = p.weightGradient(weight);
    add("gradient of " + weight, Scaling.Kind.WEIGHT_GRADIENT, null, 1, g::in);
  }

  private double gradient(String value, Evaluation e) {
    Quantity<Stat> g = p.gradient(p.signal(value));
    if (g == null) {
      throw new NotKnown("no gradient comes back to " + value);
    }
    return g.in(e).secondMoment();
  }

  private static double moment(Signal s, Evaluation e) {
    return s.stat().in(e).secondMoment();
  }

  private static double known(Double figure) {
    if (figure == null) {
      throw new NotKnown("the attention has no figures");
    }
    return figure;
  }
}
