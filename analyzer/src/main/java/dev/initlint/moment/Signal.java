package dev.initlint.moment;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A tensor that carries activations: its axes, its statistics as a {@link Quantity}, where its
 * randomness comes from, and how gradients flow back to what it was computed from.
 */
public final class Signal {
  private final Axes axes;
  private final Quantity<Stat> stat;
  private final Quantity<Double> secondMoment;
  private final Expr formula;
  private final String step;
  private final Signal base;
  private final Signal alias;
  private final ScalarFunction view;
  private final Unit unit;
  private final Relation relation;
  private final int depth;
  private final Set<Object> sources;
  private final Map<ParameterFacts, Quantity<double[]>> ownToken;
  private final Scale scale;
  private final boolean zero;
  private final Quantity<Double> doubt;
  private final List<Edge> edges;
  private final List<WeightEdge> weightEdges;
  private final Bypass bypass;

  /** What stands as the formula of a signal that was given none. */
  public static final String OWN = "q";

  /** A gradient's way back to an input: from the gradient at the output to its share there. */
  public record Edge(Signal input, UnaryOperator<Quantity<Stat>> pull) {}

  /**
   * A gradient's way to a weight.
   *
   * @param pull from the gradient at the output to the second moment of an entry of the weight's
   *     gradient
   */
  public record WeightEdge(
      ParameterFacts weight, Function<Quantity<Stat>, Quantity<Double>> pull) {}

  /**
   * Tensors that this was computed from, though gradients pass to their parts without them.
   *
   * @param at one tensor along several axes
   * @param through what each part goes through, with that as its first input
   * @param share of the entries in each part
   */
  public record Bypass(List<Signal> at, List<Signal> through, double[] share) {}

  /** Something more than its moments that a later operator needs to know. */
  public interface Unit {}

  private Signal(Builder b) {
    axes = b.axes;
    stat = b.stat;
    secondMoment = stat.then(Stat::secondMoment);
    formula = b.formula != null ? b.formula : Expr.symbol(OWN, secondMoment);
    step = b.step;
    base = b.base;
    alias = b.alias;
    view = b.view;
    unit = b.unit;
    relation = b.relation;
    depth = 1 + b.edges.stream().mapToInt(x -> x.input().depth).max().orElse(0);
    sources = b.sources;
    ownToken = b.ownToken;
    scale = b.scale;
    zero = b.zero;
    edges = List.copyOf(b.edges);
    doubt = b.normed ? null : doubt(b.doubt, edges);
    weightEdges = List.copyOf(b.weightEdges);
    bypass = b.bypass;
  }

  /** The larger of the inputs' doubts and what is added here; null where there is none. */
  private static Quantity<Double> doubt(Quantity<Double> own, List<Edge> edges) {
    Set<Quantity<Double>> all = new LinkedHashSet<>();
    for (Edge e : edges) {
      if (e.input().doubt != null) {
        all.add(e.input().doubt);
      }
    }
    if (own != null) {
      all.add(own);
    }
    if (all.size() < 2) {
      return all.isEmpty() ? null : all.iterator().next();
    }
    List<Quantity<Double>> parts = List.copyOf(all);
    return Quantity.of(e -> parts.stream().mapToDouble(d -> d.in(e)).max().orElse(0));
  }

  public Axes axes() {
    return axes;
  }

  /**
   * The relative variance by which the second moment may be wrong because what tensors before have
   * in common is not followed; it is no variance over draws. Null where there is none: a norm takes
   * it away.
   */
  public Quantity<Double> doubt() {
    return doubt;
  }

  public Quantity<Stat> stat() {
    return stat;
  }

  /** The mean second moment of an entry. */
  public Quantity<Double> secondMoment() {
    return secondMoment;
  }

  /**
   * The second moment in terms of symbols and of the second moments of earlier values; evaluated,
   * it is {@link #secondMoment}.
   */
  public Expr formula() {
    return formula;
  }

  /** The rule that gave the second moment, with its source; one line. */
  public String step() {
    return step;
  }

  /** The Gaussian tensor that this is an element-wise function of; itself when it is none. */
  public Signal base() {
    return view == null ? this : base;
  }

  /** The tensor whose entries decide those of this one, whatever the axes: equal for x and φ(x). */
  public Signal root() {
    return view != null ? base.root() : alias != null ? alias.root() : this;
  }

  /** The function of {@link #base}, or null when this is no function of another tensor. */
  public ScalarFunction view() {
    return view;
  }

  /** What the tensor stands for beyond its moments, or null. */
  public Unit unit() {
    return unit;
  }

  /** How this follows from other tensors, or null where its operator has no rule for pairs. */
  public Relation relation() {
    return relation;
  }

  /** Number of steps on the longest way to it. */
  public int depth() {
    return depth;
  }

  /** Random sources that are in this tensor unmixed; two tensors that share one are dependent. */
  public Set<Object> sources() {
    return sources;
  }

  /**
   * By embedding table: how much of the own token's row is in the tensor, by class of positions.
   */
  public Map<ParameterFacts, Quantity<double[]>> ownToken() {
    return ownToken;
  }

  /** Scalar factors since the last projection. */
  public Scale scale() {
    return scale;
  }

  /** Provably zero everywhere. */
  public boolean isZero() {
    return zero;
  }

  public List<Edge> edges() {
    return edges;
  }

  public List<WeightEdge> weightEdges() {
    return weightEdges;
  }

  /** What gradients go round on their way to its parts, or null. */
  public Bypass bypass() {
    return bypass;
  }

  /** A signal with the given axes and statistics and nothing else. */
  public static Builder of(Axes axes, Quantity<Stat> stat) {
    return new Builder(axes, stat);
  }

  /** The same tensor seen through other axes: gradients pass unchanged. */
  public Builder seenAs(Axes newAxes) {
    Builder b = alike(newAxes, stat);
    b.relation = new Relation.Same(this);
    b.edges.add(new Edge(this, g -> g));
    return b;
  }

  /**
   * The same tensor seen through other axes that meet its positions in another order.
   *
   * @param figures to those by the new order
   * @param back of a gradient, to the old order
   */
  public Builder rearranged(Axes newAxes, UnaryOperator<Stat> figures, UnaryOperator<Stat> back) {
    Builder b = alike(newAxes, stat.then(figures::apply));
    b.opaque();
    b.relation = new Relation.Rearranged(this, figures);
    b.edges.add(new Edge(this, g -> g.then(back::apply)));
    return b;
  }

  /** What may be this tensor, with statistics of its own; half of the gradient passes. */
  public Builder perhaps(Quantity<Stat> figures) {
    Builder b = alike(axes, figures);
    b.edges.add(new Edge(this, g -> g.then(s -> s.scaled(Math.sqrt(0.5)))));
    return b;
  }

  private Builder alike(Axes newAxes, Quantity<Stat> figures) {
    Builder b = new Builder(newAxes, figures);
    b.formula = formula;
    b.entriesOf(this);
    b.unit = unit;
    b.sources = sources;
    b.ownToken = ownToken;
    b.scale = scale;
    b.zero = zero;
    b.step = "same entries, other axes";
    return b;
  }

  /** Collects the parts of a signal. */
  public static final class Builder {
    private final Axes axes;
    private final Quantity<Stat> stat;
    private Expr formula;
    private String step = "";
    private Signal base;
    private Signal alias;
    private ScalarFunction view;
    private Unit unit;
    private Relation relation;
    private Set<Object> sources = Set.of();
    private Map<ParameterFacts, Quantity<double[]>> ownToken = Map.of();
    private Scale scale = Scale.NONE;
    private boolean zero;
    private boolean normed;
    private Quantity<Double> doubt;
    private Bypass bypass;
    private final List<Edge> edges = new ArrayList<>();
    private final List<WeightEdge> weightEdges = new ArrayList<>();

    private Builder(Axes axes, Quantity<Stat> stat) {
      this.axes = axes;
      this.stat = stat;
    }

    /** The statistics, for a formula that states them. */
    public Quantity<Stat> stat() {
      return stat;
    }

    public Builder formula(Expr value) {
      formula = value;
      return this;
    }

    public Builder step(String value) {
      step = value;
      return this;
    }

    public Builder viewOf(Signal gaussian, ScalarFunction f) {
      base = gaussian;
      view = f;
      return this;
    }

    /** States that this has the entries of {@code other}, perhaps along other axes. */
    public Builder entriesOf(Signal other) {
      base = other.base;
      view = other.view;
      alias = other.view == null ? other : null;
      return this;
    }

    /** States that the entries are none of another tensor's: a part of it, or a permutation. */
    public Builder opaque() {
      base = null;
      view = null;
      alias = null;
      return this;
    }

    public Builder unit(Unit value) {
      unit = value;
      return this;
    }

    public Builder relation(Relation value) {
      relation = value;
      return this;
    }

    public Builder sources(Set<Object> value) {
      sources = value;
      return this;
    }

    public Builder ownToken(Map<ParameterFacts, Quantity<double[]>> value) {
      ownToken = value;
      return this;
    }

    /** States by how much the second moment may be wrong; {@link Signal#doubt}. */
    public Builder doubt(Quantity<Double> value) {
      doubt = value;
      return this;
    }

    /** States that the second moment is what it is whatever that of the inputs. */
    public Builder normed() {
      normed = true;
      return this;
    }

    public Builder bypass(Bypass value) {
      bypass = value;
      return this;
    }

    public Builder scale(Scale value) {
      scale = value;
      return this;
    }

    public Builder zero(boolean value) {
      zero = value;
      return this;
    }

    public Builder edge(Signal input, UnaryOperator<Quantity<Stat>> pull) {
      edges.add(new Edge(input, pull));
      return this;
    }

    public Builder weight(ParameterFacts weight, Function<Quantity<Stat>, Quantity<Double>> pull) {
      weightEdges.add(new WeightEdge(weight, pull));
      return this;
    }

    public Signal build() {
      return new Signal(this);
    }
  }
}
