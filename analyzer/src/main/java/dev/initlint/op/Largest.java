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
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code TopK} over features, as a router chooses experts: the k largest of n scores that are
 * Gaussian, or functions of such, or their softmax. Moments are means over a fixed set of draws;
 * their own error is below one percent (docs/theory/positions.md#largest-of-the-scores).
 */
final class Largest {
  private static final int DRAWS = 4000;

  /** Functions that keep the order of what they are applied to. */
  private static final Set<ScalarFunction> RISING =
      Set.of(Activation.IDENTITY, Activation.SIGMOID, Activation.TANH);

  /** Laws whose moments are remembered at most. */
  private static final int KEPT = 4096;

  /** Moments by law; they do not depend on the model. */
  private static final Map<Key, Moments> KNOWN = new ConcurrentHashMap<>();

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
    Moments m = moments(key);
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
    Moments before = KNOWN.get(key);
    if (before == null) {
      before = averaged(key);
      if (KNOWN.size() >= KEPT) {
        KNOWN.clear();
      }
      KNOWN.put(key, before);
    }
    return before;
  }

  private static Moments averaged(Key key) {
    double std = Math.sqrt(key.variance());
    boolean few = !key.softmax() && RISING.contains(key.f());
    double[] top = new double[key.k()];
    double mean = 0;
    double square = 0;
    double product = 0;
    for (double[] z : Draws.of(key.n())) {
      int from = few ? key.n() - key.k() : 0;
      double[] v = new double[key.n() - from];
      for (int i = 0; i < v.length; i++) {
        v[i] = key.f().value(key.mean() + std * z[from + i]);
      }
      if (key.softmax()) {
        normalise(v);
      } else if (!few) {
        Arrays.sort(v);
      }
      System.arraycopy(v, v.length - top.length, top, 0, top.length);
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

  /**
   * Standard normal draws in ascending order, the same for all laws, so that scores which differ in
   * their variance alone are not sorted again.
   */
  private record Draws(int n, double[][] rows) {
    private static SoftReference<Draws> last = new SoftReference<>(null);

    static synchronized double[][] of(int n) {
      Draws known = last.get();
      if (known == null || known.n != n) {
        known = new Draws(n, drawn(n));
        last = new SoftReference<>(known);
      }
      return known.rows;
    }

    private static double[][] drawn(int n) {
      SplittableRandom random = new SplittableRandom(1);
      double[][] rows = new double[DRAWS][n];
      for (double[] z : rows) {
        for (int i = 0; i < n; i++) {
          z[i] = random.nextGaussian();
        }
        Arrays.sort(z);
      }
      return rows;
    }
  }

  private static void normalise(double[] v) {
    double most = v[0];
    double sum = 0;
    for (double x : v) {
      most = Math.max(most, x);
    }
    for (int i = 0; i < v.length; i++) {
      v[i] = Math.exp(v[i] - most);
      sum += v[i];
    }
    for (int i = 0; i < v.length; i++) {
      v[i] /= sum;
    }
  }
}
