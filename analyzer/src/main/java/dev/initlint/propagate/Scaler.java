package dev.initlint.propagate;

import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Signal;
import dev.initlint.op.Addition;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.Printer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Follows the figures of a model over one of its sizes. */
public final class Scaler {

  /**
   * A model at one size.
   *
   * @param set symbols that have another value than its own
   */
  public record Sized(Propagation propagation, Map<String, Double> set) {}

  /** Where the model at a size comes from. */
  @FunctionalInterface
  public interface Sizes {
    /**
     * The model at a size.
     *
     * @throws IllegalArgumentException with a sentence if it cannot have that
     */
    Sized at(double size);
  }

  private final String symbol;
  private final Set<String> moved;
  private final Sizes sizes;
  private final double step;

  /**
   * @param symbol the size
   * @param moved symbols that are in proportion to it
   * @param step for a size that is a whole number, the share of it that exponents are taken over; 0
   *     for one that can have any value, -1 for one that is known at its halves and doubles alone
   */
  public Scaler(String symbol, Set<String> moved, Sizes sizes, double step) {
    this.symbol = symbol;
    this.moved = moved;
    this.sizes = sizes;
    this.step = step;
  }

  /**
   * The symbol of the features of the residual stream, or where there is none, of most signals;
   * empty where no signal has features by name.
   */
  public static String width(Propagation p) {
    Set<String> classes = new HashSet<>();
    p.heads().forEach(h -> classes.add(Printer.print(h.classes())));
    Map<String, Integer> counts = new TreeMap<>();
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      if (s != null
          && s.axes().has(Axes.Role.FEATURE)
          && s.axes().symbol(Axes.Role.FEATURE) instanceof Expr.Symbol width
          && !classes.contains(width.name())) {
        if (s.unit() instanceof Addition.Fork) {
          return width.name();
        }
        counts.merge(width.name(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** A line that is being filled. */
  private static final class Open {
    private final Scaling.Kind kind;
    private final double[] values;
    private final double[] exponents;
    private final double[] errors;
    private String formula = "";
    private List<Scaling.Share> shares = List.of();

    Open(Scaling.Kind kind, int points) {
      this.kind = kind;
      values = new double[points];
      exponents = new double[points];
      errors = new double[points];
      Arrays.fill(values, Double.NaN);
      Arrays.fill(exponents, Double.NaN);
      Arrays.fill(errors, Double.NaN);
    }
  }

  /** The figures at every point, with their exponents; the formula is that at the last point. */
  public List<Scaling.Line> lines(double[] points) {
    Map<String, Open> open = new LinkedHashMap<>();
    for (int i = 0; i < points.length; i++) {
      Differences around =
          step < 0
              ? Differences.doubled(points[i])
              : step > 0
                  ? Differences.whole(points[i], Math.max(1, Math.round(step * points[i])))
                  : Differences.continuous(points[i], i == 0 || i == points.length - 1);
      List<Sized> models = Arrays.stream(around.at()).mapToObj(sizes::at).toList();
      ScalePoint point = new ScalePoint(symbol, moved, models, around);
      for (ScaleFigures.Figure f : point.figures().values()) {
        Open line = open.computeIfAbsent(f.name(), n -> new Open(f.kind(), points.length));
        line.values[i] = point.value(f);
        ScalePoint.Exponent exponent = point.exponent(f);
        line.exponents[i] = exponent.value();
        line.errors[i] = exponent.error();
        if (f.value() != null) {
          line.formula = point.formula(f.value());
          line.shares = point.shares(f.value());
        }
      }
    }
    List<Scaling.Line> lines = new ArrayList<>();
    open.forEach(
        (name, l) ->
            lines.add(
                new Scaling.Line(
                    name, l.kind, l.values, l.exponents, l.errors, l.formula, l.shares)));
    return lines;
  }
}
