package dev.initlint.weight;

import java.util.List;

/**
 * Whether the gains of all norms were drawn from one normal law, as those of DCGAN are (Radford et
 * al. 2016). Trained gains may look normal too, but each norm's have a mean and a size of their
 * own.
 */
final class OneLaw {
  /** Fewer entries say too little of a law. */
  private static final int LONG = 16;

  private OneLaw() {}

  /** Whether a tensor holds gains that look like normal draws about some mean. */
  static boolean isCandidate(NamedFacts tensor) {
    WeightFacts f = tensor.facts();
    if (tensor.role() != NamedFacts.Role.GAIN
        || f.allEqual()
        || f.finite() < f.count()
        || f.count() < LONG) {
      return false;
    }
    return Shape.NORMAL.fits(Sample.of(f).aboutMean());
  }

  /** Whether there are two or more such gains and their means and deviations agree. */
  static boolean ofGains(List<NamedFacts> tensors) {
    List<WeightFacts> gains =
        tensors.stream().filter(OneLaw::isCandidate).map(NamedFacts::facts).toList();
    if (gains.size() < 2) {
      return false;
    }
    double n = gains.stream().mapToDouble(WeightFacts::count).sum();
    double mean = gains.stream().mapToDouble(f -> f.count() * f.mean()).sum() / n;
    double variance = gains.stream().mapToDouble(f -> f.count() * f.variance()).sum() / n;
    return gains.stream().allMatch(f -> agrees(f, mean, variance));
  }

  private static boolean agrees(WeightFacts f, double mean, double variance) {
    double std = Math.sqrt(variance);
    return Math.abs(f.mean() - mean) <= Shape.LIMIT * std / Math.sqrt(f.count())
        && Math.abs(f.std() / std - 1) <= Shape.LIMIT / Math.sqrt(2.0 * f.count());
  }
}
