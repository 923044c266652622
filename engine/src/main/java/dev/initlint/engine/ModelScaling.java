package dev.initlint.engine;

import dev.initlint.graph.Dim;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Value;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Depth;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Scaler;
import dev.initlint.propagate.Scaling;
import dev.initlint.symbol.Expr;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Follows one model over the sizes that are asked for. */
final class ModelScaling {
  /** Names for the width of a model, the first that it has. */
  private static final List<String> WIDTHS = List.of("d_model", "channels", "d_in", "d_ff");

  /** Symbols that are no width of a layer though they may be multiples of one. */
  private static final Set<String> FIXED = Set.of("V", "batch", "n", "d_k", "groups");

  private final Path file;
  private final ReadModel model;
  private final EngineSettings settings;
  private final ScaleRequest request;
  private final Function<Map<String, Long>, ReadModel> again;
  private final Assumptions given;
  private final Propagation p;
  private final List<String> remarks = new ArrayList<>();

  /**
   * @param again reads the model with other extents
   */
  private ModelScaling(
      Path file,
      ReadModel model,
      EngineSettings settings,
      ScaleRequest request,
      Function<Map<String, Long>, ReadModel> again) {
    this.file = file;
    this.model = model;
    this.settings = settings;
    this.request = request;
    this.again = again;
    given = StandardEngine.assumptions(model, settings);
    p = Propagation.of(model.graph(), given);
  }

  static Scaling of(
      Path file,
      ReadModel model,
      EngineSettings settings,
      ScaleRequest request,
      Function<Map<String, Long>, ReadModel> again) {
    ModelScaling s = new ModelScaling(file, model, settings, request, again);
    for (String symbol : settings.set().keySet()) {
      StandardEngine.requireSymbol(s.p, symbol);
    }
    List<Scaling.Axis> axes = request.axes().stream().map(s::axis).toList();
    return new Scaling(file.toString(), axes, s.remarks);
  }

  private Scaling.Axis axis(ScaleRequest.Axis a) {
    try {
      return switch (a.name()) {
        case "depth", "L" -> depth(a);
        case "length" -> length(a);
        default -> symbol(a);
      };
    } catch (IllegalArgumentException e) {
      throw new SettingsException(file + ": " + e.getMessage());
    }
  }

  private Scaling.Axis depth(ScaleRequest.Axis a) {
    Depth depth = Depth.of(p);
    if (!depth.obstacle().isEmpty()) {
      throw new SettingsException(file + ": the depth cannot be changed: " + depth.obstacle());
    }
    Map<Integer, Propagation> made = new HashMap<>();
    made.put(depth.blocks(), p);
    Scaler.Sizes sizes =
        size -> {
          int blocks = (int) Math.round(size);
          Propagation there =
              made.computeIfAbsent(blocks, b -> Propagation.of(depth.with(b), given));
          return new Scaler.Sized(
              there, Variances.at(p, there, depth.blocks(), blocks, settings.set()));
        };
    remarks.add(
        "depth: the model's "
            + depth.blocks()
            + " blocks, with copies of the first one drawn anew from its laws, or without some");
    return line(a, Scaling.Size.DEPTH, "depth", Map.of(), sizes, 1e-9);
  }

  private Scaling.Axis length(ScaleRequest.Axis a) {
    List<String> open = openLengths();
    if (open.isEmpty()) {
      if (!p.hasSymbol("n")) {
        throw new SettingsException(
            file + ": the model has no positions, so that it has no length to vary");
      }
      remarks.add(
          "length: the file fixes its extents, so that n is set in the formulas, which is exact for"
              + " halves and doubles of its own; a file with an open extent is followed at any");
      return line(a, Scaling.Size.LENGTH, "n", Map.of(), set("n", Map.of()), -1);
    }
    Map<Long, Propagation> made = new HashMap<>();
    Scaler.Sizes sizes =
        size -> {
          long n = Math.round(size);
          return new Scaler.Sized(made.computeIfAbsent(n, v -> longer(open, v)), settings.set());
        };
    return line(a, Scaling.Size.LENGTH, "length", Map.of(), sizes, 1 / 8.0);
  }

  private Propagation longer(List<String> open, long n) {
    Map<String, Long> dims = new LinkedHashMap<>(settings.dims());
    open.forEach(name -> dims.put(name, n));
    ReadModel there = model instanceof HubArchitecture ? again.apply(dims) : model;
    return Propagation.of(there.graph(), StandardEngine.assumptions(there, settings.sized(dims)));
  }

  /** Extents of inputs that the model leaves open, but for batches. */
  private List<String> openLengths() {
    if (model instanceof HubArchitecture) {
      return List.of("sequence");
    }
    Set<String> open = new LinkedHashSet<>();
    Graph graph = model.graph();
    for (Value input : graph.inputs()) {
      for (int i = 1; input.shape() != null && i < input.shape().size(); i++) {
        Dim dim = input.shape().get(i);
        if (dim instanceof Dim.Named named && !named.name().contains("batch")) {
          open.add(named.name());
        } else if (dim instanceof Dim.Unstated) {
          open.add(input.name() + "[" + i + "]");
        }
      }
    }
    return List.copyOf(open);
  }

  private Scaling.Axis symbol(ScaleRequest.Axis a) {
    String name = a.name().equals("width") ? width() : a.name();
    StandardEngine.requireSymbol(p, name);
    if (name.equals("n")) {
      return length(a);
    }
    Map<String, Double> moved = moved(name);
    Scaling.Size size =
        WIDTHS.contains(name) || name.equals(width()) || name.startsWith("d_")
            ? Scaling.Size.WIDTH
            : Scaling.Size.OTHER;
    if (size == Scaling.Size.WIDTH) {
      biases();
    }
    return line(a, size, name, moved, set(name, moved), 0);
  }

  /** A bias whose layer is not known keeps the size that it has here. */
  private void biases() {
    Map<String, Expr> meanings = p.binding().definitions();
    long random =
        p.weights().values().stream()
            .filter(f -> f.isRandom() && f.dims().length == 1)
            .filter(f -> !(f.law().variance() instanceof Expr.Constant))
            .filter(f -> meanings.get("var(" + f.name() + ")") instanceof Expr.Constant)
            .count();
    if (random > 0) {
      remarks.add(
          random
              + (random == 1 ? " bias keeps" : " biases keep")
              + " the size that the file holds; those that a library draws as 1/√fan_in shrink"
              + " with the width");
    }
  }

  /** The features of the residual stream; where there is none, the first usual name. */
  private String width() {
    String stream = Scaler.width(p);
    return !stream.isEmpty()
        ? stream
        : WIDTHS.stream().filter(p::hasSymbol).findFirst().orElse("width");
  }

  private Scaler.Sizes set(String name, Map<String, Double> moved) {
    Scaler.Sizes sizes =
        size -> {
          Map<String, Double> set = new HashMap<>(settings.set());
          set.put(name, size);
          moved.forEach((other, ratio) -> set.put(other, ratio * size));
          return new Scaler.Sized(p, set);
        };
    double ratio = name.equals("d_k") ? 1 : moved.getOrDefault("d_k", 0.0);
    ScoreScale scale = ratio == 0 ? null : ScoreScale.of(p);
    return scale == null || scale.attentions() == 0 ? sizes : rescored(sizes, scale);
  }

  /** Where heads become wider, scores that are multiplied by 1/√d_k stay so. */
  private Scaler.Sizes rescored(Scaler.Sizes sizes, ScoreScale scale) {
    remarks.add(
        scale.attentions()
            + (scale.attentions() == 1 ? " attention keeps" : " attentions keep")
            + " the factor 1/√d_k as d_k moves");
    double own = p.binding(settings.set()).values().get("d_k");
    Map<Double, Propagation> made = new HashMap<>();
    return size -> {
      Map<String, Double> set = sizes.at(size).set();
      double factor = Math.sqrt(own / set.get("d_k"));
      Propagation there = made.computeIfAbsent(factor, f -> Propagation.of(scale.times(f), given));
      return new Scaler.Sized(there, set);
    };
  }

  /** Widths that are multiples of this one go with it, and those that the user names. */
  private Map<String, Double> moved(String name) {
    Map<String, Double> values = p.binding(settings.set()).values();
    double own = values.getOrDefault(name, Double.NaN);
    Map<String, Double> moved = new LinkedHashMap<>();
    values.forEach(
        (other, value) -> {
          double ratio = value / own;
          boolean width =
              (WIDTHS.contains(name) || name.equals(width()))
                  && other.startsWith("d_")
                  && !FIXED.contains(other);
          boolean multiple = width && ratio >= 1 && ratio == Math.rint(ratio);
          boolean classes = p.heads().stream().anyMatch(h -> isClasses(h.classes(), other));
          boolean wanted = request.with().contains(other);
          boolean unwanted = request.without().contains(other) || settings.set().containsKey(other);
          if (!other.equals(name) && (wanted || multiple && !classes && !unwanted)) {
            moved.put(other, ratio);
          }
        });
    for (String other : request.with()) {
      StandardEngine.requireSymbol(p, other);
    }
    return moved;
  }

  /** Whether a symbol may be the width of a layer that goes along with another. */
  static boolean isWidth(String symbol) {
    return symbol.startsWith("d_") && !FIXED.contains(symbol);
  }

  /** Whether a symbol is the number of classes of a head. */
  static boolean isClasses(Propagation p, String symbol) {
    return p.heads().stream().anyMatch(h -> isClasses(h.classes(), symbol));
  }

  private static boolean isClasses(Expr classes, String symbol) {
    return classes instanceof Expr.Symbol s && s.name().equals(symbol);
  }

  private Scaling.Axis line(
      ScaleRequest.Axis a,
      Scaling.Size size,
      String symbol,
      Map<String, Double> moved,
      Scaler.Sizes sizes,
      double step) {
    List<Scaling.Line> lines = new Scaler(symbol, moved.keySet(), sizes, step).lines(a.points());
    List<Scaling.Note> notes =
        size == Scaling.Size.WIDTH && request.parametrisation() != null
            ? WidthClass.notes(request.parametrisation(), symbol, moved.containsKey("d_k"), lines)
            : List.of();
    return new Scaling.Axis(symbol, size, a.points(), moved, lines, notes);
  }
}
