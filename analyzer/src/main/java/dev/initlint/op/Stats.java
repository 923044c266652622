package dev.initlint.op;

import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import java.util.List;
import java.util.function.Function;

/** Averages of statistics over cases that are equally likely. */
final class Stats {
  private Stats() {}

  static <T> Stat mean(List<T> cases, Function<T, Stat> of) {
    Stat sum = of.apply(cases.get(0));
    for (int i = 1; i < cases.size(); i++) {
      sum = plus(sum, of.apply(cases.get(i)));
    }
    double share = 1.0 / cases.size();
    if (share == 1) {
      return sum;
    }
    double[] mean = sum.mean().clone();
    for (int k = 0; k < mean.length; k++) {
      mean[k] *= share;
    }
    Stat y = sum.each(f -> f.times(share)).withMean(mean);
    return y.withCoherence(y.coherence() * share);
  }

  /** Entry by entry, as figures. */
  private static Stat plus(Stat a, Stat b) {
    Layout to = a.layout().refine(b.layout());
    Stat x = a.refined(to);
    Stat y = b.refined(to);
    Field w = x.within().plus(y.within());
    double[] mean = x.mean().clone();
    for (int k = 0; k < mean.length; k++) {
      mean[k] += y.mean()[k];
    }
    return x.withFields(
            w,
            x.across().plus(y.across()),
            x.featureWithin().plus(y.featureWithin()),
            x.featureAcross().plus(y.featureAcross()),
            mean)
        .withCoherence(x.coherence() + y.coherence());
  }
}
