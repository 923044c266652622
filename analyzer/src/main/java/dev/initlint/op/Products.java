package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Lags.Axis;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Products that are neither with a weight nor attention: of a constant with a tensor, as with a
 * fixed adjacency, and of two tensors that have nothing in common, as with one that is fed in.
 */
final class Products {
  private Products() {}

  /** Entries of a constant matrix that is multiplied row by row. */
  private static final long ENTRIES = 1 << 20;

  /** A matrix product, or null where this has no rule for it. */
  static List<Belief> matMul(Site site) {
    Signal a = site.signalOrNull(0);
    Signal b = site.signalOrNull(1);
    if (a != null && b != null) {
      if (b.axes().rank() >= 2 && b.axes().has(b.axes().rank() - 2, Role.KEY)) {
        return transposed(site, a, b);
      }
      boolean apart = Collections.disjoint(a.sources(), b.sources()) || isPart(a) || isPart(b);
      return apart && a.axes().rank() >= 2 && b.axes().rank() >= 2
          ? Site.known(independent(site, a, b))
          : null;
    }
    Array c = site.entries(a == null ? 0 : 1);
    Signal x = a == null ? b : a;
    return x == null || c == null || x.axes().rank() < 2 ? null : constant(site, x, c, a == null);
  }

  /** A part of the outputs of a layer: its rows are drawn apart from those of the others. */
  private static boolean isPart(Signal s) {
    Signal at = s;
    while (at.relation() instanceof Relation.Same same) {
      at = same.input();
    }
    return at.relation() instanceof Structural.Part;
  }

  /** V·Pᵀ, as (P·Vᵀ)ᵀ. */
  private static List<Belief> transposed(Site site, Signal v, Signal p) {
    Signal weights = turned(p);
    Signal values = turned(v);
    List<Belief> inputs = List.of(new Belief.Known(weights), new Belief.Known(values));
    Site turned = new Site(site.node(), inputs, site.inputDims(), site.shapes(), site.dims());
    if (!(Attention.matMul(turned).get(0) instanceof Belief.Known y)) {
      return null;
    }
    Signal back = turned(y.signal());
    return List.of(new Belief.Known(back));
  }

  private static Signal turned(Signal s) {
    int rank = s.axes().rank();
    long[] perm = new long[rank];
    for (int i = 0; i < rank; i++) {
      perm[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
    }
    return s.seenAs(s.axes().transposed(perm)).formula(s.formula()).step(s.step()).build();
  }

  /** C·x or x·C for a constant matrix: a known linear map along one axis. */
  private static List<Belief> constant(Site site, Signal x, Array c, boolean left) {
    long[] dims = c.dims();
    int rank = dims.length;
    if (rank < 2 || c.size() > ENTRIES || c.size() != dims[rank - 1] * dims[rank - 2]) {
      return null;
    }
    int out = (int) dims[left ? rank - 2 : rank - 1];
    int in = (int) dims[left ? rank - 1 : rank - 2];
    double[] entries = c.toDoubles();
    double[] rows = new double[entries.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        rows[o * in + i] = entries[left ? o * in + i : i * out + o];
      }
    }
    int axis = x.axes().rank() - (left ? 2 : 1);
    if (x.axes().size(axis) != in) {
      return null;
    }
    Axis map = Axis.matrix(rows, out, in);
    if (x.axes().isOnly(axis, Role.SAMPLE)) {
      return Site.known(overSamples(site, x, map));
    }
    Signal y = Positions.mapped(site, x, i -> i == axis ? map : null);
    return Site.known(y.seenAs(y.axes()).formula(y.formula()).step("times a constant matrix"));
  }

  /** Samples mixed by a constant matrix: they meet by what two of them share. */
  private static Signal.Builder overSamples(Site site, Signal x, Axis map) {
    double own = 0;
    double all = 0;
    for (double[] row : map.factor()) {
      double sum = 0;
      for (double f : row) {
        own += f * f / map.out();
        sum += f;
      }
      all += sum * sum / map.out();
    }
    double o = own;
    double cross = all - own;
    Axes axes = x.axes().withDim(0, List.of(site.dims().sample(map.out())));
    return Signal.of(
            axes,
            x.stat()
                .then(
                    s ->
                        s.withFields(
                            s.within().times(o).plus(s.across().times(cross)),
                            s.across().times(o + cross),
                            s.featureWithin().times(o).plus(s.featureAcross().times(cross)),
                            s.featureAcross().times(o + cross),
                            s.mean())))
        .formula(Expr.of(o).times(site.q(0)))
        .step("samples mixed by a constant matrix")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(x, g -> g.then(s -> s.each(f -> f.times(o))));
  }

  /**
   * A·B of independent tensors: E[y²] = n·q_A·q_B + n(n − 1)·c_A·c_B, with c what two entries along
   * the contracted axis share.
   */
  private static Signal.Builder independent(Site site, Signal a, Signal b) {
    int ra = a.axes().rank();
    int rb = b.axes().rank();
    double n = a.axes().size(ra - 1);
    Axes axes = productAxes(a.axes(), b.axes());
    double ways = axes.size(Role.POSITION);
    double d = Math.max(1, axes.size(Role.FEATURE));
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = a.stat().in(e);
              Stat t = b.stat().in(e);
              double ca = shared(s, a.axes(), ra - 1);
              double cb = shared(t, b.axes(), rb - 2);
              double q = n * s.secondMoment() * t.secondMoment() + n * (n - 1) * ca * cb;
              double p = n * n * ca * cb;
              Layout to = Layout.exchangeable((long) ways);
              Field other = Field.constant(to, p, p);
              double[] m = new double[to.classes()];
              java.util.Arrays.fill(m, n * s.meanEntry() * t.meanEntry());
              Field within = Field.constant(to, q, p);
              return new Stat(
                  to, within, other, other, other, m, d, 1 / d, s.spread() + t.spread());
            });
    Set<Object> sources = new HashSet<>(a.sources());
    sources.addAll(b.sources());
    return Signal.of(axes, stat)
        .formula(Expr.of(n).times(site.q(0)).times(site.q(1)))
        .step("product of independent tensors: E[y²] = n·q·q")
        .sources(sources)
        .zero(a.isZero() || b.isZero())
        .edge(a, g -> back(g, a, b, b.axes().size(rb - 1)))
        .edge(b, g -> back(g, b, a, a.axes().size(ra - 2)));
  }

  private static Quantity<Stat> back(Quantity<Stat> g, Signal to, Signal by, double summed) {
    return Quantity.of(
        e -> {
          Stat x = to.stat().in(e);
          double q = summed * g.in(e).secondMoment() * by.stat().in(e).secondMoment();
          return Stat.independent(x.layout(), 0, q, x.features());
        });
  }

  /** What two entries that differ along one axis share. */
  private static double shared(Stat s, Axes axes, int axis) {
    if (axes.has(axis, Role.SAMPLE)) {
      return s.across().meanSame(s.layout());
    }
    return axes.has(axis, Role.FEATURE)
        ? s.featureWithin().meanSame(s.layout())
        : s.within().meanOther(s.layout());
  }

  private static Axes productAxes(Axes a, Axes b) {
    int rank = Math.max(a.rank(), b.rank());
    List<List<Factor>> all = new ArrayList<>();
    for (int i = 0; i < rank - 2; i++) {
      int ia = a.rank() - rank + i;
      int ib = b.rank() - rank + i;
      boolean first = ia >= 0 && a.size(ia) > 1 || ib < 0;
      all.add(first ? a.dims().get(ia) : b.dims().get(ib));
    }
    all.add(a.dims().get(a.rank() - 2));
    all.add(b.dims().get(b.rank() - 1));
    return new Axes(all);
  }

  /** The wider of two tensors, or one as wide as both where each lacks an axis of the other. */
  static Signal both(Site site, Signal a, Signal b) {
    Signal wide = Addition.widest(a, b);
    long[] out = site.shapes().get(0);
    long count = 1;
    for (int i = 0; out != null && i < out.length; i++) {
      count *= out[i];
    }
    if (out == null || count == Broadcast.entries(wide.axes())) {
      return wide;
    }
    Signal other = wide == a ? b : a;
    List<List<Factor>> dims = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      int iw = wide.axes().rank() - out.length + i;
      int io = other.axes().rank() - out.length + i;
      boolean own = iw >= 0 && wide.axes().size(iw) == out[i];
      if (!own && (io < 0 || other.axes().size(io) != out[i])) {
        throw new Op.NotModelled("two tensors that do not broadcast");
      }
      dims.add(own ? wide.axes().dims().get(iw) : other.axes().dims().get(io));
    }
    Axes axes = new Axes(dims);
    Layout layout = Layout.exchangeable(axes.size(Role.POSITION));
    double d = Math.max(1, axes.size(Role.FEATURE));
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = wide.stat().in(e);
              Stat t = other.stat().in(e);
              Layout to =
                  s.layout().positions() == layout.positions()
                      ? s.layout()
                      : t.layout().positions() == layout.positions() ? t.layout() : layout;
              return Stat.independent(to, 0, 1, d);
            });
    return Signal.of(axes, stat).build();
  }
}
