package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@code TopK} over features, as a router chooses experts: the k largest of n scores that are
 * Gaussian, or functions of such, or their softmax. Moments are means over a fixed set of draws;
 * their own error is below one percent (docs/theory/positions.md#largest-of-the-scores).
 */
final class Largest {
  private static final int DRAWS = 4000;

  private Largest() {}

  /**
   * The k largest scores.
   *
   * @param scores what was chosen from
   */
  record Chosen(Signal scores, int n, int k) implements Signal.Unit {}

  private record Key(
      int n,
      int k,
      double variance,
      double mean,
      ScalarFunction f,
      boolean softmax,
      boolean over) {}

  /** Mean, second moment, and product of two different ones. */
  private record Moments(double mean, double square, double product) {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    int axis = Site.axis(site.node().attributes().integer("axis", -1), rank);
    if (!x.axes().isOnly(axis, Role.FEATURE)) {
      throw new NotModelled("the largest entries along other than features");
    }
    int n = (int) x.axes().size(axis);
    int k = (int) site.outputDims()[axis];
    if (site.node().attributes().integer("largest", 1) == 0) {
      throw new NotModelled("the smallest entries");
    }
    List<Factor> own = k == 1 ? List.of() : List.of(site.dims().feature(k, "k"));
    Axes axes = x.axes().withDim(axis, own);
    Chosen chosen = new Chosen(x, n, k);
    Quantity<Stat> stat = Quantity.of(e -> stat(chosen, false, e));
    double share = k / (double) n;
    List<Belief> all = new ArrayList<>();
    all.add(
        new Belief.Known(
            Signal.of(axes, stat)
                .formula(Effective.function("largest " + k + " of " + n, stat, site.q(0)))
                .step("the k largest of n scores, averaged over draws")
                .sources(x.sources())
                .unit(chosen)
                .edge(x, g -> g.then(s -> back(s, n, share)))
                .build()));
    if (site.node().outputs().size() > 1) {
      all.add(Indices.byData(site).get(1));
    }
    return all;
  }

  private static Stat back(Stat g, double n, double share) {
    Stat y = g.each(f -> f.times(share));
    return new Stat(
        y.layout(),
        y.within(),
        y.across(),
        y.featureWithin(),
        y.featureAcross(),
        y.mean(),
        n,
        1 / n,
        y.spread());
  }

  /** Softmax over the chosen scores. */
  static Signal.Builder softmax(Site site, Signal x, Chosen chosen) {
    Quantity<Stat> stat = Quantity.of(e -> stat(chosen, true, e));
    return Signal.of(x.axes(), stat)
        .formula(Effective.function("softmax of the largest", stat, site.q(0)))
        .step("softmax over the k largest of n scores, averaged over draws")
        .sources(x.sources())
        .edge(
            x,
            g ->
                Quantity.of(
                    e -> {
                      Stat s = stat.in(e);
                      double left = s.secondMoment() * (1 - 1.0 / chosen.k());
                      return g.in(e).scaled(Math.sqrt(Math.max(0, left)));
                    }));
  }

  private static Stat stat(Chosen chosen, boolean over, Evaluation e) {
    Signal x = chosen.scores();
    boolean softmax = x.unit() instanceof Softmax.Probabilities;
    Signal below = softmax ? ((Softmax.Probabilities) x.unit()).logits() : x.base();
    ScalarFunction f = softmax || x.view() == null ? Activation.IDENTITY : x.view();
    Stat s = below.stat().in(e);
    double common = s.featureWithin().meanSame(s.layout());
    double v = Math.max(0, s.secondMoment() - common);
    double mean = f.equals(Activation.IDENTITY) ? 0 : s.meanEntry();
    Key key = new Key(chosen.n(), chosen.k(), v, mean, f, softmax, over);
    Moments m = e.shared(key, Largest::moments);
    Stat of = x.stat().in(e);
    double[] means = new double[of.layout().classes()];
    Arrays.fill(means, m.mean());
    double even = m.mean() * m.mean();
    double d = chosen.k();
    return new Stat(
        of.layout(),
        Field.constant(of.layout(), m.square(), even),
        Field.constant(of.layout(), even, even),
        Field.constant(of.layout(), m.product(), even),
        Field.constant(of.layout(), even, even),
        means,
        d,
        1 / d,
        of.spread());
  }

  private static Moments moments(Key key) {
    SplittableRandom random = new SplittableRandom(1);
    double std = Math.sqrt(key.variance());
    double[] v = new double[key.n()];
    double mean = 0;
    double square = 0;
    double product = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < v.length; i++) {
        v[i] = key.f().value(key.mean() + std * random.nextGaussian());
      }
      if (key.softmax()) {
        normalise(v);
      }
      Arrays.sort(v);
      double[] top = Arrays.copyOfRange(v, v.length - key.k(), v.length);
      if (key.over()) {
        normalise(top);
      }
      double sum = 0;
      double squares = 0;
      for (double t : top) {
        sum += t;
        squares += t * t;
      }
      mean += sum / key.k();
      square += squares / key.k();
      product += key.k() > 1 ? (sum * sum - squares) / (key.k() * (key.k() - 1.0)) : squares;
    }
    return new Moments(mean / DRAWS, square / DRAWS, product / DRAWS);
  }

  private static void normalise(double[] v) {
    double most = Arrays.stream(v).max().orElse(0);
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      v[i] = Math.exp(v[i] - most);
      sum += v[i];
    }
    for (int i = 0; i < v.length; i++) {
      v[i] /= sum;
    }
  }
}
