package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.moment.Strata;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** A tensor repeated along axes that it does not have, and the gradient summed back over them. */
final class Broadcast {
  private Broadcast() {}

  static long entries(Axes axes) {
    return axes.size(Role.SAMPLE)
        * axes.size(Role.POSITION)
        * axes.size(Role.KEY)
        * axes.size(Role.FEATURE);
  }

  /** How many samples a tensor is of: one where it is the same for all of them. */
  static double samples(Axes axes, Evaluation e) {
    return axes.has(Role.SAMPLE) ? e.number(Expr.symbol("batch")) : 1;
  }

  /**
   * The gradient at a tensor that is the same for all samples, as the mean of what each gives it;
   * at any other the gradient itself.
   */
  static Stat bySample(Stat g, Axes axes, Evaluation e) {
    double batch = e.number(Expr.symbol("batch"));
    return axes.has(Role.SAMPLE) || batch == 1 ? g : g.scaled(1 / batch);
  }

  /** How often each feature of {@code a} is met by features of {@code wide}. */
  private static double copies(Signal a, Signal wide) {
    double narrow = a.axes().size(Role.FEATURE);
    double all = wide.axes().size(Role.FEATURE);
    return narrow > 1 && all > narrow ? all / narrow : 1;
  }

  /** Whether one feature a position, as of a gate with one output, meets several. */
  private static boolean overFeatures(Signal a, Signal wide) {
    return a.axes().size(Role.FEATURE) == 1 && wide.axes().size(Role.FEATURE) > 1;
  }

  /** Statistics of {@code a} seen at every entry of {@code wide}. */
  static Quantity<Stat> stat(Signal a, Signal wide) {
    if (a == wide) {
      return a.stat();
    }
    boolean features = overFeatures(a, wide);
    return Quantity.of(
        e -> {
          Stat s = a.stat().in(e);
          Stat w = wide.stat().in(e);
          Stat placed = s;
          if (s.layout().positions() == 1 && w.layout().positions() > 1) {
            placed = repeated(s, w.layout());
          }
          double copies = features ? 1 : copies(a, wide);
          return features
              ? overFeatures(placed, w.features())
              : copies > 1 ? copied(placed, copies, w.features(), 1, 1, 1) : placed;
        });
  }

  /** Whether {@code a} is repeated along an axis of {@code wide} that it does not have. */
  static boolean widened(Signal a, Signal wide) {
    return entries(a.axes()) != entries(wide.axes());
  }

  /** E[a b] with {@code a} seen at every entry of {@code wide}. */
  static Block with(Signal a, Signal wide, Signal b, Gram g) {
    if (!widened(a, wide)) {
      return g.of(a, b);
    }
    if (Gram.related(a, b)) {
      throw new Gram.NotFollowed("a tensor that is repeated beside one it is related to");
    }
    return Block.independent(g.coarse(stat(a, wide)), g.coarse(b.stat()));
  }

  /**
   * Every entry as several of {@code features}, each times a factor of its own.
   *
   * @param copies entries that one becomes
   * @param square mean square of the factors
   * @param shared mean product of two of them
   * @param factor their mean
   */
  static Stat copied(
      Stat s, double copies, double features, double square, double shared, double factor) {
    double alike = features > 1 ? (copies - 1) / (features - 1) : 0;
    double[] mean = Arrays.stream(s.mean()).map(m -> m * factor).toArray();
    return new Stat(
            s.layout(),
            s.within().times(square),
            s.across().times(square),
            s.within().times(alike).plus(s.featureWithin().times(1 - alike)).times(shared),
            s.across().times(alike).plus(s.featureAcross().times(1 - alike)).times(shared),
            mean,
            features,
            Math.max(1 / features, s.inverseDim()),
            s.spread())
        .withStrata(s.strata());
  }

  /** The gradient at {@code features} entries of a position that became several. */
  static Stat gathered(Stat g, double features, double copies, double square, double shared) {
    double pairs = copies * (copies - 1) * shared;
    double own = copies * square;
    double other = copies * copies * shared;
    Strata left = g.strata() == null ? null : g.strata().without(t -> t.extent() != features);
    return g.withFields(
            g.within().times(own).plus(g.featureWithin().times(pairs)),
            g.across().times(own).plus(g.featureAcross().times(pairs)),
            g.featureWithin().times(other),
            g.featureAcross().times(other),
            g.mean())
        .withStrata(left);
  }

  /** One position repeated over all positions of {@code layout}. */
  static Stat repeated(Stat s, Layout layout) {
    double[] m = new double[layout.classes()];
    Arrays.fill(m, s.mean()[0]);
    UnaryOperator<Field> spread = f -> Field.constant(layout, f.same()[0], f.same()[0]);
    return new Stat(
            layout,
            spread.apply(s.within()),
            spread.apply(s.across()),
            spread.apply(s.featureWithin()),
            spread.apply(s.featureAcross()),
            m,
            s.features(),
            s.inverseDim(),
            s.spread())
        .withLaw(s.law())
        .withStrata(s.strata());
  }

  /** One entry a position repeated over {@code features} of them. */
  static Stat overFeatures(Stat s, double features) {
    return new Stat(
            s.layout(),
            s.within(),
            s.across(),
            s.within(),
            s.across(),
            s.mean(),
            features,
            1,
            s.spread())
        .withLaw(s.law());
  }

  /** The gradient at {@code a} from the gradient at the entries of {@code wide}. */
  static Quantity<Stat> pull(Quantity<Stat> g, Signal a, Signal wide) {
    if (a == wide) {
      return g;
    }
    boolean features = overFeatures(a, wide);
    boolean samples = !a.axes().has(Role.SAMPLE) && wide.axes().has(Role.SAMPLE);
    double batch = samples ? wide.axes().size(Role.SAMPLE) : 1;
    return Quantity.of(
        e -> {
          Stat d = g.in(e);
          Stat s = a.stat().in(e);
          if (features) {
            double n = d.features();
            d =
                d.withFields(
                    d.within().times(n).plus(d.featureWithin().times(n * (n - 1))),
                    d.across().times(n).plus(d.featureAcross().times(n * (n - 1))),
                    d.featureWithin(),
                    d.featureAcross(),
                    d.mean());
          }
          if (!features && copies(a, wide) > 1) {
            d = gathered(d, a.axes().size(Role.FEATURE), copies(a, wide), 1, 1);
          }
          if (samples) {
            Field all = d.within().times(batch).plus(d.across().times(batch * (batch - 1)));
            Field other =
                d.featureWithin().times(batch).plus(d.featureAcross().times(batch * (batch - 1)));
            d = d.withFields(all, all, other, other, d.mean());
          }
          return s.layout().positions() == 1 && d.layout().positions() > 1 ? summed(d) : d;
        });
  }

  /** The sum over all positions, as one position. */
  static Stat summed(Stat d) {
    double n = d.layout().positions();
    Layout one = Layout.single();
    UnaryOperator<Field> sum = f -> Field.constant(one, n * n * f.meanAll(d.layout()), 0);
    return new Stat(
        one,
        sum.apply(d.within()),
        sum.apply(d.across()),
        sum.apply(d.featureWithin()),
        sum.apply(d.featureAcross()),
        new double[] {n * d.meanEntry()},
        d.features(),
        d.inverseDim(),
        d.spread());
  }
}
