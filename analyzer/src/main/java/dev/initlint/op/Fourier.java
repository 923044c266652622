package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Field;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code DFT} along one axis: Σ over frequencies of |X|² is N·Σ|x|² (Parseval), so that each of
 * real and imaginary part has N/2 times the second moment of a real input and N times that of the
 * parts of a complex one. Different frequencies share Σ_k X_k = N·x_0 alone
 * (docs/theory/positions.md#fourier-transform).
 */
final class Fourier {
  private Fourier() {}

  static List<Belief> forward(Site site) {
    Signal x = site.signal(0);
    int rank = x.axes().rank();
    boolean inverse = site.node().attributes().integer("inverse", 0) != 0;
    int axis = axis(site, rank);
    double n = x.axes().size(axis);
    boolean complex = x.axes().size(rank - 1) == 2;
    double gain = (complex ? n : n / 2) / (inverse ? n * n : 1);
    double back = n / (inverse ? n * n : 1);
    boolean positions = x.axes().has(axis, Role.POSITION);
    if (!positions && !x.axes().isOnly(axis, Role.FEATURE)) {
      throw new Op.NotModelled("a Fourier transform along samples");
    }
    long[] out = site.outputDims();
    List<List<Factor>> dims = new ArrayList<>(x.axes().dims());
    dims.set(rank - 1, out[rank - 1] == 1 ? List.of() : List.of(site.dims().feature(2, "parts")));
    if (out[axis] != x.axes().size(axis)) {
      throw new Op.NotModelled("a Fourier transform of one side or of a part");
    }
    Axes axes = new Axes(dims);
    return Site.known(
        Signal.of(axes, x.stat().then(s -> turned(s, gain, axes, positions, !complex)))
            .formula(Expr.of(gain).times(site.q(0)))
            .step("Fourier transform: Σ|X|² = N·Σ|x|² (Parseval)")
            .sources(x.sources())
            .zero(x.isZero())
            .edge(x, g -> g.then(s -> turned(s, back, x.axes(), positions, false))));
  }

  private static Stat turned(Stat s, double gain, Axes axes, boolean positions, boolean fromReal) {
    double d = Math.max(1, axes.size(Role.FEATURE));
    Field zero = Field.zero(s.layout());
    Field within = s.within().times(gain);
    Field across = s.across().times(gain);
    if (positions) {
      within = level(s, s.within(), gain, fromReal);
      across = level(s, s.across(), gain, fromReal);
    }
    double[] mean = new double[s.layout().classes()];
    return new Stat(
        s.layout(),
        within,
        across,
        zero,
        zero,
        mean,
        d,
        Math.max(1 / d, s.inverseDim()),
        s.spread());
  }

  /** Real parts of a real input's frequencies add up to N·x_0, and so share q/N with each other. */
  private static Field level(Stat s, Field f, double gain, boolean fromReal) {
    double q = gain * f.meanSame(s.layout());
    double n = s.layout().positions();
    return Field.constant(s.layout(), q, fromReal ? q / n : 0);
  }

  private static int axis(Site site, int rank) {
    long given = site.node().attributes().integer("axis", site.node().opset() >= 20 ? -2 : 1);
    if (site.node().hasInput(2)) {
      Array a = site.constant(2);
      if (a == null) {
        throw new Op.NotModelled("a Fourier transform along an axis that is not constant");
      }
      given = (long) a.at(0);
    }
    return Site.axis(given, rank);
  }
}
