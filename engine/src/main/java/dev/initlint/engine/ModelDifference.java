package dev.initlint.engine;

import dev.initlint.moment.ParameterFacts;
import dev.initlint.propagate.Difference;
import dev.initlint.propagate.Difference.Kind;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Tracing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares two models: their tensors by law and by bits, their figures by name. */
final class ModelDifference {
  /** Relative differences below this are of no consequence. */
  private static final double LEAST = 0.05;

  /** Rows of a trace that are no signals of the network. */
  private static final Set<String> BESIDE = Set.of("Weight", "Input", "Constant");

  private final Side left;
  private final Side right;

  /** One model with its figures. */
  private record Side(Propagation p, Trace trace, Map<String, ParameterFacts> weights) {
    static Side of(ReadModel model, String name, EngineSettings settings) {
      Propagation p = Propagation.of(model.graph(), StandardEngine.assumptions(model, settings));
      Map<String, ParameterFacts> weights = new LinkedHashMap<>();
      p.graph()
          .weights()
          .forEach(
              (n, w) -> {
                if (p.weights().containsKey(w)) {
                  weights.put(n, p.weights().get(w));
                }
              });
      return new Side(p, Tracing.of(p, name, settings.set()), weights);
    }
  }

  private ModelDifference(Side left, Side right) {
    this.left = left;
    this.right = right;
  }

  static Difference of(
      ReadModel a, String nameOfA, ReadModel b, String nameOfB, EngineSettings settings) {
    Side left = Side.of(a, nameOfA, settings);
    Side right = Side.of(b, nameOfB, settings);
    return new ModelDifference(left, right).difference();
  }

  private Difference difference() {
    Map<String, Trace.ValueRow> others = new HashMap<>();
    right.trace().values().forEach(v -> others.put(v.name(), v));
    List<Difference.ValueRow> moved = new ArrayList<>();
    int compared = 0;
    for (Trace.ValueRow v : left.trace().values()) {
      Trace.ValueRow other = others.get(v.name());
      if (other != null && !BESIDE.contains(v.op())) {
        compared++;
        if (isMoved(v, other)) {
          moved.add(row(v, other));
        }
      }
    }
    return new Difference(
        left.trace().model(),
        right.trace().model(),
        tensors(),
        moved,
        compared,
        outputs(),
        remarks(compared));
  }

  private static Difference.ValueRow row(Trace.ValueRow v, Trace.ValueRow other) {
    return new Difference.ValueRow(
        v.name(),
        v.op(),
        v.block(),
        v.secondMoment(),
        other.secondMoment(),
        v.gradientSecondMoment(),
        other.gradientSecondMoment());
  }

  private static boolean isMoved(Trace.ValueRow a, Trace.ValueRow b) {
    double bands = Math.hypot(band(a), band(b));
    return differ(a.secondMoment(), b.secondMoment(), bands)
        || differ(a.gradientSecondMoment(), b.gradientSecondMoment(), bands);
  }

  private static double band(Trace.ValueRow v) {
    return v.relativeBand() == null ? 0 : v.relativeBand();
  }

  private static boolean differ(Double a, Double b, double bands) {
    return a != null
        && b != null
        && Math.abs(a - b) > Math.max(LEAST, 2 * bands) * Math.max(Math.abs(a), Math.abs(b));
  }

  private List<Difference.TensorRow> tensors() {
    Set<String> names = new LinkedHashSet<>(left.weights().keySet());
    names.addAll(right.weights().keySet());
    List<Difference.TensorRow> rows = new ArrayList<>();
    for (String name : names) {
      ParameterFacts a = left.weights().get(name);
      ParameterFacts b = right.weights().get(name);
      rows.add(new Difference.TensorRow(name, kind(a, b), side(a, left.p()), side(b, right.p())));
    }
    return rows;
  }

  private Kind kind(ParameterFacts a, ParameterFacts b) {
    if (a == null || b == null) {
      return a == null ? Kind.ONLY_RIGHT : Kind.ONLY_LEFT;
    }
    if (!java.util.Arrays.equals(a.dims(), b.dims())) {
      return Kind.OTHER_SHAPE;
    }
    if (a.facts() != null && b.facts() != null && a.facts().sameContentAs(b.facts())) {
      return Kind.EQUAL;
    }
    return DrawnAlike.of(a, left.p()).isLike(DrawnAlike.of(b, right.p()))
        ? Kind.SAME_LAW
        : Kind.OTHER_LAW;
  }

  private static Difference.Side side(ParameterFacts f, Propagation p) {
    if (f == null) {
      return null;
    }
    List<Long> shape = new ArrayList<>();
    for (long d : f.dims()) {
      shape.add(d);
    }
    double std = Math.sqrt(DrawnAlike.of(f, p).variance());
    return new Difference.Side(
        shape, f.law() == null ? null : f.law().name(), Double.isFinite(std) ? std : null);
  }

  private List<Difference.OutputRow> outputs() {
    Map<String, Trace.OutputRow> others = new HashMap<>();
    right.trace().outputs().forEach(o -> others.put(o.name(), o));
    List<Difference.OutputRow> rows = new ArrayList<>();
    for (Trace.OutputRow o : left.trace().outputs()) {
      Trace.OutputRow other = others.get(o.name());
      if (other != null) {
        rows.add(
            new Difference.OutputRow(
                o.name(),
                o.secondMoment(),
                other.secondMoment(),
                o.initialCrossEntropy(),
                other.initialCrossEntropy()));
      }
    }
    return rows;
  }

  private List<String> remarks(int compared) {
    List<String> remarks = new ArrayList<>();
    if (compared == 0) {
      remarks.add("the two share no signal by name; only tensors were compared");
    }
    for (Side s : List.of(left, right)) {
      // Null says that nothing tells, which is no remark.
      if (Boolean.FALSE.equals(s.trace().atInitialisation())) {
        remarks.add(s.trace().model() + ": " + s.trace().verdict());
      }
    }
    return remarks;
  }
}
