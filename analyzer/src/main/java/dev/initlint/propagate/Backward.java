package dev.initlint.propagate;

import dev.initlint.graph.DerivedData;
import dev.initlint.moment.Cotangents;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Embedding;
import dev.initlint.op.Norm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The gradient at every signal and weight, from a unit-variance gradient at one output:
 * contributions are added up over the reversed order.
 */
final class Backward {
  /** Of what a sum of gradients is made of, what rounding may leave of it. */
  private static final double ROUNDING = 1e-9;

  private final Cotangents gradients;
  private final Map<String, List<Use>> weights = new LinkedHashMap<>();
  private List<Use> all;
  private List<Use> tables;

  /** One use of a weight. */
  private record Use(
      ParameterFacts weight, Signal at, boolean table, boolean norm, Quantity<Double> gradient) {}

  /** How frameworks name norms: {@code LayerNorm}, {@code norm1}, {@code ln_1}, {@code n1}. */
  private static final Pattern NORM =
      Pattern.compile("(?i)norm|(^|[._/])(ln|n|bn|rms)_?[0-9a-z]?[._]");

  private Backward(Cotangents gradients) {
    this.gradients = gradients;
  }

  static Backward from(Signal output) {
    return from(
        output,
        output
            .stat()
            .then(s -> Stat.independent(s.layout(), 0, 1, s.features()).withInverseDim(0)));
  }

  /** The gradients that follow from one at an output. */
  static Backward from(Signal output, Quantity<Stat> seed) {
    List<Signal> forward = reversed(output);
    Backward b = new Backward(new Cotangents(forward, seed));
    Collections.reverse(forward);
    for (Signal s : forward) {
      for (Signal.WeightEdge w : s.weightEdges()) {
        boolean table = s.unit() instanceof Embedding.Rows;
        boolean norm = s.unit() instanceof Norm.Normalised;
        b.weights
            .computeIfAbsent(w.weight().usedName(), k -> new ArrayList<>())
            .add(new Use(w.weight(), s, table, norm, gradient(w, b.gradients.at(s))));
      }
    }
    return b;
  }

  /** The mean over all entries of the stored tensor, of which a use may read a part. */
  private static Quantity<Double> gradient(Signal.WeightEdge w, Quantity<Stat> at) {
    Quantity<Double> sum = w.pull().apply(at);
    double share = w.weight().share();
    return Quantity.of(e -> share * notNegative(sum.in(e), at.in(e)));
  }

  /**
   * A second moment, which cannot be negative: what positions take from each other to within
   * rounding is nothing, and more than that shows that their overlap is known too roughly.
   */
  private static double notNegative(double sum, Stat at) {
    double positions = at.layout().positions();
    if (sum < -ROUNDING * positions * positions * at.secondMoment()) {
      throw new NotKnown(
          "the overlap of the gradients of its positions is known too roughly for their sum");
    }
    return Math.max(0, sum);
  }

  /** Signals that the output depends on, each before what it was computed from. */
  private static List<Signal> reversed(Signal output) {
    List<Signal> finished = new ArrayList<>();
    Set<Signal> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> stack = new ArrayDeque<>();
    Set<Object> expanded = Collections.newSetFromMap(new IdentityHashMap<>());
    stack.push(output);
    while (!stack.isEmpty()) {
      Signal s = (Signal) stack.peek();
      if (expanded.add(s)) {
        seen.add(s);
        for (Signal.Edge e : s.edges()) {
          if (!expanded.contains(e.input())) {
            stack.push(e.input());
          }
        }
      } else {
        stack.pop();
        if (seen.remove(s)) {
          finished.add(s);
        }
      }
    }
    Collections.reverse(finished);
    return finished;
  }

  /** The gradient at a signal, or null when the output does not depend on it. */
  Quantity<Stat> at(Signal s) {
    return gradients.at(s);
  }

  /** The ways of the gradient to a signal. */
  List<Cotangents.Way> ways(Signal s) {
    return gradients.ways(s);
  }

  /**
   * The second moment of an entry of a weight's gradient, or null when the output does not depend
   * on it.
   *
   * <p>The uses of one weight add up with what they have in common, and so do those of a table and
   * of the head that is tied to it. Parameters that exporters write as one tensor under several
   * names, because they are equal, are trained each by itself. A constant, of which exporters keep
   * one copy for all equal gains and biases, is taken for the first use of the kind that its name
   * says, unless its library is known to draw it: it is then one tensor at all its uses. So is a
   * bias that several layers read whose matrices are tensors of their own, as copies of one layer
   * have: layers that share a bias share their matrix.
   */
  Quantity<Double> of(String weight, long count) {
    List<Use> uses = weights.get(weight);
    if (uses == null) {
      return ofBase(weight, count);
    }
    ParameterFacts w = uses.get(0).weight();
    if (w.isConstant() && w.intended() == null) {
      return named(weight, uses).gradient();
    }
    if (w.intended() == null && isBiasOfSeveral(uses)) {
      return uses.get(0).gradient();
    }
    List<Use> own = new ArrayList<>(uses);
    others(uses).stream()
        .filter(u -> !u.weight().usedName().equals(weight) && tied(u, uses))
        .forEach(own::add);
    return Quantity.of(
        e -> own.stream().mapToDouble(u -> u.gradient().in(e)).sum() + together(uses, e));
  }

  /** Uses among which those tied to some are: the other of two is a table. */
  private List<Use> others(List<Use> uses) {
    if (tables == null) {
      all = weights.values().stream().flatMap(List::stream).toList();
      tables = all.stream().filter(Use::table).toList();
    }
    return uses.stream().anyMatch(Use::table) ? all : tables;
  }

  /**
   * The gradient of a tensor that is used in parts, or joined with others: each entry has that of
   * the tensor it went into; null when it is in none.
   */
  private Quantity<Double> ofBase(String weight, long count) {
    List<Use> parts = new ArrayList<>();
    for (List<Use> uses : weights.values()) {
      Use use = uses.get(0);
      if (use.weight().weight().data() instanceof DerivedData d && d.bases().contains(weight)) {
        parts.add(use);
      }
    }
    return parts.isEmpty() || count == 0
        ? null
        : Quantity.of(
            e -> {
              double sum = 0;
              for (Use use : parts) {
                double held = Math.min(count, use.weight().count());
                sum += held / count * use.gradient().in(e);
              }
              return sum;
            });
  }

  /** Twice the products of the gradients that different uses of one tensor add to it. */
  private double together(List<Use> uses, Evaluation e) {
    double sum = 0;
    for (int i = 1; i < uses.size(); i++) {
      for (int j = 0; j < i; j++) {
        boolean whole = uses.get(i).weight().share() == 1 && uses.get(j).weight().share() == 1;
        sum += whole ? 2 * gradients.ofWeight(uses.get(i).at(), uses.get(j).at(), e) : 0;
      }
    }
    return sum;
  }

  private static boolean isBiasOfSeveral(List<Use> uses) {
    Set<String> matrices = new HashSet<>();
    for (Use use : uses) {
      String matrix = use.weight().dims().length == 1 ? matrixBelow(use.at()) : null;
      if (matrix == null || !matrices.add(matrix)) {
        return false;
      }
    }
    return uses.size() > 1;
  }

  /** The matrix that a tensor before a bias is the image under, or null. */
  private static String matrixBelow(Signal biased) {
    Signal s = biased.edges().size() == 1 ? biased.edges().get(0).input() : biased;
    while (s.relation() instanceof Relation.Same same) {
      s = same.input();
    }
    return s.weightEdges().stream()
        .map(Signal.WeightEdge::weight)
        .filter(w -> w.dims().length > 1)
        .map(ParameterFacts::usedName)
        .findFirst()
        .orElse(null);
  }

  private static Use named(String weight, List<Use> uses) {
    boolean norm = NORM.matcher(weight).find();
    return uses.stream().filter(u -> u.norm() == norm).findFirst().orElse(uses.get(0));
  }

  /** Whether a use is of the same trainable tensor under another name: a head or a table. */
  private static boolean tied(Use use, List<Use> uses) {
    return uses.stream()
        .anyMatch(u -> u.table() != use.table() && u.weight().isTiedTo(use.weight()));
  }
}
