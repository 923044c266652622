package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.moment.Strata;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor times a constant that has axes of its own: frequencies times positions, decays times
 * step sizes. Every entry becomes as many as the constant has there, each by its own factor; a
 * function of the product is averaged over the factors
 * (docs/theory/recurrence.md#widened-products).
 *
 * @param input the tensor before
 * @param table the constant's entries, or as many of their quantiles
 */
record Widened(Signal input, Strata.Table table) implements Signal.Unit {
  /** Factors that functions are averaged over. */
  private static final int QUANTILES = 24;

  /** Whether a constant has an extent where the tensor has none. */
  static boolean widens(Signal x, long[] dims) {
    for (int i = 0; i < dims.length; i++) {
      int axis = x.axes().rank() - dims.length + i;
      if (dims[i] > 1 && (axis < 0 || x.axes().size(axis) == 1)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a constant has a factor for each feature, the same at all samples and positions. */
  static boolean isByFeature(Signal x, long[] dims) {
    boolean features = false;
    for (int i = 0; i < dims.length; i++) {
      int axis = x.axes().rank() - dims.length + i;
      boolean varies = dims[i] > 1;
      if (varies && !x.axes().has(axis, Role.FEATURE)) {
        return false;
      }
      features |= varies;
    }
    return features;
  }

  /** What functions of the product know of it. */
  static Widened of(Signal x, Array constant) {
    return new Widened(x, table(constant.toDoubles()));
  }

  /** A table with its entries told apart. */
  static Stat told(Stat table, Array constant) {
    return table.withStrata(Strata.of(table(constant.toDoubles())));
  }

  private static Strata.Table table(double[] all) {
    return Strata.Table.of(quantiles(all), all.length);
  }

  private double[] factors() {
    return table.entries().stream().mapToDouble(v -> v).toArray();
  }

  /** {@code x} times the constant. */
  static Signal.Builder product(Site site, Signal x, Array constant, Expr q) {
    double[] all = constant.toDoubles();
    double mean = Arrays.stream(all).average().orElse(0);
    double square = Arrays.stream(all).map(v -> v * v).average().orElse(0);
    Axes axes = axes(site, x, constant.dims());
    double copies = Broadcast.entries(axes) / (double) Broadcast.entries(x.axes());
    double d = axes.size(Role.FEATURE);
    Quantity<Stat> stat =
        x.stat()
            .then(
                s -> {
                  Stat own = told(Stat.independent(s.layout(), mean, square, d), constant);
                  Stat y = Broadcast.copied(s, copies, d, square, mean * mean, mean);
                  return y.withStrata(Strata.ofProduct(s, own));
                });
    return Signal.of(axes, stat)
        .formula(Expr.of(square).times(q))
        .step("times a constant with axes of its own")
        .sources(x.sources())
        .unit(new Widened(x, table(all)))
        .zero(x.isZero() || square == 0)
        .edge(
            x,
            g ->
                g.then(
                    s ->
                        Broadcast.gathered(
                            s, x.axes().size(Role.FEATURE), copies, square, mean * mean)));
  }

  private static double[] quantiles(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    if (sorted.length <= QUANTILES) {
      return sorted;
    }
    double[] q = new double[QUANTILES];
    Arrays.setAll(q, i -> sorted[(int) ((i + 0.5) / QUANTILES * sorted.length)]);
    return q;
  }

  /** Axes after broadcasting: extents that the tensor lacks are features. */
  static Axes axes(Site site, Signal x, long[] dims) {
    long[] out = site.outputDims();
    List<List<Factor>> all = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      int axis = x.axes().rank() - out.length + i;
      if (axis >= 0 && x.axes().size(axis) == out[i]) {
        all.add(x.axes().dims().get(axis));
      } else if (out[i] == 1) {
        all.add(List.of());
      } else if (axis >= 0 && x.axes().size(axis) > 1) {
        throw new Op.NotModelled("a constant that does not fit the tensor it meets");
      } else {
        boolean sample = i == 0 && !x.axes().has(Role.SAMPLE) && out.length > 2;
        all.add(
            List.of(sample ? site.dims().sample(out[i]) : site.dims().feature(out[i], "d_state")));
      }
    }
    return new Axes(all);
  }

  /** {@code f} of the product: the mean over factors a of what f(a·x) has. */
  static Signal.Builder apply(Signal y, Widened w, ScalarFunction f, Expr q) {
    Signal x = w.input();
    ScalarFunction view = x.view() == null ? Activation.IDENTITY : x.view();
    double copies = Broadcast.entries(y.axes()) / (double) Broadcast.entries(x.axes());
    Quantity<Stat> stat = Quantity.of(e -> mapped(x.base(), w, view, f, y, e));
    return Signal.of(y.axes(), stat)
        .formula(Effective.function("meanOverFactors E[" + f.name() + "²]", stat, q))
        .step("element-wise " + f.name() + ", averaged over the constant's factors")
        .sources(x.sources())
        .edge(x.base(), g -> Quantity.of(e -> pulled(g.in(e), x.base(), w, view, f, copies, e)));
  }

  private static Stat mapped(
      Signal base, Widened w, ScalarFunction view, ScalarFunction f, Signal y, Evaluation e) {
    double d = y.axes().size(Role.FEATURE);
    List<Stat> parts = new ArrayList<>();
    for (double a : w.factors()) {
      ScalarFunction all = view.then(Activation.IDENTITY.times(a)).then(f);
      parts.add(ByStratum.part(base, all, parts.isEmpty(), e));
    }
    Stat mixed = Strata.mixed(w.table(), parts, false);
    return new Stat(
            mixed.layout(),
            mixed.within(),
            mixed.across(),
            mixed.featureWithin(),
            mixed.featureAcross(),
            mixed.mean(),
            d,
            1 / d,
            mixed.spread())
        .withStrata(mixed.strata());
  }

  private static Stat pulled(
      Stat g,
      Signal base,
      Widened w,
      ScalarFunction view,
      ScalarFunction f,
      double copies,
      Evaluation e) {
    List<Stat> parts = new ArrayList<>();
    double[] factors = w.factors();
    List<Stat> gradients = Strata.split(g, w.table());
    for (int i = 0; i < factors.length; i++) {
      ScalarFunction all = view.then(Activation.IDENTITY.times(factors[i])).then(f);
      parts.add(ByStratum.pullPart(gradients.get(i), base, all, e));
    }
    Stat mixed = Strata.mixed(w.table(), parts, true);
    return Broadcast.gathered(mixed, base.axes().size(Role.FEATURE), copies, 1, 1);
  }
}
