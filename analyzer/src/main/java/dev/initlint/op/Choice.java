package dev.initlint.op;

import dev.initlint.moment.Belief;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code If}: where its condition follows from extents, the result of the branch that it takes;
 * else the result of one branch or of the other, and which is not known. Where both have nearly the
 * same second moment, that is known all the same.
 */
final class Choice {
  /** Second moments further apart than this have no common figure. */
  private static final double APART = 2;

  /** A relative difference below this is that of two draws from one law. */
  private static final double ALIKE = 1e-6;

  private Choice() {}

  /**
   * The results.
   *
   * @throws Op.NotModelled if the branches yield something else than signals
   */
  static List<Belief> forward(Site site) {
    int n = site.node().outputs().size();
    if (site.inputs().size() != 1 + 2 * n) {
      throw new Op.NotModelled("an If without its branches");
    }
    Array condition = site.constant(0);
    List<Belief> results = new ArrayList<>(n);
    for (int i = 1; i <= n; i++) {
      results.add(
          condition == null || condition.size() != 1
              ? result(site, i, n + i)
              : taken(site, condition.at(0) != 0 ? i : n + i));
    }
    return results;
  }

  /** The result of the branch that a constant condition takes. */
  private static Belief taken(Site site, int branch) {
    if (site.input(branch) instanceof Belief.Known k) {
      Signal x = k.signal();
      return new Belief.Known(x.seenAs(x.axes()).formula(site.q(branch)).scale(x.scale()).build());
    }
    return site.input(branch) == null ? Belief.unknown("nobody reads it") : site.input(branch);
  }

  private static Belief result(Site site, int yes, int no) {
    if (site.input(yes) == null || site.input(no) == null) {
      return Belief.unknown("nobody reads it");
    }
    Signal a = site.signal(yes);
    Signal b = site.signal(no);
    Quantity<Stat> stat = Quantity.of(e -> common(a.stat().in(e), b.stat().in(e)));
    return new Belief.Known(
        a.perhaps(stat)
            .formula(site.q(yes))
            .zero(a.isZero() && b.isZero())
            .edge(b, g -> g.then(s -> s.scaled(Math.sqrt(0.5))))
            .step(
                "If: either branch gives this; the mean of the two, with half of what lies between")
            .build());
  }

  /** The moments that hold whichever branch is taken, as wide as the two are apart. */
  private static Stat common(Stat a, Stat b) {
    double ratio = a.secondMoment() / b.secondMoment();
    boolean none = a.secondMoment() == 0 && b.secondMoment() == 0;
    if (none || Math.abs(ratio - 1) < ALIKE) {
      return a;
    }
    if (!(ratio < APART && ratio > 1 / APART) || a.layout().positions() != b.layout().positions()) {
      throw new Op.NotModelled(
          String.format(
              Locale.ROOT,
              "the branches of an If have second moments %.3g and %.3g and its condition is"
                  + " computed",
              a.secondMoment(),
              b.secondMoment()));
    }
    double half = Math.log(ratio) / 2;
    return a.scaled(Math.sqrt((1 + 1 / ratio) / 2)).withSpread(a.spread() + half * half);
  }
}
