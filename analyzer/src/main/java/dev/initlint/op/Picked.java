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
    double outer = Frames.before(x.axes(), axis);
    Signal.Builder y;
    if (x.axes().isOnly(axis, Role.SAMPLE)) {
      y = Signal.of(axes, x.stat());
      y.unit(n == 1 ? new Sample(x, axis, at[0]) : null);
      y.edge(x, g -> g.then(s -> placed(s, share)));
    } else if (features) {
      y = Signal.of(axes, x.stat().then(s -> fewer(s, share)));
      y.edge(x, g -> g.then(s -> placed(s, share)));
    } else if (positions) {
      double all = x.axes().size(Role.POSITION);
      int[] index = spreadOut(at, (int) (all / outer / x.axes().size(axis)));
      y = Signal.of(axes, x.stat().then(s -> Frames.each(s, all / outer, t -> pick(t, index))));
      y.edge(
          x,
          g ->
              Quantity.of(
                  e -> {
                    Layout whole = Frames.one(x.stat().in(e), all / outer).layout();
                    return Frames.each(g.in(e), index.length, t -> unpick(t, whole, index));
                  }));
      return y.formula(Effective.function("at[" + range(at) + "]", y.stat(), site.q(0)))
          .step("some positions of the tensor")
          .sources(x.sources())
          .zero(x.isZero())
          .scale(x.scale());
    } else if (own.role() == Role.SAMPLE) {
      double places = axes.size(Role.POSITION);
      y = Signal.of(axes, x.stat().then(s -> firstFrames(s, places)));
      long frames = Math.round(x.axes().size(Role.POSITION) / places);
      y.edge(x, g -> g.then(d -> ofFrames(d, frames, share)));
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

  /** The indices of whole rows, for an axis whose positions have {@code rest} others each. */
  private static int[] spreadOut(int[] at, int rest) {
    int[] all = new int[at.length * rest];
    Arrays.setAll(all, i -> at[i / rest] * rest + i % rest);
    return all;
  }

  private static String range(int[] at) {
    return consecutive(at) ? at[0] + ":" + (at[0] + at.length) : at[0] + ",…," + at[at.length - 1];
  }

  /**
   * As many frames of a batch of clips as it has clips: frames of the first of them, whatever was
   * meant.
   */
  private static Stat firstFrames(Stat s, double places) {
    Stat one = Frames.one(s, places);
    Stat apart = Frames.apart(s, places);
    return one.withFields(
        one.within(), apart.across(), one.featureWithin(), apart.featureAcross(), one.mean());
  }

  /** A gradient at some frames, averaged over all. */
  private static Stat ofFrames(Stat g, long frames, double share) {
    double pairs = share * share;
    Stat one =
        g.withFields(
            g.within().times(share),
            g.across().times(pairs),
            g.featureWithin().times(share),
            g.featureAcross().times(pairs),
            g.mean());
    return Frames.joined(frames, one, one, one);
  }

  /** One sample of a batch, as images of different size are taken one by one. */
  record Sample(Signal of, int axis, int index) implements Signal.Unit {}

  /** All samples of one batch in order, behind one another: the batch again. Null for others. */
  static Signal.Builder batch(Site site, List<Signal> parts, int axis) {
    if (!(parts.get(0).unit() instanceof Sample first)
        || first.of().axes().size(first.axis()) != parts.size()) {
      return null;
    }
    for (int i = 0; i < parts.size(); i++) {
      boolean next =
          parts.get(i).unit() instanceof Sample s && s.of() == first.of() && s.index() == i;
      if (!next) {
        return null;
      }
    }
    Signal one = parts.get(0);
    List<Factor> dim = new java.util.ArrayList<>(first.of().axes().dims().get(first.axis()));
    dim.addAll(one.axes().dims().get(axis));
    double n = parts.size();
    return Signal.of(one.axes().withDim(axis, dim), one.stat())
        .formula(site.q(0))
        .step("all samples of the batch, one after another")
        .sources(one.sources())
        .zero(one.isZero())
        .edge(one, g -> g.then(s -> s.each(f -> f.times(n)).withCoherence(s.coherence() * n)));
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
    long samples = 1;
    for (Factor f : axes.dims().get(axis)) {
      samples *= f.role() == Role.SAMPLE ? f.size() : 1;
    }
    return axes.has(axis, Role.SAMPLE) && (!axes.has(axis, Role.POSITION) || n == samples)
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
    return s.moved(to, mean, m);
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
    return s.moved(to, pick, mean);
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
    return g.moved(to, put, new double[to.classes()]);
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
