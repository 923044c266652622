package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Entries of one axis, by any list of indices: a slice with a step, a gather of scattered or
 * repeated ones. Second moments are those of the picked entries; the gradient is put back where it
 * came from.
 */
final class Picked {
  private Picked() {}

  /**
   * The entries {@code at} of an axis.
   *
   * @param at indices, counted from the front; any order, repeated or not
   */
  static Signal.Builder of(Site site, Signal x, int axis, int[] at) {
    if (consecutive(at) && isPlain(x, axis)) {
      return Structural.part(site, x, axis, at[0], at.length);
    }
    List<Factor> dim = x.axes().dims().get(axis);
    boolean features = !dim.isEmpty() && x.axes().isOnly(axis, Role.FEATURE);
    boolean positions = !dim.isEmpty() && x.axes().isOnly(axis, Role.POSITION);
    if (x.axes().has(axis, Role.KEY)) {
      return keys(site, x, axis, at.length);
    }
    int n = at.length;
    Factor own =
        features
            ? site.dims().feature(n, "d_part")
            : positions ? site.dims().position(n) : other(site, x.axes(), axis, n);
    Axes axes = x.axes().withDim(axis, n == 1 ? List.of() : List.of(own));
    double share = n / (double) x.axes().size(axis);
    Signal.Builder y;
    if (features) {
      y = Signal.of(axes, x.stat().then(s -> fewer(s, share)));
      y.edge(x, g -> g.then(s -> placed(s, share)));
    } else if (positions && x.axes().size(Role.POSITION) == x.axes().size(axis)) {
      y = Signal.of(axes, x.stat().then(s -> pick(s, at)));
      y.edge(x, g -> Quantity.of(e -> unpick(g.in(e), x.stat().in(e).layout(), at)));
    } else {
      double left = axes.size(Role.POSITION);
      y = Signal.of(axes, x.stat().then(s -> thinned(s, left)));
      y.edge(x, g -> Quantity.of(e -> spread(g.in(e), x.stat().in(e).layout(), share)));
    }
    return y.formula(site.q(0))
        .step("some entries of the tensor")
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale());
  }

  /** Some of the keys of scores: what any key has. */
  private static Signal.Builder keys(Site site, Signal x, int axis, int n) {
    Factor own = new Factor(Role.KEY, n, site.dims().position(n).symbol());
    double share = n / (double) x.axes().size(axis);
    return Signal.of(x.axes().withDim(axis, n == 1 ? List.of() : List.of(own)), x.stat())
        .formula(site.q(0))
        .step("scores of some keys")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(x, g -> g.then(s -> placed(s, share)));
  }

  /** An axis of positions alone, which are all the tensor has; or one of features. */
  private static boolean isPlain(Signal x, int axis) {
    List<Factor> dim = x.axes().dims().get(axis);
    return x.axes().isOnly(axis, Role.FEATURE)
        || dim.size() == 1
            && x.axes().isOnly(axis, Role.POSITION)
            && x.axes().size(Role.POSITION) == x.axes().size(axis);
  }

  static boolean consecutive(int[] at) {
    for (int i = 1; i < at.length; i++) {
      if (at[i] != at[0] + i) {
        return false;
      }
    }
    return true;
  }

  /** A part of an axis of samples, or of one that counts several things. */
  private static Factor other(Site site, Axes axes, int axis, int n) {
    return axes.has(axis, Role.SAMPLE) && !axes.has(axis, Role.POSITION)
        ? site.dims().sample(n)
        : axes.has(axis, Role.POSITION)
            ? site.dims().position(n)
            : site.dims().feature(n, "d_part");
  }

  private static Stat fewer(Stat s, double share) {
    double d = Math.max(1, s.features() * share);
    return new Stat(
        s.layout(),
        s.within(),
        s.across(),
        s.featureWithin(),
        s.featureAcross(),
        s.mean(),
        d,
        Math.min(1, Math.max(0, s.inverseDim() - 1 / s.features()) + 1 / d),
        s.spread());
  }

  /** A gradient at a share of the features, averaged over all. */
  private static Stat placed(Stat s, double share) {
    return s.each(f -> f.times(share)).withCoherence(s.coherence() * share);
  }

  /** Some positions of several axes: which ones does not matter on average. */
  static Stat thinned(Stat s, double positions) {
    return at(s, Layout.exchangeable((long) Math.max(1, positions)), 1, 1);
  }

  /** The same with another number of positions, where it has. */
  static Stat resized(Stat s, double positions) {
    return s.layout().positions() == positions ? s : thinned(s, positions);
  }

  /** A gradient at a share of positions, averaged over all of them. */
  static Stat spread(Stat g, Layout to, double share) {
    return at(g, to, share, share * share);
  }

  private static Stat at(Stat s, Layout to, double same, double other) {
    UnaryOperator<Field> mean =
        f ->
            Field.constant(
                to,
                same * f.meanSame(s.layout()),
                other * (s.layout().positions() > 1 ? f.meanOther(s.layout()) : 0));
    double[] m = new double[to.classes()];
    Arrays.fill(m, same * s.meanEntry());
    return new Stat(
        to,
        mean.apply(s.within()),
        mean.apply(s.across()),
        mean.apply(s.featureWithin()),
        mean.apply(s.featureAcross()),
        m,
        s.features(),
        s.inverseDim(),
        s.spread());
  }

  /** Statistics at a list of positions. */
  static Stat pick(Stat whole, int[] at) {
    Stat s = whole.sequential();
    boolean distinct = Arrays.stream(at).distinct().count() == at.length;
    TreeMap<Integer, Integer> first = new TreeMap<>();
    for (int i = 0; i < at.length; i++) {
      boolean same =
          i > 0 && distinct && s.layout().classOf(at[i]) == s.layout().classOf(at[i - 1]);
      if (!same) {
        first.put(i, at[i]);
      }
    }
    Layout to = Layout.sequence(at.length, first.keySet().stream().mapToInt(i -> i).toArray());
    int[] from = first.values().stream().mapToInt(i -> i).toArray();
    UnaryOperator<Field> pick =
        f -> {
          double[] same = new double[to.classes()];
          double[] other = new double[to.pairClasses()];
          Arrays.setAll(same, k -> f.same()[s.layout().classOf(from[k])]);
          Arrays.setAll(
              other,
              i -> {
                int a = from[to.first(i)];
                int b = from[to.second(i)];
                boolean one = a == b && to.first(i) != to.second(i);
                int ca = s.layout().classOf(a);
                return one ? f.same()[ca] : f.other()[s.layout().pair(ca, s.layout().classOf(b))];
              });
          return new Field(same, other);
        };
    double[] mean = new double[to.classes()];
    Arrays.setAll(mean, k -> s.mean()[s.layout().classOf(from[k])]);
    return new Stat(
        to,
        pick.apply(s.within()),
        pick.apply(s.across()),
        pick.apply(s.featureWithin()),
        pick.apply(s.featureAcross()),
        mean,
        s.features(),
        s.inverseDim(),
        s.spread());
  }

  /** A gradient at picked positions as one at all of them, averaged over each class. */
  static Stat unpick(Stat part, Layout whole, int[] at) {
    Stat g = part.sequential();
    Layout to = whole.sequential();
    double[] hits = new double[to.classes()];
    Arrays.stream(at).forEach(t -> hits[to.classOf(t)]++);
    int[] owner = new int[g.layout().classes()];
    int[] begin = g.layout().starts();
    Arrays.setAll(owner, k -> to.classOf(at[begin[k]]));
    UnaryOperator<Field> put = f -> put(f, g.layout(), to, owner, at);
    return new Stat(
        to,
        put.apply(g.within()),
        put.apply(g.across()),
        put.apply(g.featureWithin()),
        put.apply(g.featureAcross()),
        new double[to.classes()],
        g.features(),
        g.inverseDim(),
        g.spread());
  }

  private static Field put(Field f, Layout from, Layout to, int[] owner, int[] at) {
    double[] same = new double[to.classes()];
    double[] other = new double[to.pairClasses()];
    for (int k = 0; k < owner.length; k++) {
      same[owner[k]] += from.count(k) * f.same()[k] / to.count(owner[k]);
    }
    int[] begin = from.starts();
    for (int i = 0; i < f.other().length; i++) {
      int a = owner[from.first(i)];
      int b = owner[from.second(i)];
      boolean one =
          from.first(i) != from.second(i) && at[begin[from.first(i)]] == at[begin[from.second(i)]];
      double sum = from.pairs(i) * f.other()[i];
      if (one) {
        same[a] += sum / to.count(a);
      } else {
        double pairs = to.pairs(to.pair(a, b));
        other[to.pair(a, b)] += pairs > 0 ? sum / pairs : 0;
      }
    }
    return new Field(same, other);
  }
}
