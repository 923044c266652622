package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code DepthToSpace} and {@code SpaceToDepth}: features become positions, or positions features.
 * Two positions that lie in one block, or apart in different places of theirs, were different
 * features; what pairs of positions share is averaged over both kinds.
 */
final class BlockMoves {
  private BlockMoves() {}

  static List<Belief> moved(Site site) {
    Signal x = Recast.asMap(site.signal(0), site.dims());
    long[] out = site.outputDims();
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims());
    dims.set(1, out[1] == 1 ? List.of() : List.of(site.dims().feature(out[1], "channels")));
    for (int i = 2; i < out.length; i++) {
      dims.set(i, out[i] == 1 ? List.of() : List.of(site.dims().position(out[i])));
    }
    Axes axes = new Axes(dims);
    return Site.known(
        Signal.of(axes, x.stat().then(s -> seen(s, axes)))
            .formula(site.q(0))
            .step("blocks of features and of positions in each other's place")
            .sources(x.sources())
            .zero(x.isZero())
            .edge(x, g -> g.then(s -> seen(s, x.axes()))));
  }

  private static Stat seen(Stat s, Axes axes) {
    double d = Math.max(1, axes.size(Role.FEATURE));
    double more = s.features() / d;
    Layout to = Layout.exchangeable(axes.size(Role.POSITION));
    double[] mean = {s.meanEntry()};
    return new Stat(
        to,
        among(to, s, s.within(), s.featureWithin(), more),
        among(to, s, s.across(), s.featureAcross(), more),
        apart(to, s, s.within(), s.featureWithin(), more),
        apart(to, s, s.across(), s.featureAcross(), more),
        mean,
        d,
        Math.max(1 / d, s.inverseDim()),
        s.spread());
  }

  /** One feature: of {@code more} that it came from, one in as many pairs is the same. */
  private static Field among(Layout to, Stat s, Field k, Field f, double more) {
    double same = k.meanOther(s.layout());
    double other = f.meanAll(s.layout());
    double share = more > 1 ? 1 / more : 1;
    return Field.constant(to, k.meanSame(s.layout()), share * same + (1 - share) * other);
  }

  /** Two features: where positions became features, some are one feature at two positions. */
  private static Field apart(Layout to, Stat s, Field k, Field f, double more) {
    double one = k.meanOther(s.layout());
    double two = f.meanSame(s.layout());
    double d = s.features() / more;
    double share = more < 1 && d > 1 ? (1 / more - 1) / (d - 1) : 0;
    return Field.constant(
        to, share * one + (1 - share) * two, share * one + (1 - share) * f.meanOther(s.layout()));
  }
}
