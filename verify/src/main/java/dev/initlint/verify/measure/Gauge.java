package dev.initlint.verify.measure;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.verify.Estimate;
import dev.initlint.verify.Measured;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Measures every tensor of a pass as it comes by, over all draws. */
public final class Gauge implements Observer {
  private final Machine machine;
  private final BooleanSupplier cancelled;
  private final Attentions attentions;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<Node, Attention> attention = new LinkedHashMap<>();
  private final Map<String, Output> outputs = new LinkedHashMap<>();
  private int seed;

  private static final class Value {
    private String op;
    private String node;
    private List<String> inputs;
    private int[] shape;
    private final Draws secondMoment = new Draws();
    private final Draws mean = new Draws();
    private final Draws overlap = new Draws();
    private final Draws gradient = new Draws();
  }

  private static final class Parameter {
    private Weight weight;
    private final Draws secondMoment = new Draws();
    private final Draws gradient = new Draws();
  }

  private static final class Attention {
    private int keys;
    private final Draws logitVariance = new Draws();
    private final Draws largest = new Draws();
    private final Draws entropyShare = new Draws();
    private final Draws participation = new Draws();
  }

  private static final class Output {
    private int[] shape;
    private final Draws secondMoment = new Draws();
    private final Draws crossEntropy = new Draws();
  }

  /** Starts without figures. */
  public Gauge(Graph graph, Machine machine, BooleanSupplier cancelled) {
    this.machine = machine;
    this.cancelled = cancelled;
    this.attentions = Attentions.of(graph);
  }

  /** What follows belongs to weight draw {@code number}. */
  public void seed(int number) {
    seed = number;
  }

  /** A graph input was drawn. */
  public void input(String name, Tensor t) {
    if (t.isReal()) {
      measure(name, "Input", "", List.of(), t);
    }
  }

  /** A weight was read or drawn. */
  public void weight(String name, Weight weight, Tensor t) {
    if (!t.isReal() || t.size() == 0) {
      return;
    }
    Parameter p = parameters.computeIfAbsent(name, n -> new Parameter());
    p.weight = weight;
    p.secondMoment.add(seed, Moments.of(t, machine.workers()).secondMoment());
  }

  /** A graph output was computed. */
  public void output(String name, Tensor t) {
    if (!t.isReal() || t.size() == 0) {
      return;
    }
    Output o = outputs.computeIfAbsent(name, n -> new Output());
    o.shape = t.dims();
    o.secondMoment.add(seed, Moments.of(t, machine.workers()).secondMoment());
    o.crossEntropy.add(seed, CrossEntropy.of(t, machine.workers()));
  }

  @Override
  public void before(Node node, Tensor[] inputs) {
    if (!attentions.softmaxes().contains(node) || inputs[0] == null || inputs[0].size() == 0) {
      return;
    }
    AttentionMoments m = AttentionMoments.of(inputs[0], machine.workers());
    Attention a = attention.computeIfAbsent(node, n -> new Attention());
    a.keys = inputs[0].dim(-1);
    a.logitVariance.add(seed, m.logitVariance());
    a.largest.add(seed, m.largest());
    a.entropyShare.add(seed, m.entropyShare());
    a.participation.add(seed, m.participation());
  }

  @Override
  public void value(Node node, String name, Tensor value) {
    if (value.isReal() && value.size() > 0) {
      measure(name, node.op(), node.name(), node.inputs(), value);
    }
  }

  private void measure(String name, String op, String node, List<String> inputs, Tensor t) {
    Value v = values.computeIfAbsent(name, n -> new Value());
    v.op = op;
    v.node = node;
    v.inputs = inputs;
    v.shape = t.dims();
    double lowest = attentions.logits().contains(name) ? AttentionMoments.MASKED : Moments.LOWEST;
    Moments m = Moments.of(t, machine.workers(), lowest);
    v.secondMoment.add(seed, m.secondMoment());
    v.mean.add(seed, m.mean());
    double overlap = Moments.tokenOverlap(t, machine.workers());
    if (!Double.isNaN(overlap)) {
      v.overlap.add(seed, overlap);
    }
  }

  @Override
  public void gradient(String name, Tensor gradient) {
    Value v = values.get(name);
    if (v != null) {
      v.gradient.add(seed, Moments.of(gradient, machine.workers()).secondMoment());
    }
  }

  @Override
  public void parameterGradient(String name, Tensor gradient) {
    Parameter p = parameters.get(name);
    if (p != null && gradient.size() > 0) {
      p.gradient.add(seed, Moments.of(gradient, machine.workers()).secondMoment());
    }
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean();
  }

  /** Figures of values, in the order in which they were first seen. */
  public List<Measured.ValueFigures> values() {
    List<Measured.ValueFigures> rows = new ArrayList<>();
    values.forEach(
        (name, v) ->
            rows.add(
                new Measured.ValueFigures(
                    name,
                    v.op,
                    v.node,
                    v.inputs,
                    v.shape,
                    v.secondMoment.estimate(),
                    v.mean.estimate(),
                    v.overlap.estimate(),
                    v.gradient.estimate())));
    return rows;
  }

  /** Figures of weights. */
  public List<Measured.ParameterFigures> parameters(Set<String> firstUseOnly) {
    List<Measured.ParameterFigures> rows = new ArrayList<>();
    parameters.forEach(
        (name, p) ->
            rows.add(
                new Measured.ParameterFigures(
                    name,
                    p.weight.name(),
                    p.weight.dims(),
                    p.secondMoment.estimate(),
                    p.gradient.estimate(),
                    firstUseOnly.contains(name))));
    return rows;
  }

  /** Figures of softmaxes over keys. */
  public List<Measured.AttentionFigures> attention() {
    List<Measured.AttentionFigures> rows = new ArrayList<>();
    attention.forEach(
        (node, a) ->
            rows.add(
                new Measured.AttentionFigures(
                    node.name(),
                    node.output(),
                    a.keys,
                    root(a.logitVariance.estimate()),
                    a.largest.estimate(),
                    a.entropyShare.estimate(),
                    a.participation.estimate())));
    return rows;
  }

  /** Figures of graph outputs. */
  public List<Measured.OutputFigures> outputs() {
    List<Measured.OutputFigures> rows = new ArrayList<>();
    outputs.forEach(
        (name, o) ->
            rows.add(
                new Measured.OutputFigures(
                    name, o.shape, o.secondMoment.estimate(), o.crossEntropy.estimate())));
    return rows;
  }

  /** √v, whose error is δv/(2√v). */
  private static Estimate root(Estimate v) {
    if (v == null) {
      return null;
    }
    double root = Math.sqrt(v.mean());
    return new Estimate(root, root == 0 ? 0 : v.standardError() / (2 * root));
  }
}
