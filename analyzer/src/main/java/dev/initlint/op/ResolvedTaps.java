package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The taps of a convolution over a map of few positions, each of which is told apart: what padding
 * takes from the positions at the border, and what strides then pick, stays where it is.
 *
 * @param index by tap and output position, the input position that the tap meets there, or −1
 */
record ResolvedTaps(Layout in, Layout out, int[][] index) {
  /** Maps up to this many positions are followed position by position. */
  private static final int FEW = 96;

  /** The taps, or null for a map of more than a few positions. */
  static ResolvedTaps of(Node node, Axes axes, long[] kernel, long[] output) {
    Taps.Frame f = Taps.Frame.of(node, axes, kernel, output);
    int from = f.in()[0] * f.in()[1];
    int to = f.out()[0] * f.out()[1];
    if (from > FEW || to > FEW) {
      return null;
    }
    int[] window = f.kernel();
    int[][] index = new int[window[0] * window[1]][to];
    for (int a = 0; a < index.length; a++) {
      for (int o = 0; o < to; o++) {
        int y = f.input(0, o / f.out()[1], a / window[1]);
        int x = f.input(1, o % f.out()[1], a % window[1]);
        index[a][o] = y < 0 || x < 0 ? -1 : y * f.in()[1] + x;
      }
    }
    return new ResolvedTaps(Layout.resolved(from), Layout.resolved(to), index);
  }

  /** Whether two windows meet the same taps at every position. */
  boolean isAlike(ResolvedTaps that) {
    return in.sameAs(that.in) && out.sameAs(that.out) && Arrays.deepEquals(index, that.index);
  }

  private int count() {
    return index.length;
  }

  private static double at(Field f, Layout layout, int t, int s) {
    return t == s ? f.same()[t] : f.other()[layout.pair(t, s)];
  }

  /** Σ over taps that are inside the map at both outputs. */
  private Field gathered(Field f) {
    double[] same = new double[out.classes()];
    double[] other = new double[out.pairClasses()];
    for (int[] tap : index) {
      for (int o = 0; o < same.length; o++) {
        for (int p = 0; tap[o] >= 0 && p < o; p++) {
          if (tap[p] >= 0) {
            other[out.pair(p, o)] += at(f, in, tap[p], tap[o]);
          }
        }
        same[o] += tap[o] >= 0 ? f.same()[tap[o]] : 0;
      }
    }
    return new Field(same, other);
  }

  private Field scattered(Field g) {
    double[] same = new double[in.classes()];
    double[] other = new double[in.pairClasses()];
    for (int[] tap : index) {
      for (int o = 0; o < out.classes(); o++) {
        for (int p = 0; tap[o] >= 0 && p < o; p++) {
          if (tap[p] >= 0) {
            other[in.pair(tap[p], tap[o])] += g.other()[out.pair(p, o)];
          }
        }
        if (tap[o] >= 0) {
          same[tap[o]] += g.same()[o];
        }
      }
    }
    return new Field(same, other);
  }

  private Stat stat(Layout to, Stat x, UnaryOperator<Field> rule, double gain, double features) {
    Field zero = Field.zero(to);
    return new Stat(
        to,
        rule.apply(x.within()).times(gain),
        rule.apply(x.across()).times(gain),
        zero,
        zero,
        new double[to.classes()],
        features,
        x.inverseDim(),
        x.spread());
  }

  Stat forward(Stat input, double gain, double features) {
    Stat x = Recast.along(input, in);
    Stat y = stat(out, x, this::gathered, gain, features);
    return y.withInverseDim(x.inverseDim() * overlap(x) + 1 / features);
  }

  /** The gradient at the input; its coherence as in {@link Taps#adjoint}. */
  Stat adjoint(Stat gradient, double gain, Stat input) {
    Stat g = Recast.along(gradient, out);
    Stat x = Recast.along(input, in);
    double own = x.secondMoment() - x.tokenOverlap();
    Field map = gathered(x.within());
    double mapped = map.meanSame(out) - map.meanOther(out);
    double coherence = own > 0 ? g.coherence() * gain * mapped / own : 0;
    return stat(in, g, this::scattered, gain, x.features()).withCoherence(coherence);
  }

  /** Mean cosine between the positions of a window: 1/count for white maps. */
  private double overlap(Stat x) {
    double q = x.secondMoment();
    double n = count();
    double white = (1 + (n - 1) * (q > 0 ? x.tokenOverlap() / q : 1)) / n;
    return Math.max(0, Math.min(1, white));
  }

  /** Second moment of an entry of the kernel's gradient, averaged over taps. */
  double weightGradient(Stat gradient, Stat input, Evaluation e) {
    Stat g = Recast.along(gradient, out);
    Stat x = Recast.along(input, in);
    double batch = e.number(Expr.symbol("batch"));
    return (batch * pairs(g.within(), gathered(x.within()))
                + batch * (batch - 1) * pairs(g.across(), gathered(x.across())))
            / count()
        + g.coherence() * (x.secondMoment() - x.tokenOverlap());
  }

  private double pairs(Field g, Field y) {
    double sum = 0;
    for (int o = 0; o < out.classes(); o++) {
      sum += g.same()[o] * y.same()[o];
    }
    for (int i = 0; i < out.pairClasses(); i++) {
      sum += out.pairs(i) * g.other()[i] * y.other()[i];
    }
    return sum;
  }
}
