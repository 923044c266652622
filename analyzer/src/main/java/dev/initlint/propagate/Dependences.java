package dev.initlint.propagate;

import dev.initlint.graph.Node;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Addition;
import dev.initlint.op.Attention;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.Printer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Reads the dependence of a model's figures on its sizes off a propagation. */
public final class Dependences {
  /** How far a formula may be from its figure, to be taken for it. */
  private static final double TOLERANCE = 1e-3;

  private final Propagation p;
  private final List<Dependence.Axis> axes;

  /** Symbols that move with an axis, with the axis' place and their ratio to it. */
  private final Map<String, Dependence.Size> moved = new HashMap<>();

  private final Map<String, Double> set;
  private final Evaluation own;
  private final List<List<Evaluation>> along = new ArrayList<>();
  private final Formulas formulas;
  private final List<Dependence.Leaf> leaves = new ArrayList<>();
  private final Map<String, Integer> tables = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final List<Dependence.Value> values = new ArrayList<>();

  private Dependences(
      Propagation p,
      List<Dependence.Axis> axes,
      List<Map<String, Double>> with,
      Map<String, Double> set) {
    this.p = p;
    this.axes = axes;
    this.set = set;
    own = p.evaluation(set);
    formulas = new Formulas(p, own);
    for (int a = 0; a < axes.size(); a++) {
      moved.put(axes.get(a).symbol(), new Dependence.Size(a, 1));
      for (Map.Entry<String, Double> m : with.get(a).entrySet()) {
        moved.put(m.getKey(), new Dependence.Size(a, m.getValue()));
      }
      along.add(evaluations(axes.get(a), with.get(a)));
    }
  }

  /**
   * The dependence.
   *
   * @param own whether the model has that number of blocks
   * @param with for each axis, the symbols that move in proportion to it
   * @param set symbols that have another value than the model's own
   */
  public static Dependence of(
      Propagation p,
      int blocks,
      boolean own,
      List<Dependence.Axis> axes,
      List<Map<String, Double>> with,
      Map<String, Double> set) {
    Dependences d = new Dependences(p, axes, with, set);
    d.values();
    List<Dependence.Attention> attentions = d.attentions();
    List<Dependence.Output> outputs = d.outputs();
    return new Dependence(blocks, own, axes, d.leaves, d.values, attentions, outputs);
  }

  private List<Evaluation> evaluations(Dependence.Axis axis, Map<String, Double> with) {
    List<Evaluation> all = new ArrayList<>();
    for (double size : axis.points()) {
      if (size == axis.own()) {
        all.add(own);
        continue;
      }
      Map<String, Double> there = new HashMap<>(set);
      there.put(axis.symbol(), size);
      with.forEach((symbol, ratio) -> there.put(symbol, ratio * size));
      all.add(p.evaluation(there));
    }
    return all;
  }

  /** The block of a value, by the names of modules, or where these tell nothing, by repetition. */
  private UnaryOperator<String> blocks() {
    Blocks named = Blocks.of(p.graph());
    boolean told = p.graph().nodes().stream().anyMatch(n -> !named.of(n.output()).isEmpty());
    Map<String, String> repeated = told ? Map.of() : Depth.of(p).labels();
    return told ? named::of : v -> repeated.getOrDefault(v, "");
  }

  private void values() {
    UnaryOperator<String> blocks = blocks();
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      Double q = s == null ? null : Tracing.secondMoment(s, own);
      if (q == null || onlyMoves(s)) {
        continue;
      }
      String name = node.output();
      Expr formula = formulas.plain(name);
      boolean holds =
          formula != null && Math.abs(orNaN(e -> e.number(formula), own) - q) <= TOLERANCE * q;
      Dependence.Term term = holds ? term(formula) : read(e -> moment(s.stat(), e));
      Quantity<Stat> g = p.gradient(s);
      boolean scores =
          s.unit() instanceof Attention.Logits || s.unit() instanceof Attention.Weights;
      double band = orNaN(e -> Math.sqrt(s.stat().in(e).spread()), own);
      values.add(
          new Dependence.Value(
              name,
              node.op(),
              node.name(),
              blocks.apply(name),
              s.unit() instanceof Addition.Fork,
              term,
              holds ? Printer.print(formula) : "",
              band,
              g == null || scores ? -1 : leaf(e -> moment(g, e)),
              scores ? -1 : leaf(e -> cosine(s.stat().in(e)))));
      places.put(name, values.size() - 1);
    }
  }

  /** Whether a value has the entries of another, in other places. */
  private static boolean onlyMoves(Signal s) {
    return s.formula() instanceof Expr.Symbol x && x.name().startsWith("q[");
  }

  private static double cosine(Stat s) {
    return s.layout().positions() > 1 ? s.tokenOverlap() / s.secondMoment() : Double.NaN;
  }

  private static double moment(Quantity<Stat> stat, Evaluation e) {
    return stat.in(e).secondMoment();
  }

  private List<Dependence.Attention> attentions() {
    UnaryOperator<String> blocks = blocks();
    List<Dependence.Attention> all = new ArrayList<>();
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      if (node.op().equals("Softmax") && s != null && s.unit() instanceof Attention.Weights w) {
        Map<Evaluation, Trace.AttentionRow> rows = new IdentityHashMap<>();
        Function<Evaluation, Trace.AttentionRow> row =
            e -> rows.computeIfAbsent(e, x -> AttentionFigures.row("", "", w, x));
        all.add(
            new Dependence.Attention(
                node.name(),
                blocks.apply(node.output()),
                leaf(e -> known(row.apply(e).logitStd())),
                leaf(e -> known(row.apply(e).entropyShare())),
                leaf(e -> known(row.apply(e).largestProbability()))));
      }
    }
    return all;
  }

  private static double known(Double v) {
    return v == null ? Double.NaN : v;
  }

  private List<Dependence.Output> outputs() {
    List<Dependence.Output> all = new ArrayList<>();
    for (Head h : p.heads()) {
      if (!h.probabilities()) {
        all.add(
            new Dependence.Output(
                h.output(),
                leaf(e -> h.loss().in(e).crossEntropy()),
                leaf(e -> h.loss().in(e).excess())));
      }
    }
    return all;
  }

  private Dependence.Term term(Expr e) {
    if (e instanceof Expr.Constant c) {
      return new Dependence.Number(c.value());
    }
    if (e instanceof Expr.Sum s) {
      return new Dependence.Sum(s.terms().stream().map(this::term).toList());
    }
    if (e instanceof Expr.Product f) {
      return new Dependence.Product(f.factors().stream().map(this::term).toList());
    }
    if (e instanceof Expr.Power w) {
      return new Dependence.Power(term(w.base()), w.exponent());
    }
    if (e instanceof Expr.Symbol s && s.figure() == null) {
      return free(s);
    }
    String text = Printer.print(e);
    if (text.startsWith("q[") && places.containsKey(text.substring(2, text.length() - 1))) {
      return new Dependence.Moment(places.get(text.substring(2, text.length() - 1)));
    }
    return new Dependence.Read(table(text, x -> x.number(e)));
  }

  private Dependence.Term free(Expr.Symbol s) {
    if (moved.containsKey(s.name())) {
      return moved.get(s.name());
    }
    Expr definition = own.binding().definitions().get(s.name());
    boolean stated = own.binding().values().containsKey(s.name());
    return stated || definition == null
        ? new Dependence.Number(orNaN(x -> x.number(s), own))
        : term(definition);
  }

  private Dependence.Term read(ToDoubleFunction<Evaluation> figure) {
    return new Dependence.Read(leaf(figure));
  }

  private int table(String text, ToDoubleFunction<Evaluation> figure) {
    Integer known = tables.get(text);
    if (known == null) {
      known = leaf(figure);
      tables.put(text, known);
    }
    return known;
  }

  /** The place of a table; -1 where the figure is not known. */
  private int leaf(ToDoubleFunction<Evaluation> figure) {
    double at = orNaN(figure, own);
    if (Double.isNaN(at)) {
      return -1;
    }
    double[][] tables = new double[axes.size()][];
    for (int a = 0; a < tables.length; a++) {
      tables[a] =
          along.get(a).stream().mapToDouble(e -> e == own ? at : orNaN(figure, e)).toArray();
    }
    leaves.add(new Dependence.Leaf(at, tables));
    return leaves.size() - 1;
  }

  private static double orNaN(ToDoubleFunction<Evaluation> f, Evaluation e) {
    try {
      double v = f.applyAsDouble(e);
      return Double.isFinite(v) ? v : Double.NaN;
    } catch (NotKnown | IllegalArgumentException | ArithmeticException unknown) {
      return Double.NaN;
    }
  }

  /**
   * Sizes in whole doublings of one.
   *
   * @param least the smallest size that makes sense
   * @param doublings in ascending order, 0 among them
   */
  public static double[] points(double own, double least, int... doublings) {
    return Arrays.stream(doublings)
        .mapToDouble(i -> Math.rint(own * Math.pow(2, i)))
        .filter(v -> v >= least)
        .distinct()
        .toArray();
  }
}
