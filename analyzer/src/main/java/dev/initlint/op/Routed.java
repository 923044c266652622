package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tensors that are read or written at places that follow from the data, as tokens go to experts and
 * come back: any place is as likely as any other, so that second moments are means over all
 * (docs/theory/positions.md#places-that-follow-from-the-data).
 */
final class Routed {
  private Routed() {}

  /** Entries of an axis by integers that follow from the data. */
  static Signal.Builder gathered(Site site, Signal x, int axis, Belief.Tokens index) {
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims().subList(0, axis));
    boolean elsewhere = dims.stream().flatMap(List::stream).anyMatch(f -> f.role() == Role.SAMPLE);
    for (int i = 0; i < index.axes().rank(); i++) {
      dims.add(factors(site, x, axis, index.axes(), i, elsewhere));
    }
    dims.addAll(x.axes().dims().subList(axis + 1, x.axes().rank()));
    return some(site, x, new Axes(dims));
  }

  private static List<Factor> factors(
      Site site, Signal x, int axis, Axes index, int i, boolean sampled) {
    long n = index.size(i);
    if (n == 1) {
      return List.of();
    }
    if (x.axes().isOnly(axis, Role.FEATURE)) {
      return List.of(site.dims().feature(n, "d_part"));
    }
    if (sampled) {
      return List.of(site.dims().position(n));
    }
    return index.has(i, Role.SAMPLE) || !x.axes().has(axis, Role.SAMPLE)
        ? index.dims().get(i)
        : rows(site, n);
  }

  /** A number of positions of all samples together. */
  static List<Factor> rows(Site site, long n) {
    Double batch = site.dims().values().get("batch");
    boolean whole = batch != null && batch > 1 && n > batch && n % batch == 0;
    return whole
        ? List.of(site.dims().sample(batch.longValue()), site.dims().position((long) (n / batch)))
        : n == 1 ? List.of() : List.of(site.dims().position(n));
  }

  /** Some entries of a tensor, whichever. */
  static Signal.Builder some(Site site, Signal x, Axes axes) {
    double share = Broadcast.entries(axes) / (double) Broadcast.entries(x.axes());
    boolean samples = x.axes().has(Role.SAMPLE) && !axes.has(Role.SAMPLE);
    double batch = samples ? x.axes().size(Role.SAMPLE) : 1;
    double positions = Math.max(1, Math.round(axes.size(Role.POSITION) / batch));
    return Signal.of(axes, x.stat().then(s -> Picked.thinned(s, positions)))
        .formula(site.q(0))
        .step("entries at places that the data decide: those of any place")
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale())
        .edge(x, g -> Quantity.of(e -> Picked.spread(g.in(e), x.stat().in(e).layout(), share)));
  }

  /** One of a stack of weights, or as many as are asked for: each trains its share of the stack. */
  static Belief weights(Site site, dev.initlint.moment.ParameterFacts stack) {
    return new Belief.Parameter(stack.part(site.outputDims(), 1.0 / stack.dims()[0]));
  }

  /** {@code ScatterElements} and {@code ScatterND}: updates put into, or added to, a tensor. */
  static List<Belief> scattered(Site site) {
    Signal updates = site.signal(2);
    long[] out = site.outputDims();
    Signal base = site.signalOrNull(0);
    Array zero = site.constant(0);
    boolean empty =
        zero != null && Table.isZero(zero)
            || site.parameter(0) != null && site.parameter(0).isZero();
    if (base == null && !empty) {
      throw new NotModelled("updates of a tensor that is neither a signal nor zero");
    }
    boolean adds = site.node().attributes().text("reduction", "none").equals("add");
    Axes axes = base != null ? base.axes() : axes(site, updates, out);
    double all = Arrays.stream(out).asDoubleStream().reduce(1, (a, b) -> a * b);
    double share = Math.min(1, Broadcast.entries(updates.axes()) / all);
    double positions = Math.max(1, axes.size(Role.POSITION));
    Quantity<Stat> placed =
        updates
            .stat()
            .then(
                s ->
                    Picked.spread(
                        s, dev.initlint.moment.Layout.exchangeable((long) positions), share));
    Quantity<Stat> stat =
        base == null
            ? placed
            : Quantity.of(
                e -> {
                  Stat b = base.stat().in(e);
                  return (adds ? b : b.scaled(Math.sqrt(1 - share))).plus(placed.in(e));
                });
    dev.initlint.symbol.Expr placedQ = dev.initlint.symbol.Expr.of(share).times(site.q(2));
    dev.initlint.symbol.Expr rest = dev.initlint.symbol.Expr.of(adds ? 1 : 1 - share);
    dev.initlint.symbol.Expr parts = base == null ? placedQ : placedQ.plus(rest.times(site.q(0)));
    Signal.Builder y =
        Signal.of(axes, stat)
            .formula(parts.plus(Effective.term("E[kept·placed]", stat, parts)))
            .step("updates at a share of the places")
            .sources(updates.sources())
            .zero(updates.isZero() && (base == null || base.isZero()));
    y.edge(
        updates,
        g -> Quantity.of(e -> Picked.thinned(g.in(e), updates.stat().in(e).layout().positions())));
    if (base != null) {
      double kept = adds ? 1 : Math.sqrt(1 - share);
      y.edge(base, g -> g.then(s -> s.scaled(kept)));
    }
    return Site.known(y);
  }

  /**
   * Axes of a tensor of zeros that updates are put into: theirs, but for the one that is longer.
   */
  private static Axes axes(Site site, Signal updates, long[] out) {
    Axes own = updates.axes();
    if (own.rank() != out.length) {
      throw new NotModelled("updates of another rank than the tensor's");
    }
    List<List<Factor>> dims = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      boolean features = own.isOnly(i, Role.FEATURE) || i == out.length - 1;
      dims.add(
          own.size(i) == out[i]
              ? own.dims().get(i)
              : features
                  ? List.of(site.dims().feature(out[i], "d_wide"))
                  : i > 0 && own.size(i) == 1 && own.has(Role.SAMPLE)
                      ? List.of(site.dims().position(out[i]))
                      : rows(site, out[i]));
    }
    return new Axes(dims);
  }

  /** {@code GatherElements}: an entry for each index, along one axis. */
  static List<Belief> elements(Site site) {
    Signal x = site.signal(0);
    long[] out = site.outputDims();
    List<List<Factor>> dims = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      dims.add(axis(site, x.axes(), i, out[i]));
    }
    return Site.known(some(site, x, new Axes(dims)));
  }

  private static List<Factor> axis(Site site, Axes own, int i, long n) {
    if (own.size(i) == n) {
      return own.dims().get(i);
    }
    if (n == 1) {
      return List.of();
    }
    if (own.has(i, Role.KEY)) {
      return List.of(new Factor(Role.KEY, n, site.dims().position(n).symbol()));
    }
    return own.isOnly(i, Role.FEATURE)
        ? List.of(site.dims().feature(n, "d_part"))
        : List.of(site.dims().position(n));
  }

  /** {@code GatherND}: one position of each sample, or any entries by tuples of indices. */
  static List<Belief> tuples(Site site) {
    Signal x = site.signal(0);
    long[] out = site.outputDims();
    Array index = site.constant(1);
    long batch = site.node().attributes().integer("batch_dims", 0);
    boolean pairs =
        index != null
            && batch == 0
            && index.rank() == 2
            && index.dims()[1] == 2
            && x.axes().rank() >= 3
            && index.dims()[0] == x.axes().size(0);
    if (pairs) {
      long at = (long) index.at(1);
      boolean one = true;
      for (int i = 0; i < index.dims()[0]; i++) {
        one &= index.at(2 * i) == i && index.at(2 * i + 1) == at;
      }
      if (one) {
        int place = (int) (at < 0 ? at + x.axes().size(1) : at);
        Signal y = Picked.of(site, x, 1, new int[] {place}).build();
        return Site.known(y.seenAs(y.axes().without(i -> i == 1)).formula(site.q(0)));
      }
    }
    int kept = 0;
    int rank = x.axes().rank();
    while (kept < out.length
        && kept < rank
        && out[out.length - 1 - kept] == x.axes().size(rank - 1 - kept)) {
      kept++;
    }
    List<List<Factor>> dims = new ArrayList<>();
    for (int i = 0; i < out.length - kept; i++) {
      boolean samples = i == 0 && x.axes().has(Role.SAMPLE) && x.axes().size(0) == out[0];
      dims.add(
          samples
              ? x.axes().dims().get(0)
              : out[i] == 1 ? List.of() : List.of(site.dims().position(out[i])));
    }
    dims.addAll(x.axes().dims().subList(rank - kept, rank));
    return Site.known(some(site, x, new Axes(dims)));
  }
}
