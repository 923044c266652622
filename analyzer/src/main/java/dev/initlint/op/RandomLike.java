package dev.initlint.op;

import dev.initlint.moment.Belief;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;

/** {@code RandomNormalLike} and {@code RandomUniformLike}: fresh noise in the shape of a tensor. */
final class RandomLike {
  private RandomLike() {}

  static List<Belief> normal(Site site) {
    double std = site.node().attributes().real("scale", 1);
    return drawn(site, site.node().attributes().real("mean", 0), std * std);
  }

  static List<Belief> uniform(Site site) {
    double low = site.node().attributes().real("low", 0);
    double high = site.node().attributes().real("high", 1);
    return drawn(site, (low + high) / 2, (high - low) * (high - low) / 12);
  }

  private static List<Belief> drawn(Site site, double mean, double variance) {
    Signal like = site.signal(0);
    double q = mean * mean + variance;
    Quantity<Stat> stat =
        like.stat().then(s -> Stat.independent(s.layout(), mean, q, s.features()));
    return Site.known(
        Signal.of(like.axes(), stat)
            .formula(Expr.of(q))
            .step("fresh noise")
            .sources(Set.of(site.node().name())));
  }
}
