package dev.initlint.propagate;

import dev.initlint.finding.Coverage;
import dev.initlint.finding.Unmodelled;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.graph.CodePlace;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Defect;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Attention;
import dev.initlint.op.RelativeBias;
import dev.initlint.shape.Array;
import dev.initlint.weight.InitialisationVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the figures of a propagation off under one binding. */
public final class Tracing {
  /** Entries up to this are no figures but marks for keys that are not seen. */
  private static final double MASKED = -1e30;

  private final Propagation p;
  private final Evaluation e;
  private final Blocks blocks;
  private final Formulas formulas;
  private final Map<String, String> modules = new HashMap<>();

  private Tracing(Propagation p, Map<String, Double> set) {
    this.p = p;
    e = p.evaluation(set);
    blocks = Blocks.of(p.graph());
    formulas = new Formulas(p, e);
    for (Node node : p.graph().nodes()) {
      CodePlace code = node.origin() == null ? null : node.origin().code();
      if (code != null && code.module() != null) {
        modules.put(node.name(), code.module());
      }
    }
  }

  /**
   * The figures.
   *
   * @param set values of symbols that replace the model's own
   */
  public static Trace of(Propagation p, String model, Map<String, Double> set) {
    Tracing t = new Tracing(p, set);
    List<Trace.ValueRow> values = t.values();
    InitialisationVerdict verdict = p.verdict();
    return new Trace(
        model,
        new LinkedHashMap<>(t.e.binding().values()),
        values,
        t.parameters(),
        t.outputs(),
        t.attention(),
        Covering.of(p, t.e),
        verdict.isDecided() ? verdict.atInitialisation() : null,
        verdict.reason(),
        DepthLaws.of(p, t.e, t.blocks),
        p.remarks());
  }

  /** How many values are known under the model's own binding, and why the others are not. */
  public static Coverage coverage(Propagation p) {
    return Covering.of(p, p.evaluation());
  }

  /** Operators and uses of them that are not modelled, those that hide most values first. */
  public static List<Unmodelled> unmodelled(Propagation p) {
    return coverage(p).unknown();
  }

  /** Share of the values that are known, 0 to 1; 1 for a model without values. */
  public static double modelledShare(Propagation p) {
    return coverage(p).share();
  }

  private List<Trace.ValueRow> values() {
    List<Trace.ValueRow> rows = new ArrayList<>();
    for (Value input : p.graph().inputs()) {
      rows.add(row(input.name(), "Input", ""));
    }
    p.graph()
        .weights()
        .forEach(
            (name, w) -> {
              if (w.type().isReal() && w.dims().length > 1) {
                rows.add(row(name, "Weight", ""));
              }
            });
    for (Node node : p.graph().nodes()) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          rows.add(row(output, node.op(), node.name()));
        }
      }
    }
    return rows;
  }

  private Trace.ValueRow row(String name, String op, String node) {
    Belief b = p.beliefs().get(name);
    long[] shape = p.shapes().dims(name);
    String block = blocks.of(name);
    if (b instanceof Belief.Known k) {
      return known(name, op, node, block, shape, k.signal());
    }
    Double mean = null;
    Double q = null;
    if (b instanceof Belief.Fixed f) {
      mean = average(f.array(), 1);
      q = average(f.array(), 2);
    } else if (b instanceof Belief.Parameter w && w.facts().facts() != null) {
      mean = figure(() -> w.facts().facts().mean());
      q = figure(() -> w.facts().facts().secondMoment());
    }
    String unknown = b instanceof Belief.Unknown u ? u.reason() : null;
    String symbols = Arrays.toString(shape == null ? new long[0] : shape);
    return new Trace.ValueRow(
        name,
        op,
        node,
        block,
        shape,
        symbols,
        mean,
        q,
        null,
        null,
        null,
        null,
        Map.of(),
        unknown,
        modules.get(node));
  }

  private Trace.ValueRow known(
      String name, String op, String node, String block, long[] shape, Signal signal) {
    Double q = secondMoment(signal, e);
    Double mean = figure(() -> signal.stat().in(e).meanEntry());
    boolean table = signal.unit() instanceof RelativeBias;
    boolean scores =
        signal.unit() instanceof Attention.Logits || signal.unit() instanceof Attention.Weights;
    Double overlap = scores || table ? null : figure(() -> overlap(signal.stat().in(e)));
    Double band = table ? null : figure(() -> band(signal, e));
    Quantity<Stat> gradient = scores ? null : p.gradient(signal);
    Double g = gradient == null ? null : figure(() -> gradient.in(e).secondMoment());
    Formulas.Printed formula = q == null ? null : formula(name, q);
    String unknown = q == null ? Covering.reason(signal, e) : null;
    return new Trace.ValueRow(
        name,
        op,
        node,
        block,
        shape,
        signal.axes().toString(),
        mean,
        q,
        overlap,
        band,
        g,
        formula == null ? null : formula.text(),
        formula == null ? Map.of() : formula.symbols(),
        unknown,
        modules.get(node));
  }

  /** The formula of a value, or null where evaluated it is not the figure beside it. */
  private Formulas.Printed formula(String name, double q) {
    Formulas.Printed printed = formulas.of(name);
    return printed != null && printed.gives(q) ? printed : null;
  }

  private static double overlap(Stat s) {
    return s.layout().positions() > 1 ? s.tokenOverlap() : Double.NaN;
  }

  private static double band(Signal s, Evaluation e) {
    double doubt = s.doubt() == null ? 0 : s.doubt().in(e);
    return Math.sqrt(s.stat().in(e).spread() + doubt);
  }

  /** A figure that is finite, or null. */
  private static Double figure(Supplier<Double> f) {
    Double v = Defect.orNull("a figure", f);
    return v != null && Double.isFinite(v) ? v : null;
  }

  /** The second moment of a signal where it is finite, or null. */
  static Double secondMoment(Signal s, Evaluation e) {
    Stat stat = e.orNull(s.stat());
    return stat == null ? null : figure(stat::secondMoment);
  }

  private static Double average(Array a, int power) {
    double sum = 0;
    int n = 0;
    for (double v : a.toDoubles()) {
      if (v > MASKED) {
        sum += Math.pow(v, power);
        n++;
      }
    }
    double mean = sum / n;
    return Double.isFinite(mean) ? mean : null;
  }

  private List<Trace.ParameterRow> parameters() {
    List<Trace.ParameterRow> rows = new ArrayList<>();
    p.graph()
        .weights()
        .forEach(
            (name, w) -> {
              ParameterFacts f = p.weights().get(w);
              if (f != null) {
                rows.add(parameter(name, w, f));
              }
            });
    return rows;
  }

  private Trace.ParameterRow parameter(String name, Weight w, ParameterFacts f) {
    Quantity<Double> gradient = p.weightGradient(name);
    Double g = gradient == null ? null : figure(() -> gradient.in(e));
    Double mean = figure(f::mean);
    Double q =
        f.facts() != null
            ? figure(() -> f.facts().secondMoment())
            : figure(() -> e.number(f.variance()) + f.mean() * f.mean());
    String law = f.law() == null ? null : f.law().name();
    Double intended = w.intended() == null ? null : figure(() -> p.intendedSecondMoment(name));
    return new Trace.ParameterRow(name, w.dims(), mean, q, law, g, intended);
  }

  private List<Trace.OutputRow> outputs() {
    Map<String, Head> heads = new LinkedHashMap<>();
    p.heads().forEach(h -> heads.put(h.output(), h));
    List<Trace.OutputRow> rows = new ArrayList<>();
    for (Value v : p.graph().outputs()) {
      Signal s = p.signal(v.name());
      Double q = s == null ? null : figure(() -> s.stat().in(e).secondMoment());
      Head head = heads.get(v.name());
      Double loss = null;
      Double excess = null;
      if (head != null && !head.probabilities()) {
        loss = figure(() -> head.loss().in(e).crossEntropy());
        excess = figure(() -> excess(head.loss().in(e)));
      }
      rows.add(new Trace.OutputRow(v.name(), q, loss, excess));
    }
    return rows;
  }

  private static double excess(ClassificationHead head) {
    return head.excess();
  }

  private List<Trace.AttentionRow> attention() {
    List<Trace.AttentionRow> rows = new ArrayList<>();
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      if (node.op().equals("Softmax") && s != null && s.unit() instanceof Attention.Weights w) {
        rows.add(AttentionFigures.row(node.name(), blocks.of(node.output()), w, e));
      }
    }
    return rows;
  }
}
