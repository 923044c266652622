package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.IntendedLaw;
import dev.initlint.moment.Signal;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import dev.initlint.weight.WeightFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tensors of a file that are not what their library would have made: of another spread, or not the
 * constant that is meant. Gains of norms have a rule of their own, and so have maps that miss their
 * scale for depth.
 */
final class StoredOtherwise {
  /** Deviations beyond which a spread is no other reading of the same law. */
  private static final double TIMES = 1.5;

  /** Fewer entries tell little of their spread. */
  private static final long FEW = 64;

  /** Share of what it is added to from which on a bias changes what its layer computes. */
  private static final double SHARE = 0.25;

  /** Distance from a constant that is no rounding, beside the constant or beside 1. */
  private static final double ROUNDING = 1e-3;

  private StoredOtherwise() {}

  static void check(Model model, Report report) {
    List<ParameterSite> drawn = new ArrayList<>();
    List<Moved> moved = new ArrayList<>();
    for (ParameterSite site : model.parameters()) {
      IntendedLaw law = site.weight().intended();
      boolean stored = site.weight().facts() != null && site.weight().weight().data() != null;
      if (law == null || !stored || law.purpose() == IntendedLaw.Purpose.NORM_GAIN) {
        continue;
      }
      if (IntendedLaw.variance(law.law(), site.fans()) > 0) {
        if (isOfAnotherSpread(site, law)) {
          drawn.add(site);
        }
      } else {
        Moved m = moved(model, site, law);
        if (m != null) {
          moved.add(m);
        }
      }
    }
    if (!drawn.isEmpty()) {
      reportSpread(report, drawn);
    }
    if (!moved.isEmpty()) {
      reportConstant(report, moved);
    }
  }

  /** Whether a tensor that varies has another spread; one that does not is no draw at all. */
  private static boolean isOfAnotherSpread(ParameterSite site, IntendedLaw law) {
    WeightFacts facts = site.weight().facts();
    boolean unscaled =
        law.purpose() == IntendedLaw.Purpose.DEPTH_SCALED
            && law.isSpecial()
            && ScaledInitSkipped.isUnscaled(law, facts.variance(), site.fans());
    if (facts.count() < FEW || !(facts.variance() > 0) || unscaled) {
      return false;
    }
    double meant = IntendedLaw.variance(law.law(), site.fans());
    if (law.zeroRow() >= 0) {
      meant *= 1 - 1.0 / site.weight().dims()[0];
    }
    double ratio = Math.sqrt(facts.variance() / meant);
    return !(ratio < TIMES && ratio > 1 / TIMES);
  }

  /** A tensor that is not the constant {@code meant}, but {@code away} from it by mean square. */
  private record Moved(ParameterSite site, double meant, double away, Severity severity) {}

  private static Moved moved(Model model, ParameterSite site, IntendedLaw law) {
    WeightFacts f = site.weight().facts();
    double meant = IntendedLaw.mean(law.law(), site.fans());
    double away = f.variance() + (f.mean() - meant) * (f.mean() - meant);
    double size = meant == 0 ? ROUNDING : Math.abs(meant) * (TIMES - 1);
    if (!(away > size * size)) {
      return null;
    }
    boolean grave = meant != 0 || site.use() == Use.SHIFT && away > SHARE * beside(model, site);
    return new Moved(site, meant, away, grave ? Severity.WARNING : Severity.NOTE);
  }

  /** Second moment of what a bias is added to: of the sum without it. Or NaN. */
  private static double beside(Model model, ParameterSite site) {
    WeightFacts f = site.weight().facts();
    Signal sum = site.reader() == null ? null : model.propagation().signal(site.reader().output());
    double own = f.variance() + f.mean() * f.mean();
    return sum == null ? Double.NaN : Math.max(0, model.secondMoment(sum) - own);
  }

  private static void reportSpread(Report report, List<ParameterSite> hits) {
    ParameterSite site = hits.get(0);
    IntendedLaw law = site.weight().intended();
    MeantSpread spread = new MeantSpread(site);
    report
        .finding(Severity.WARNING, spread.told() + Wording.more(hits.size() - 1, "tensor"))
        .at(site.place(), site.name())
        .andIn(hits)
        .predicts("std over the one intended", spread.found() / spread.meant(), 1 / TIMES, TIMES)
        .formula("std(W)/std of " + law.law().name())
        .because(law.source() + ": " + law.law().name())
        .fix("draw " + site.name() + " with std " + Wording.constant(spread.meant()))
        .add();
  }

  private static void reportConstant(Report report, List<Moved> all) {
    Moved first = all.stream().min(Comparator.comparing(m -> -m.severity().ordinal())).get();
    ParameterSite site = first.site();
    WeightFacts f = site.weight().facts();
    IntendedLaw law = site.weight().intended();
    String found =
        f.allEqual()
            ? " is " + Wording.number(f.mean()) + (f.count() > 1 ? " throughout" : "")
            : " has rms " + Wording.number(Math.sqrt(f.variance() + f.mean() * f.mean()));
    report
        .finding(
            first.severity(),
            site.name()
                + found
                + " where "
                + law.source()
                + " means "
                + Wording.number(first.meant())
                + Wording.more(all.size() - 1, "tensor"))
        .at(site.place(), site.name())
        .andIn(all.stream().map(Moved::site).toList())
        .predicts("rms distance from the constant intended", Math.sqrt(first.away()), 0, ROUNDING)
        .formula("√E[(w − " + Wording.constant(first.meant()) + ")²]")
        .because(law.source() + ": " + law.law().name())
        .fix("set " + site.name() + " to " + Wording.constant(first.meant()))
        .add();
  }
}
