package dev.initlint.gaussian;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Quadrature of one smooth function of a Gaussian of one mean for many different variances, as the
 * positions of a sequence have and the strata of a tensor in each layer: exact nodes on a lattice
 * of ln variance, computed as they are asked for, and polynomials of degree 9 between them.
 *
 * <p>Expectations of a smooth function are analytic in ln variance near the real axis, where the
 * density stays integrable, so that the error falls with the tenth power of the spacing. Where
 * polynomials of degree 7 and 9 differ by 1e-10, and for functions with kinks, there is no
 * interpolation. Nodes do not depend on a model: all models of a process share them, as long as
 * there is memory for them, and a figure is the same whichever model asked first. Thread-safe.
 */
final class QuadratureLattice {
  /** In ln variance. */
  private static final double SPACING = 0.04;

  private static final int STENCIL = 10;
  private static final double ALIKE = 1e-10;

  /** Lattices that are remembered at most; functions and means may hold constants of models. */
  private static final int MOST_LATTICES = 2048;

  private static final double LEAST = 1e-12;
  private static final double MOST = 1e8;

  private static SoftReference<Map<Key, QuadratureLattice>> lattices = new SoftReference<>(null);

  private record Key(ScalarFunction function, double mean) {}

  private final ScalarFunction function;
  private final double mean;
  private final boolean smooth;
  private final Map<Integer, GaussianQuadrature> nodes = new ConcurrentHashMap<>();

  private QuadratureLattice(Key key) {
    function = key.function;
    mean = key.mean;
    double far = 40 * Math.sqrt(MOST);
    smooth = function.landmarks(-far, far).stream().noneMatch(l -> l.kink() || l.width() == 0);
  }

  private static synchronized Map<Key, QuadratureLattice> all() {
    Map<Key, QuadratureLattice> all = lattices.get();
    if (all == null || all.size() > MOST_LATTICES) {
      all = new ConcurrentHashMap<>();
      lattices = new SoftReference<>(all);
    }
    return all;
  }

  /** What quadrature says of f under N(mean, variance). */
  static GaussianQuadrature of(ScalarFunction f, double mean, double variance) {
    if (!(variance > LEAST && variance < MOST)) {
      return GaussianQuadrature.of(f, mean, variance);
    }
    Map<Key, QuadratureLattice> all = all();
    Key key = new Key(f, rounded(mean));
    QuadratureLattice known = all.get(key);
    QuadratureLattice lattice =
        known != null ? known : all.computeIfAbsent(key, QuadratureLattice::new);
    GaussianQuadrature between = lattice.smooth ? lattice.at(variance) : null;
    return between != null ? between : GaussianQuadrature.of(f, mean, variance);
  }

  /** A mean to 40 bits, by which those that differ by rounding errors have one lattice. */
  private static double rounded(double mean) {
    if (mean == 0) {
      return 0;
    }
    int bits = 40 - Math.getExponent(mean);
    return Math.scalb(Math.rint(Math.scalb(mean, bits)), -bits);
  }

  private GaussianQuadrature node(int index) {
    GaussianQuadrature known = nodes.get(index);
    return known != null
        ? known
        : nodes.computeIfAbsent(
            index, i -> GaussianQuadrature.of(function, mean, Math.exp(i * SPACING)));
  }

  /** Between the nodes; null where they are too far apart for the function. */
  private GaussianQuadrature at(double variance) {
    double position = Math.log(variance) / SPACING;
    int first = (int) Math.floor(position) - STENCIL / 2 + 1;
    GaussianQuadrature[] node = new GaussianQuadrature[STENCIL];
    for (int i = 0; i < STENCIL; i++) {
      node[i] = node(first + i);
    }
    double[] weight = lagrange(position - first, 0, STENCIL);
    double[] fewer = lagrange(position - first, 1, STENCIL - 1);
    Blend blend = new Blend(node, weight, fewer);
    GaussianQuadrature near = node[STENCIL / 2];
    double q = near.mean() * near.mean() + near.variance();
    double slope = near.slopeMean() * near.slopeMean() + near.slopeVariance();
    GaussianQuadrature made =
        new GaussianQuadrature(
            blend.of(GaussianQuadrature::mean, Math.sqrt(q)),
            blend.of(GaussianQuadrature::variance, q),
            blend.of(GaussianQuadrature::slopeMean, Math.sqrt(slope)),
            blend.of(GaussianQuadrature::slopeVariance, slope),
            blend.of(GaussianQuadrature::valueSlope, Math.sqrt(q * slope)),
            blend.of(GaussianQuadrature::secondMomentSlope, q / variance),
            blend.of(GaussianQuadrature::argumentProduct, Math.sqrt(q)),
            series(node, weight, GaussianQuadrature::values),
            series(node, weight, GaussianQuadrature::slopes));
    return blend.alike ? made : null;
  }

  private static HermiteSeries series(
      GaussianQuadrature[] node,
      double[] weight,
      Function<GaussianQuadrature, HermiteSeries> which) {
    return HermiteSeries.blended(
        weight, () -> Arrays.stream(node).map(which).toArray(HermiteSeries[]::new));
  }

  /** Sums over nodes by two rules, which must agree. */
  private static final class Blend {
    private final GaussianQuadrature[] node;
    private final double[] weight;
    private final double[] fewer;
    private boolean alike = true;

    Blend(GaussianQuadrature[] node, double[] weight, double[] fewer) {
      this.node = node;
      this.weight = weight;
      this.fewer = fewer;
    }

    double of(ToDoubleFunction<GaussianQuadrature> figure, double size) {
      double sum = 0;
      double check = 0;
      for (int i = 0; i < node.length; i++) {
        double v = figure.applyAsDouble(node[i]);
        sum += weight[i] * v;
        check += fewer[i] * v;
      }
      alike &= Math.abs(sum - check) <= ALIKE * Math.max(size, Math.abs(sum));
      return sum;
    }
  }

  /** Weights of the polynomial through the nodes {@code from} to {@code to} − 1 at a position. */
  private static double[] lagrange(double position, int from, int to) {
    double[] weight = new double[STENCIL];
    for (int i = from; i < to; i++) {
      double w = 1;
      for (int j = from; j < to; j++) {
        if (j != i) {
          w *= (position - j) / (i - j);
        }
      }
      weight[i] = w;
    }
    return weight;
  }
}
