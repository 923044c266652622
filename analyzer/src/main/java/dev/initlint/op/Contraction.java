package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Products of two activations that are no attention: y_rc = Σ_k a_rk b_kc of independent factors,
 * E[y²] = Σ_kl E[a_rk a_rl]·E[b_kc b_lc], with equal k and l by second moments and different ones
 * by the overlaps of what is contracted (features by F, positions by K).
 */
final class Contraction {
  /** What the rows, the contracted axis and the columns count. */
  private record Roles(Role rows, Role inner, Role columns) {
    Roles transposed() {
      return new Roles(columns, inner, rows);
    }
  }

  private Contraction() {}

  /** {@code MatMul} of two activations, contracting the last axis of {@code a}. */
  static Signal.Builder matMul(Site site, Signal a, Signal b) {
    int ra = a.axes().rank();
    int rb = b.axes().rank();
    if (ra < 2 || rb < 2) {
      throw new NotModelled("a product of an activation with a vector");
    }
    Roles roles =
        new Roles(
            role(a.axes(), ra - 2),
            inner(a.axes(), ra - 1, b.axes(), rb - 2),
            role(b.axes(), rb - 1));
    Axes axes = axes(a.axes(), b.axes(), roles);
    double n = a.axes().size(ra - 1);
    double rows = a.axes().size(ra - 2);
    double columns = b.axes().size(rb - 1);
    double features = axes.size(Role.FEATURE);
    Layout out = Layout.exchangeable(Math.max(1, axes.size(Role.POSITION)));
    Quantity<Stat> stat =
        Quantity.of(e -> product(a.stat().in(e), b.stat().in(e), roles, n, features, out));
    Set<Object> sources = new HashSet<>(a.sources());
    sources.addAll(b.sources());
    Roles left = new Roles(roles.rows(), roles.columns(), roles.inner());
    Roles right = new Roles(roles.inner(), roles.rows(), roles.columns());
    return Signal.of(axes, stat)
        .formula(Expr.of(n).times(site.q(0)).times(site.q(1)))
        .step("product of independent factors: E[y²] = n·E[a²]·E[b²], and what entries share")
        .sources(sources)
        .zero(a.isZero() || b.isZero())
        .unit(new Multiplication.Gate(a, b))
        .edge(a, g -> back(g, b.stat(), left, columns, a, true))
        .edge(b, g -> back(g, a.stat(), right, rows, b, false));
  }

  /** The way back from scores to queries and keys, where a gradient comes to the scores alone. */
  static void edges(Signal.Builder scores, Signal q, Signal k) {
    int rk = k.axes().rank();
    Roles left = new Roles(Role.POSITION, Role.POSITION, Role.FEATURE);
    Roles right = new Roles(Role.FEATURE, Role.POSITION, Role.POSITION);
    double keys = k.axes().size(rk - 1);
    double queries = q.axes().size(q.axes().rank() - 2);
    Quantity<Stat> apart = k.stat().then(Contraction::apart);
    scores.edge(q, g -> back(g, apart, left, keys, q, true));
    scores.edge(k, g -> back(g, q.stat(), right, queries, k, false));
  }

  /** What tells positions apart: a softmax's gradient sums to zero over the keys. */
  private static Stat apart(Stat k) {
    double n = k.layout().positions();
    double p = n > 1 ? k.tokenOverlap() : 0;
    double f = n > 1 ? k.featureWithin().meanOther(k.layout()) : 0;
    return k.withFields(
        k.within().plus(-p),
        k.across(),
        k.featureWithin().plus(-f),
        k.featureAcross(),
        new double[k.mean().length]);
  }

  /** The gradient at one factor: the product of that at the result with the other. */
  private static Quantity<Stat> back(
      Quantity<Stat> g, Quantity<Stat> other, Roles roles, double n, Signal to, boolean first) {
    return Quantity.of(
        e -> {
          Stat s = to.stat().in(e);
          Stat d = g.in(e);
          Stat o = other.in(e);
          Stat y = product(first ? d : o, first ? o : d, roles, n, s.features(), s.layout());
          return y.withMean(new double[y.layout().classes()]);
        });
  }

  private static Role role(Axes axes, int axis) {
    for (Role r : new Role[] {Role.POSITION, Role.KEY, Role.FEATURE}) {
      if (axes.has(axis, r)) {
        return r;
      }
    }
    return axes.has(axis, Role.SAMPLE) ? Role.SAMPLE : Role.FEATURE;
  }

  private static Role inner(Axes a, int i, Axes b, int j) {
    Role first = role(a, i);
    Role second = role(b, j);
    return first == Role.FEATURE || second == Role.FEATURE ? Role.FEATURE : Role.POSITION;
  }

  /** The batch axes of both, the rows of one and the columns of the other. */
  private static Axes axes(Axes a, Axes b, Roles roles) {
    List<List<Factor>> dims = new ArrayList<>();
    int rank = Math.max(a.rank(), b.rank());
    for (int i = 0; i < rank - 2; i++) {
      int ia = i - rank + a.rank();
      int ib = i - rank + b.rank();
      boolean left = ia >= 0 && (ib < 0 || a.size(ia) >= b.size(ib));
      dims.add(left ? a.dims().get(ia) : b.dims().get(ib));
    }
    dims.add(a.dims().get(a.rank() - 2));
    List<Factor> columns = b.dims().get(b.rank() - 1);
    boolean pairs = roles.rows() == Role.POSITION && roles.columns() == Role.POSITION;
    dims.add(
        pairs
            ? columns.stream().map(f -> new Factor(Role.KEY, f.size(), f.symbol())).toList()
            : columns);
    return new Axes(dims);
  }

  /** Statistics of a·b for factors of the given roles, at the positions of {@code out}. */
  private static Stat product(Stat a, Stat b, Roles roles, double n, double features, Layout out) {
    boolean rows = isPlace(roles.rows());
    if (!rows && isPlace(roles.columns())) {
      return product(b, a, roles.transposed(), n, features, out);
    }
    Stat y =
        rows
            ? byRows(a.sequential(), b, roles, n, features)
            : pooled(a.sequential(), b.sequential(), roles, n, features);
    return y.layout().positions() == out.positions() && y.layout().classes() >= out.classes()
        ? y
        : Picked.thinned(y, out.positions());
  }

  private static boolean isPlace(Role role) {
    return role != Role.FEATURE;
  }

  /** Rows are positions: each meets the same other factor. */
  private static Stat byRows(Stat a, Stat b, Roles roles, double n, double features) {
    boolean places = isPlace(roles.inner());
    Layout layout = a.layout();
    double[] means = a.mean();
    Field mean = Field.outer(layout, means);
    Field apartWithin = places ? mean : a.featureWithin();
    Field apartAcross = places ? mean : a.featureAcross();
    double q = b.secondMoment();
    double apart = places ? other(b.within(), b) : b.featureWithin().meanSame(b.layout());
    double qAcross = b.across().meanSame(b.layout());
    double apartB = places ? other(b.across(), b) : b.featureAcross().meanSame(b.layout());
    boolean columns = isPlace(roles.columns());
    double f = columns ? other(b.within(), b) : b.featureWithin().meanSame(b.layout());
    double fApart =
        columns || places ? other(b.featureWithin(), b) : b.featureWithin().meanSame(b.layout());
    double pairs = n * (n - 1);
    double[] m = new double[layout.classes()];
    Arrays.setAll(m, k -> n * means[k] * b.meanEntry());
    return new Stat(
        layout,
        a.within().times(n * q).plus(apartWithin.times(pairs * apart)),
        a.across().times(n * qAcross).plus(apartAcross.times(pairs * apartB)),
        a.within().times(n * f).plus(apartWithin.times(pairs * fApart)),
        a.across().times(n * f).plus(apartAcross.times(pairs * fApart)),
        m,
        Math.max(1, features),
        Math.min(1, a.inverseDim() + b.inverseDim()),
        a.spread() + b.spread());
  }

  private static double other(Field f, Stat s) {
    return s.layout().positions() > 1 ? f.meanOther(s.layout()) : s.meanEntry() * s.meanEntry();
  }

  /** Rows and columns are features. */
  private static Stat pooled(Stat a, Stat b, Roles roles, double n, double features) {
    Layout one = Layout.single();
    double same;
    double across;
    double f;
    boolean resolved = isPlace(roles.inner()) && a.layout().positions() == b.layout().positions();
    if (resolved) {
      Layout to = a.layout().refine(b.layout());
      Stat x = a.refined(to);
      Stat y = b.refined(to);
      double scale = n / to.positions();
      same = scale * sum(to, x.within().times(y.within()));
      across = scale * sum(to, x.across().times(y.across()));
      f = scale * sum(to, x.featureWithin().times(y.featureWithin()));
    } else {
      double pairs = n * (n - 1);
      double fa = a.featureWithin().meanSame(a.layout());
      double fb = b.featureWithin().meanSame(b.layout());
      same = n * a.secondMoment() * b.secondMoment() + pairs * fa * fb;
      f = n * a.secondMoment() * fb + pairs * fa * fb;
      double aa = a.across().meanSame(a.layout()) * b.across().meanSame(b.layout());
      across = n * aa + pairs * fa * fb;
    }
    Field w = Field.constant(one, same, same);
    Field x = Field.constant(one, across, across);
    Field off = Field.constant(one, f, f);
    double[] mean = {n * a.meanEntry() * b.meanEntry()};
    double d = Math.max(1, features);
    return new Stat(one, w, x, off, off, mean, d, 1 / d, a.spread() + b.spread());
  }

  private static double sum(Layout layout, Field f) {
    double n = layout.positions();
    return n * n * f.meanAll(layout);
  }
}
