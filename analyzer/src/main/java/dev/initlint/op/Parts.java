package dev.initlint.op;

import dev.initlint.gaussian.Marginal;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Tensors cut along positions or features, and put together
 * (docs/theory/positions.md#parts-and-joins).
 */
final class Parts {
  private Parts() {}

  /** Positions {@code from} to {@code from + size}. */
  static Stat select(Stat whole, int from, int size) {
    Stat s = whole.sequential();
    TreeSet<Integer> starts = new TreeSet<>(Set.of(0));
    for (int start : s.layout().starts()) {
      if (start > from && start < from + size) {
        starts.add(start - from);
      }
    }
    Layout to = Layout.sequence(size, starts.stream().mapToInt(Integer::intValue).toArray());
    int[] old = new int[to.classes()];
    int[] begin = to.starts();
    Arrays.setAll(old, k -> s.layout().classOf(begin[k] + from));
    UnaryOperator<Field> pick =
        f -> {
          double[] same = new double[to.classes()];
          double[] other = new double[to.pairClasses()];
          Arrays.setAll(same, k -> f.same()[old[k]]);
          Arrays.setAll(
              other, i -> f.other()[s.layout().pair(old[to.first(i)], old[to.second(i)])]);
          return new Field(same, other);
        };
    double[] mean = new double[to.classes()];
    Arrays.setAll(mean, k -> s.mean()[old[k]]);
    return s.moved(to, pick, mean).withLaw(s.law());
  }

  /** A gradient at some positions as one at all of them: zero elsewhere. */
  static Stat place(Stat part, Layout whole, int from, int size) {
    Stat g = part.sequential();
    int n = (int) whole.positions();
    TreeSet<Integer> starts = new TreeSet<>(Set.of(0));
    for (int start : g.layout().starts()) {
      starts.add(from + start);
    }
    if (from + size < n) {
      starts.add(from + size);
    }
    Layout to = Layout.sequence(n, starts.stream().mapToInt(Integer::intValue).toArray());
    int[] begin = to.starts();
    int[] old = new int[to.classes()];
    Arrays.setAll(
        old,
        k -> begin[k] >= from && begin[k] < from + size ? g.layout().classOf(begin[k] - from) : -1);
    UnaryOperator<Field> put =
        f -> {
          double[] same = new double[to.classes()];
          double[] other = new double[to.pairClasses()];
          Arrays.setAll(same, k -> old[k] < 0 ? 0 : f.same()[old[k]]);
          Arrays.setAll(
              other,
              i -> {
                int a = old[to.first(i)];
                int b = old[to.second(i)];
                return a < 0 || b < 0 ? 0 : f.other()[g.layout().pair(a, b)];
              });
          return new Field(same, other);
        };
    return g.moved(to, put, new double[to.classes()]);
  }

  /** Signals one after another along the positions. */
  static Signal.Builder sequence(List<Signal> parts, Axes axes, int axis) {
    Places.Sequence whole = Places.Sequence.of(parts, axes);
    long frames = Math.round(Frames.before(axes, axis));
    int[] sizes =
        parts.stream().mapToInt(p -> (int) (p.axes().size(Axes.Role.POSITION) / frames)).toArray();
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              List<Stat> all = new ArrayList<>();
              for (int i = 0; i < sizes.length; i++) {
                Stat s = parts.get(i).stat().in(e);
                boolean copied = frames > 1 && s.layout().positions() == sizes[i];
                all.add(copied ? Frames.copied(s, frames) : s);
              }
              Stat y = framed(all, sizes, frames);
              return whole == null ? y : whole.joined(y, Gram.of(e));
            });
    Signal.Builder y =
        Signal.of(axes, stat)
            .sources(sources(parts))
            .zero(parts.stream().allMatch(Signal::isZero))
            .relation(whole)
            .step("positions of several tensors, one after another");
    int all = Arrays.stream(sizes).sum();
    int from = 0;
    for (int i = 0; i < sizes.length; i++) {
      int at = from;
      int size = sizes[i];
      y.edge(parts.get(i), g -> g.then(d -> Frames.each(d, all, t -> select(t, at, size))));
      from += size;
    }
    return y;
  }

  /** Tensors one after another inside each of some frames. */
  private static Stat framed(List<Stat> parts, int[] sizes, long frames) {
    if (frames == 1) {
      return followed(parts, sizes, (s, n) -> s);
    }
    return Frames.joined(
        frames,
        followed(parts, sizes, Frames::one),
        followed(parts, sizes, Frames::apart),
        followed(parts, sizes, Frames::farApart));
  }

  private static Stat followed(List<Stat> parts, int[] sizes, BiFunction<Stat, Double, Stat> of) {
    Stat all = of.apply(parts.get(0), (double) sizes[0]);
    for (int i = 1; i < sizes.length; i++) {
      all = followed(all, of.apply(parts.get(i), (double) sizes[i]));
    }
    return all;
  }

  private static Stat followed(Stat first, Stat second) {
    Stat a = first.sequential();
    Stat b = second.sequential();
    int na = (int) a.layout().positions();
    int nb = (int) b.layout().positions();
    TreeSet<Integer> starts = new TreeSet<>();
    Arrays.stream(a.layout().starts()).forEach(starts::add);
    Arrays.stream(b.layout().starts()).forEach(s -> starts.add(na + s));
    Layout to = Layout.sequence(na + nb, starts.stream().mapToInt(Integer::intValue).toArray());
    int ka = a.layout().classes();
    double[] mean = new double[to.classes()];
    Arrays.setAll(mean, k -> k < ka ? a.mean()[k] : b.mean()[k - ka]);
    Field[] fa = {a.within(), a.across(), a.featureWithin(), a.featureAcross()};
    Field[] fb = {b.within(), b.across(), b.featureWithin(), b.featureAcross()};
    Field[] out = new Field[4];
    for (int f = 0; f < 4; f++) {
      Field x = fa[f];
      Field y = fb[f];
      double[] same = new double[to.classes()];
      double[] other = new double[to.pairClasses()];
      Arrays.setAll(same, k -> k < ka ? x.same()[k] : y.same()[k - ka]);
      Arrays.setAll(
          other,
          i -> {
            int p = to.first(i);
            int q = to.second(i);
            return q < ka
                ? x.other()[a.layout().pair(p, q)]
                : p >= ka ? y.other()[b.layout().pair(p - ka, q - ka)] : mean[p] * mean[q];
          });
      out[f] = new Field(same, other);
    }
    double wa = na / (double) (na + nb);
    return new Stat(
            to,
            out[0],
            out[1],
            out[2],
            out[3],
            mean,
            Math.max(a.features(), b.features()),
            wa * a.inverseDim() + (1 - wa) * b.inverseDim(),
            wa * wa * a.spread() + (1 - wa) * (1 - wa) * b.spread())
        .withLaw(a.law() == b.law() ? a.law() : mixture(a, wa, b, 1 - wa));
  }

  /** Signals side by side along the features. */
  static Signal.Builder joined(List<Signal> parts, Axes axes, int axis) {
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat all = null;
              double have = 0;
              for (Signal p : parts) {
                double n = p.axes().size(axis);
                Stat s = p.stat().in(e);
                all = all == null ? s : beside(all, have, s, n);
                have += n;
              }
              return all;
            });
    Signal.Builder y =
        Signal.of(axes, stat)
            .sources(sources(parts))
            .zero(parts.stream().allMatch(Signal::isZero))
            .relation(new Joined(parts, axis))
            .step("features of several tensors, side by side");
    for (Signal p : parts) {
      y.edge(p, g -> Quantity.of(e -> Regression.ofPart(g.in(e), p.stat().in(e))));
    }
    return y;
  }

  /** Tensors side by side along the features of one axis. */
  record Joined(List<Signal> parts, int axis) implements Relation {
    /** Part by part, beside the same features of the other tensor. */
    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      double all = self.axes().size(axis);
      if (other.axes().rank() != self.axes().rank() || other.axes().size(axis) != all) {
        throw new Gram.NotFollowed("tensors with other numbers of features");
      }
      Block sum = null;
      for (Signal p : parts) {
        double mine = p.axes().size(axis) / all;
        int from = 0;
        for (Signal q : parts) {
          int size = (int) q.axes().size(axis);
          Block c = g.of(p, Structural.Part.of(other, axis, from, size, g));
          Block part = weighted(c, p == q ? mine : 0, mine * size / all);
          sum = sum == null ? part : sum.plus(part);
          from += size;
        }
      }
      return sum;
    }

    private static Block weighted(Block c, double alike, double different) {
      return new Block(
          c.layout(),
          c.within().times(alike),
          c.across().times(alike),
          c.featureWithin().times(different),
          c.featureAcross().times(different));
    }

    /** The part that begins at a feature and has so many, or null. */
    Signal part(int from, double size) {
      int at = 0;
      for (Signal p : parts) {
        if (at == from && p.axes().size(axis) == size) {
          return p;
        }
        at += (int) p.axes().size(axis);
      }
      return null;
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      boolean alike =
          other.relation() instanceof Joined that
              && edge == otherEdge
              && axis == that.axis
              && parts.size() == that.parts.size();
      return alike ? gradients.get() : null;
    }
  }

  private static Stat beside(Stat a, double na, Stat b, double nb) {
    Layout to = a.layout().refine(b.layout());
    Stat x = a.refined(to);
    Stat y = b.refined(to);
    double wa = na / (na + nb);
    double wb = nb / (na + nb);
    Field cross = Field.outer(to, x.mean(), y.mean()).times(2 * wa * wb);
    double[] mean = new double[to.classes()];
    Arrays.setAll(mean, k -> wa * x.mean()[k] + wb * y.mean()[k]);
    return new Stat(
            to,
            x.within().times(wa).plus(y.within().times(wb)),
            x.across().times(wa).plus(y.across().times(wb)),
            x.featureWithin().times(wa * wa).plus(y.featureWithin().times(wb * wb)).plus(cross),
            x.featureAcross().times(wa * wa).plus(y.featureAcross().times(wb * wb)).plus(cross),
            mean,
            x.features() + y.features(),
            wa * wa * x.inverseDim() + wb * wb * y.inverseDim(),
            wa * wa * x.spread() + wb * wb * y.spread())
        .withLaw(mixture(a, wa, b, wb));
  }

  /** The law of an entry that is one of two tensors'. */
  private static Marginal mixture(Stat a, double shareA, Stat b, double shareB) {
    return Marginal.mixture(
        new double[] {shareA, shareB},
        new double[] {a.meanEntry(), b.meanEntry()},
        new double[] {a.entryVariance(), b.entryVariance()},
        new Marginal[] {a.law(), b.law()});
  }

  private static Set<Object> sources(List<Signal> parts) {
    Set<Object> all = new HashSet<>();
    parts.forEach(p -> all.addAll(p.sources()));
    return all;
  }

  /** Size-weighted mean of the second moments of the parts; a part that comes twice counts so. */
  static Expr formula(Site site, List<Signal> parts) {
    Map<Expr, Long> entries = new LinkedHashMap<>();
    double total = parts.stream().mapToDouble(p -> Broadcast.entries(p.axes())).sum();
    for (int i = 0; i < parts.size(); i++) {
      Signal part = parts.get(i);
      boolean whole = site.signalOrNull(i) == part;
      String name = "E[" + site.node().input(i) + "²]";
      Expr q = whole ? site.q(i) : Expr.symbol(name, part.secondMoment());
      entries.merge(q, Broadcast.entries(part.axes()), Long::sum);
    }
    return Expr.sum(
        entries.entrySet().stream()
            .map(s -> Expr.of(s.getValue() / total).times(s.getKey()))
            .toArray(Expr[]::new));
  }
}
