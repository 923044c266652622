package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Lags.Axis;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Known linear maps along axes of a tensor: padding, resizing, repeating, picking.
 *
 * <p>Along one or two axes of positions second moments are followed lag by lag ({@link Lags}),
 * along more, and along features, by how often two outputs take the same input.
 */
final class Positions {
  private Positions() {}

  /**
   * The tensor after a map along each axis for which {@code along} gives one.
   *
   * <p>An axis of one entry, and one that all positions share with features, is one of positions.
   *
   * @param along by axis; null for an axis that stays
   */
  static Signal mapped(Site site, Signal given, IntFunction<Axis> along) {
    Signal x = unmixed(site, given, along);
    Axes axes = x.axes();
    List<Integer> positions = new ArrayList<>();
    List<Axis> maps = new ArrayList<>();
    Signal y = x;
    for (int i = 0; i < axes.rank(); i++) {
      Axis a = along.apply(i);
      boolean position = axes.size(i) > 1 ? axes.isOnly(i, Role.POSITION) : a != null && i > 0;
      if (position) {
        positions.add(i);
        maps.add(a);
      } else if (a != null && axes.size(i) > 1 && axes.isOnly(i, Role.FEATURE)) {
        y = features(site, y, i, a).build();
      } else if (a != null) {
        throw new Op.NotModelled("a map along samples, keys or mixed factors");
      }
    }
    if (maps.stream().allMatch(a -> a == null)) {
      return y;
    }
    return positions(site, y, positions, maps).build();
  }

  private static Signal unmixed(Site site, Signal x, IntFunction<Axis> along) {
    for (int i = 0; i < x.axes().rank(); i++) {
      if (Merged.isParted(x.axes(), i) && along.apply(i) != null) {
        return Merged.parted(site, x, i);
      }
    }
    return x;
  }

  private static Signal.Builder positions(Site site, Signal x, List<Integer> at, List<Axis> maps) {
    Axes axes = x.axes();
    List<Axis> all = new ArrayList<>();
    double gain = 1;
    for (int i = 0; i < at.size(); i++) {
      Axis a = maps.get(i) == null ? Axis.identity((int) x.axes().size(at.get(i))) : maps.get(i);
      all.add(a);
      gain *= a.gain();
      axes = ZeroPadding.resized(axes, at.get(i), a.out(), site.dims());
    }
    boolean others = x.axes().size(Role.POSITION) != product(all);
    Linear map = others || all.size() > 2 ? Shares.of(all, x.axes()) : Grid.of(all);
    double mean = gain;
    Quantity<Stat> stat = x.stat().then(s -> map.forward(s, mean));
    return Signal.of(axes, stat)
        .formula(Effective.function("meanOverPositions", stat, site.q(0)))
        .step("a known linear map along positions: K' = A K Aᵀ, averaged by lag")
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale())
        .edge(x, g -> Quantity.of(e -> map.adjoint(g.in(e), x.stat().in(e))));
  }

  private static double product(List<Axis> maps) {
    double n = 1;
    for (Axis a : maps) {
      n *= a.in();
    }
    return n;
  }

  /** A linear map of the four fields of a tensor and its adjoint. */
  private interface Linear {
    Stat forward(Stat x, double gain);

    Stat adjoint(Stat g, Stat x);
  }

  private record Grid(Lags lags) implements Linear {
    static Grid of(List<Axis> all) {
      return new Grid(
          all.size() == 1
              ? Lags.of(Axis.identity(1), all.get(0))
              : Lags.of(all.get(0), all.get(1)));
    }

    @Override
    public Stat forward(Stat input, double gain) {
      Stat x = Recast.along(input, lags.in());
      return new Stat(
          lags.out(),
          lags.forward(x.within()),
          lags.forward(x.across()),
          lags.forward(x.featureWithin()),
          lags.forward(x.featureAcross()),
          new double[] {gain * x.meanEntry()},
          x.features(),
          x.inverseDim(),
          x.spread());
    }

    @Override
    public Stat adjoint(Stat gradient, Stat x) {
      Stat g = Recast.along(gradient, lags.out());
      return new Stat(
          lags.in(),
          lags.adjoint(g.within()),
          lags.adjoint(g.across()),
          lags.adjoint(g.featureWithin()),
          lags.adjoint(g.featureAcross()),
          new double[1],
          x.features(),
          g.inverseDim(),
          g.spread());
    }
  }

  /**
   * Sums of products of factors, averaged over outputs: of an output with itself over equal and
   * over different inputs, and of two different outputs.
   */
  private record Shares(double in, double out, double own, double cross, double same, double apart)
      implements Linear {
    static Shares of(List<Axis> maps, Axes axes) {
      double own = 1;
      double ownAll = 1;
      double same = 1;
      double all = 1;
      double in = axes.size(Role.POSITION);
      double out = in / product(maps);
      for (Axis a : maps) {
        double[] column = new double[a.in()];
        double squares = 0;
        double sums = 0;
        double total = 0;
        for (int y = 0; y < a.out(); y++) {
          double sum = 0;
          for (int i = 0; i < a.index()[y].length; i++) {
            double f = a.factor()[y][i];
            column[a.index()[y][i]] += f;
            squares += f * f;
            sum += f;
          }
          sums += sum * sum;
          total += sum;
        }
        double columns = java.util.Arrays.stream(column).map(c -> c * c).sum();
        own *= squares / a.out();
        ownAll *= sums / a.out();
        same *= columns / ((double) a.out() * a.out());
        all *= total * total / ((double) a.out() * a.out());
        out *= a.out();
      }
      double pairs = out > 1 ? out / (out - 1) : 0;
      double between = pairs * (same - own / out);
      double rest = pairs * (all - ownAll / out) - between;
      return new Shares(in, out, own, ownAll - own, between, rest);
    }

    @Override
    public Stat forward(Stat x, double gain) {
      Layout to = Layout.exchangeable((long) out);
      Field[] f = {x.within(), x.across(), x.featureWithin(), x.featureAcross()};
      for (int i = 0; i < 4; i++) {
        double q = f[i].meanSame(x.layout());
        double p = in > 1 ? f[i].meanOther(x.layout()) : q;
        f[i] = Field.constant(to, own * q + cross * p, same * q + apart * p);
      }
      double[] mean = {gain * x.meanEntry()};
      return new Stat(to, f[0], f[1], f[2], f[3], mean, x.features(), x.inverseDim(), x.spread());
    }

    @Override
    public Stat adjoint(Stat g, Stat x) {
      Layout to = Layout.exchangeable((long) in);
      Field[] f = {g.within(), g.across(), g.featureWithin(), g.featureAcross()};
      double pairs = out * (out - 1);
      for (int i = 0; i < 4; i++) {
        double q = f[i].meanSame(g.layout());
        double p = f[i].meanOther(g.layout());
        double self = (out * own * q + pairs * same * p) / in;
        double other = in > 1 ? (out * cross * q + pairs * apart * p) / (in * (in - 1)) : 0;
        f[i] = Field.constant(to, self, other);
      }
      return new Stat(
          to, f[0], f[1], f[2], f[3], new double[1], x.features(), g.inverseDim(), g.spread());
    }
  }

  /** A map along features: two of them meet by F, one with itself by K. */
  private static Signal.Builder features(Site site, Signal x, int axis, Axis map) {
    double share = map.in() / (double) x.axes().size(Role.FEATURE);
    Shares s = Shares.of(List.of(map), featuresAsPositions(map.in()));
    Axes axes = ZeroPadding.resized(x.axes(), axis, map.out(), site.dims());
    double d = axes.size(Role.FEATURE);
    double gain = map.gain();
    Quantity<Stat> stat =
        x.stat()
            .then(
                t ->
                    new Stat(
                        t.layout(),
                        t.within().times(s.own()).plus(t.featureWithin().times(s.cross())),
                        t.across().times(s.own()).plus(t.featureAcross().times(s.cross())),
                        between(t.within(), t.featureWithin(), s, share),
                        between(t.across(), t.featureAcross(), s, share),
                        times(t.mean(), gain),
                        d,
                        Math.max(1 / d, t.inverseDim()),
                        t.spread()));
    double back = map.out() / (double) map.in();
    Expr alone = Expr.of(s.own()).times(site.q(0));
    return Signal.of(axes, stat)
        .formula(
            alone.plus(
                Effective.term("overlapOfFeatures[" + site.node().input(0) + "]", stat, alone)))
        .step("a known linear map along features")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(
            x,
            g ->
                g.then(
                    t ->
                        t.withFields(
                            spread(t.within(), t.featureWithin(), s, back, map.out()),
                            spread(t.across(), t.featureAcross(), s, back, map.out()),
                            t.featureWithin().times(back * back * (s.same() + s.apart())),
                            t.featureAcross().times(back * back * (s.same() + s.apart())),
                            t.mean())));
  }

  private static Field spread(Field k, Field f, Shares s, double back, double out) {
    return k.times(back * s.own()).plus(f.times(back * (out - 1) * s.same()));
  }

  /** Two outputs differ along this axis with the share that it has of all features. */
  private static Field between(Field k, Field f, Shares s, double share) {
    Field along = k.times(s.same()).plus(f.times(s.apart()));
    Field beside = f.times(s.own() + s.cross());
    return share >= 1 ? along : along.times(share).plus(beside.times(1 - share));
  }

  private static double[] times(double[] v, double factor) {
    return java.util.Arrays.stream(v).map(x -> x * factor).toArray();
  }

  private static Axes featuresAsPositions(long n) {
    return new Axes(List.of(List.of(new Axes.Factor(Role.POSITION, n, Expr.of(n)))));
  }
}
