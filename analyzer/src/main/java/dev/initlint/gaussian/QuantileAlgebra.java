package dev.initlint.gaussian;

import java.util.Arrays;

/**
 * Laws of sums, products and mixtures of independent entries by their distribution functions: the
 * mean, over the nodes of one law, of that of the other.
 */
final class QuantileAlgebra {
  private static final double REACH = QuantileMesh.LAST;

  private QuantileAlgebra() {}

  /** The law of a·sa + b·sb in standard units of each; b is the smoother one. */
  static double[] sum(Marginal a, double sa, Marginal b, double sb) {
    double[][] laws = {a.values(), b.values()};
    return LawMemory.of("sum", laws, new double[] {sa, sb}, () -> added(a, sa, b, sb));
  }

  private static double[] added(Marginal a, double sa, Marginal b, double sb) {
    double[] at = new double[COUNT];
    Arrays.setAll(at, j -> sa * a.quantile(NODE[j]));
    return QuantileMesh.quantiles(
        new double[] {
          sa * a.quantile(-REACH) + sb * b.quantile(-REACH),
          sa * a.quantile(REACH) + sb * b.quantile(REACH)
        },
        new double[] {0, Math.hypot(sa, sb)},
        x -> mean(j -> below(b, (x - at[j]) / sb)),
        x -> mean(j -> above(b, (x - at[j]) / sb)));
  }

  /** The law of (ma + sa·a)(mb + sb·b). */
  static double[] product(Marginal a, double ma, double sa, Marginal b, double mb, double sb) {
    double[][] laws = {a.values(), b.values()};
    double[] figures = {ma, sa, mb, sb};
    return LawMemory.of("product", laws, figures, () -> multiplied(a, ma, sa, b, mb, sb));
  }

  private static double[] multiplied(
      Marginal a, double ma, double sa, Marginal b, double mb, double sb) {
    double[] at = new double[COUNT];
    Arrays.setAll(at, j -> ma + sa * a.quantile(NODE[j]));
    double low = 0;
    double high = 0;
    for (double x : new double[] {ma + sa * a.quantile(-REACH), ma + sa * a.quantile(REACH)}) {
      for (double y : new double[] {mb + sb * b.quantile(-REACH), mb + sb * b.quantile(REACH)}) {
        low = Math.min(low, x * y);
        high = Math.max(high, x * y);
      }
    }
    double size = Math.sqrt((ma * ma + sa * sa) * (mb * mb + sb * sb) - ma * ma * mb * mb);
    return QuantileMesh.quantiles(
        new double[] {low, high},
        new double[] {ma * mb, size},
        x -> mean(j -> scaledBelow(b, mb, sb, at[j], x)),
        x -> mean(j -> 1 - scaledBelow(b, mb, sb, at[j], x)));
  }

  /** P(f·y ≤ x) for y = mean + deviation·F. */
  private static double scaledBelow(
      Marginal law, double mean, double deviation, double f, double x) {
    if (f == 0) {
      return x >= 0 ? 1 : 0;
    }
    double at = (x / f - mean) / deviation;
    return f > 0 ? below(law, at) : above(law, at);
  }

  static double[] mixture(double[] share, double[] mean, double[] deviation, Marginal[] laws) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < share.length; i++) {
      low = Math.min(low, mean[i] + deviation[i] * laws[i].quantile(-REACH));
      high = Math.max(high, mean[i] + deviation[i] * laws[i].quantile(REACH));
    }
    double all = Arrays.stream(share).sum();
    double centre = 0;
    double square = 0;
    for (int i = 0; i < share.length; i++) {
      centre += share[i] / all * mean[i];
      square += share[i] / all * (mean[i] * mean[i] + deviation[i] * deviation[i]);
    }
    return QuantileMesh.quantiles(
        new double[] {low, high},
        new double[] {centre, Math.sqrt(Math.max(0, square - centre * centre))},
        x -> {
          double p = 0;
          for (int i = 0; i < share.length; i++) {
            p +=
                share[i]
                    * (deviation[i] > 0
                        ? below(laws[i], (x - mean[i]) / deviation[i])
                        : x >= mean[i] ? 1 : 0);
          }
          return p / all;
        },
        x -> {
          double p = 0;
          for (int i = 0; i < share.length; i++) {
            p +=
                share[i]
                    * (deviation[i] > 0
                        ? above(laws[i], (x - mean[i]) / deviation[i])
                        : x >= mean[i] ? 0 : 1);
          }
          return p / all;
        });
  }

  /** The law of √S·z with Gaussian ln S of a variance and E S = 1. */
  static double[] scales(double variance) {
    return LawMemory.of("scales", new double[0][], new double[] {variance}, () -> wide(variance));
  }

  private static double[] wide(double variance) {
    double width = Math.sqrt(variance);
    double[] root = new double[COUNT];
    Arrays.setAll(root, j -> Math.exp(0.5 * (width * NODE[j] - 0.5 * variance)));
    double most = REACH * Math.exp(width);
    return QuantileMesh.quantiles(
        new double[] {-most, most},
        new double[] {0, 1},
        x -> mean(j -> ErrorFunction.normalBelow(x / root[j])),
        x -> mean(j -> ErrorFunction.normalBelow(-x / root[j])));
  }

  private static double below(Marginal law, double x) {
    return ErrorFunction.normalBelow(law.isGaussian() ? x : QuantileMesh.inverse(law.values(), x));
  }

  private static double above(Marginal law, double x) {
    return ErrorFunction.normalBelow(
        -(law.isGaussian() ? x : QuantileMesh.inverse(law.values(), x)));
  }

  private static final double[] NODE = QuantileMesh.NODE;
  private static final int COUNT = NODE.length;
  private static final double[] WEIGHT = new double[COUNT];

  static {
    double all = 0;
    for (double z : NODE) {
      all += ErrorFunction.normalDensity(z);
    }
    for (int j = 0; j < COUNT; j++) {
      WEIGHT[j] = ErrorFunction.normalDensity(NODE[j]) / all;
    }
  }

  @FunctionalInterface
  private interface Share {
    double at(int node);
  }

  private static double mean(Share p) {
    double sum = 0;
    for (int j = 0; j < COUNT; j++) {
      sum += WEIGHT[j] * p.at(j);
    }
    return sum;
  }
}
