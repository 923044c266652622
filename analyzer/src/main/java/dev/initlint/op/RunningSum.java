package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Lags.Axis;
import dev.initlint.shape.Array;
import java.util.Arrays;
import java.util.List;

/**
 * {@code CumSum}: a triangular matrix of ones along positions. Entry t is the sum of t + 1 entries,
 * so that independent ones of second moment q have (n + 1)/2·q on average, and what they share
 * grows with t².
 */
final class RunningSum {
  /** Longest axis; its sums have half as many entries as its square. */
  private static final int LONGEST = 1 << 10;

  /** Relative difference of second moments that says nothing. */
  private static final double ALIKE = 0.01;

  private RunningSum() {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    Array given = site.constant(1);
    if (given == null || given.size() != 1) {
      throw new Op.NotModelled("a running sum along an axis that is not constant");
    }
    int axis = Site.axis((long) given.at(0), x.axes().rank());
    long n = x.axes().size(axis);
    if (n > LONGEST) {
      throw new Op.NotModelled("a running sum over more than " + LONGEST + " entries");
    }
    if (n > 1 && x.axes().isOnly(axis, Role.FEATURE)) {
      throw new Op.NotModelled("a running sum along features, whose gradients are related");
    }
    if (n > 1 && !x.axes().isOnly(axis, Role.POSITION)) {
      throw new Op.NotModelled("a running sum along samples, keys or mixed factors");
    }
    boolean exclusive = site.node().attributes().integer("exclusive", 0) != 0;
    boolean reverse = site.node().attributes().integer("reverse", 0) != 0;
    if (n == 1 && exclusive) {
      throw new Op.NotModelled("a running sum of nothing");
    }
    Axis sums = sums((int) n, exclusive, reverse);
    Signal even = x.rearranged(x.axes(), RunningSum::even, g -> g).formula(site.q(0)).build();
    Signal y = n > 1 ? Positions.mapped(site, even, i -> i == axis ? sums : null) : x;
    return Site.known(y.seenAs(y.axes()).formula(y.formula()).step("running sums along an axis"));
  }

  /** Early positions are in more sums than late ones: that is followed where all are alike. */
  private static Stat even(Stat s) {
    double[] q = s.within().same();
    double least = Arrays.stream(q).min().orElse(0);
    if (Arrays.stream(q).anyMatch(v -> v - least > ALIKE * v)) {
      throw new Op.NotModelled("a running sum over positions of different second moments");
    }
    return s;
  }

  /** Which entries each sum has. */
  private static Axis sums(int n, boolean exclusive, boolean reverse) {
    int[][] index = new int[n][];
    double[][] factor = new double[n][];
    for (int t = 0; t < n; t++) {
      int terms = (reverse ? n - t : t + 1) - (exclusive ? 1 : 0);
      int first = reverse ? n - terms : 0;
      index[t] = new int[terms];
      Arrays.setAll(index[t], i -> first + i);
      factor[t] = new double[terms];
      Arrays.fill(factor[t], 1);
    }
    return new Axis(n, index, factor);
  }
}
