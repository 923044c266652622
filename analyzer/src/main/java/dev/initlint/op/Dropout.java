package dev.initlint.op;

import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code Dropout}: nothing outside training; in training entries are kept with probability 1 − u
 * and divided by it, so that q' = q/(1 − u) and every overlap stays
 * (docs/theory/linear.md#dropout).
 */
final class Dropout {
  private Dropout() {}

  static List<Belief> forward(Site site) {
    boolean training = site.node().hasInput(2) && site.scalar(2) != 0;
    double ratio = site.node().hasInput(1) ? site.scalar(1) : 0.5;
    if (!training || ratio == 0) {
      return Structural.same(site);
    }
    if (Double.isNaN(ratio) || Double.isNaN(site.scalar(2))) {
      throw new Op.NotModelled("dropout whose ratio or mode is not constant");
    }
    Signal x = site.signal(0);
    double kept = 1 - ratio;
    List<Belief> all = new ArrayList<>();
    all.add(
        new Belief.Known(
            Signal.of(x.axes(), x.stat().then(s -> dropped(s, kept)))
                .formula(site.q(0).times(Expr.of(1 / kept)))
                .step("dropout in training: q/(1 − u), overlaps stay")
                .sources(x.sources())
                .scale(x.scale())
                .zero(x.isZero())
                .ownToken(x.ownToken())
                .relation(new Dropped(x))
                .edge(x, g -> g.then(s -> dropped(s, kept)))
                .build()));
    for (int i = 1; i < site.node().outputs().size(); i++) {
      all.add(Belief.unknown("a by-product that carries no signal"));
    }
    return all;
  }

  /** {@code input} with entries left out by a draw of its own, whose factors have mean one. */
  record Dropped(Signal input) implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      return self == other ? Block.of(g.coarse(self.stat())) : null;
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return g.of(input, other);
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return gradients;
    }
  }

  private static Stat dropped(Stat s, double kept) {
    double[] same = s.within().same().clone();
    for (int k = 0; k < same.length; k++) {
      same[k] /= kept;
    }
    return s.withFields(
        new Field(same, s.within().other()),
        s.across(),
        s.featureWithin(),
        s.featureAcross(),
        s.mean());
  }
}
