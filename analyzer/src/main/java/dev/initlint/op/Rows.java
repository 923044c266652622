package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a table that meets positions along several axes and varies along some of them: the
 * same row at positions that differ in the others alone, as for the patches of each frame.
 *
 * @param sizes positions along neighbouring axes together, in order
 * @param varies whether the table has rows of its own along each
 */
record Rows(Axes axes, boolean[] fixed, List<Long> sizes, List<Boolean> varies) {
  /** The rows of a tensor of extents {@code dims} at the positions of {@code axes}. */
  static Rows of(long[] dims, Axes axes) {
    boolean[] fixed = new boolean[axes.rank()];
    List<Long> sizes = new ArrayList<>();
    List<Boolean> varies = new ArrayList<>();
    for (int i = 0; i < axes.rank(); i++) {
      int own = i - axes.rank() + dims.length;
      fixed[i] = own < 0 || dims[own] == 1;
      long n = 1;
      for (Factor f : axes.dims().get(i)) {
        n *= f.role() == Role.POSITION ? f.size() : 1;
      }
      int last = sizes.size() - 1;
      if (n > 1 && last >= 0 && varies.get(last) == !fixed[i]) {
        sizes.set(last, sizes.get(last) * n);
      } else if (n > 1) {
        sizes.add(n);
        varies.add(!fixed[i]);
      }
    }
    return new Rows(axes, fixed, sizes, varies);
  }

  /** Whether some positions share a row and others do not. */
  boolean isMixed() {
    return sizes.size() > 1;
  }

  /** Number of rows that are met. */
  double varied() {
    double n = 1;
    for (int i = 0; i < sizes.size(); i++) {
      n *= varies.get(i) ? sizes.get(i) : 1;
    }
    return n;
  }

  Layout layout() {
    Layout all = Layout.exchangeable(sizes.get(sizes.size() - 1));
    for (int i = sizes.size() - 2; i >= 0; i--) {
      all = Layout.nested(sizes.get(i), all);
    }
    return all;
  }

  /** {@code same} where two positions have one row, {@code other} where they have two. */
  Field field(double same, double other) {
    return field(0, same, other);
  }

  private Field field(int i, double same, double other) {
    double apart = varies.get(i) ? other : same;
    if (i == sizes.size() - 1) {
      return new Field(new double[] {same}, new double[] {apart});
    }
    return Field.joined(field(i + 1, same, other), field(i + 1, apart, other));
  }

  /** Figures by row at all positions. */
  Stat repeated(Stat s) {
    return Frames.repeated(s, axes, fixed);
  }

  /** The sum of a gradient over all positions of each row. */
  Stat summed(Stat g) {
    double n = axes.size(Role.POSITION) / varied();
    return Frames.mean(g, axes, fixed, n);
  }
}
