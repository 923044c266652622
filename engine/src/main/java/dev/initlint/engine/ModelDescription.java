package dev.initlint.engine;

import dev.initlint.propagate.Dependence;
import dev.initlint.propagate.Dependences;
import dev.initlint.propagate.Depth;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Scaler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The figures of a model as functions of its sizes. */
final class ModelDescription {
  /** Nodes above which other depths take too long and too much room. */
  private static final int LARGE = 3000;

  /** Doublings of a width at which figures are tabled. */
  private static final int[] WIDTHS = {-3, -2, -1, 0, 1, 2, 3};

  /** Doublings of a length: figures bend less over it, and long ones take longest. */
  private static final int[] LENGTHS = {-3, -1, 0, 1, 3};

  /** Doublings of either at other depths than the model's own. */
  private static final int[] NEAR = {-1, 0, 1};

  private static final int[] OWN = {0};

  /** Nodes above which figures at another depth are given at the model's own sizes alone. */
  private static final int FOLLOWED = 400;

  private final Propagation p;
  private final ReadModel model;
  private final EngineSettings settings;

  private ModelDescription(Propagation p, ReadModel model, EngineSettings settings) {
    this.p = p;
    this.model = model;
    this.settings = settings;
  }

  static List<Dependence> of(Propagation p, ReadModel model, EngineSettings settings) {
    return new ModelDescription(p, model, settings).all();
  }

  private List<Dependence> all() {
    Depth depth = Depth.of(p);
    boolean fixed = !depth.obstacle().isEmpty();
    int own = fixed ? 0 : depth.blocks();
    List<Dependence> all = new ArrayList<>();
    int perBlock = fixed ? 0 : p.graph().nodes().size() / own;
    for (int blocks : fixed ? new int[] {0} : depths(own)) {
      if (blocks == own) {
        all.add(at(p, own, WIDTHS, LENGTHS, settings.set()));
      } else if (p.graph().nodes().size() + (blocks - own) * perBlock <= LARGE) {
        Propagation there =
            Propagation.of(depth.with(blocks), StandardEngine.assumptions(model, settings));
        Map<String, Double> set = Variances.at(p, there, own, blocks, settings.set());
        int[] near = there.graph().nodes().size() <= FOLLOWED ? NEAR : OWN;
        all.add(at(there, blocks, near, near, set));
      }
    }
    return all;
  }

  private static int[] depths(int own) {
    return java.util.stream.IntStream.of(1, own / 4, own / 2, own, 2 * own, 4 * own)
        .filter(b -> b >= 1)
        .distinct()
        .sorted()
        .toArray();
  }

  private Dependence at(
      Propagation there, int blocks, int[] widths, int[] lengths, Map<String, Double> set) {
    List<Dependence.Axis> axes = new ArrayList<>();
    List<Map<String, Double>> with = new ArrayList<>();
    Map<String, Double> values = there.binding(set).values();
    String width = Scaler.width(p);
    if (!width.isEmpty() && values.get(width) > 1) {
      double own = values.get(width);
      axes.add(axis(width, "width", own, 2, widths));
      with.add(multiples(width, values));
    }
    if (values.getOrDefault("n", 1.0) > 1) {
      axes.add(axis("n", "length", values.get("n"), 2, lengths));
      with.add(Map.of());
    }
    return Dependences.of(there, blocks, there == p, axes, with, set);
  }

  private static Dependence.Axis axis(
      String symbol, String label, double own, double least, int... doublings) {
    return new Dependence.Axis(symbol, label, own, Dependences.points(own, least, doublings));
  }

  /** Widths that are whole multiples go along, as they do in {@code scale}. */
  private Map<String, Double> multiples(String width, Map<String, Double> values) {
    Map<String, Double> with = new HashMap<>();
    values.forEach(
        (other, value) -> {
          double ratio = value / values.get(width);
          boolean multiple = ratio >= 1 && ratio == Math.rint(ratio);
          if (multiple
              && ModelScaling.isWidth(other)
              && !other.equals(width)
              && !ModelScaling.isClasses(p, other)) {
            with.put(other, ratio);
          }
        });
    return with;
  }
}
