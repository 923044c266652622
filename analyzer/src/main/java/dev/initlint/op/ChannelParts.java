package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Norms by channels over tensors side by side. Where no group of channels spans two of them, each
 * is put in units of its own: q' = q_i/(q_i + ε) in part i, and its gradient meets 1/√(q_i + ε)
 * (docs/theory/norms.md#side-by-side).
 */
final class ChannelParts {
  private ChannelParts() {}

  /**
   * {@code x} normalised, part by part where it is put together of several.
   *
   * @param size channels that are normalised together
   * @param norm of one tensor, given the second moment that its formula begins from
   */
  static Signal.Builder normalised(
      Signal x, double size, double eps, Expr q, BiFunction<Signal, Expr, Signal.Builder> norm) {
    Signal whole = whole(x);
    if (!(whole.relation() instanceof Parts.Joined joined) || !fits(joined, whole, size)) {
      return norm.apply(x, q);
    }
    List<Signal> parts = new ArrayList<>();
    for (Signal p : joined.parts()) {
      Expr own = Expr.symbol("q", p.secondMoment());
      parts.add(normalised(p, size, eps, own, norm).unit(null).build());
    }
    Signal.Builder beside = Parts.joined(parts, whole.axes(), joined.axis());
    named(beside, x, eps, q, parts);
    double all = whole.axes().size(1);
    double[] share = parts.stream().mapToDouble(p -> p.axes().size(1) / all).toArray();
    beside.bypass(new Signal.Bypass(views(x), parts, share));
    if (whole == x) {
      return beside;
    }
    Signal own = beside.build();
    return own.seenAs(x.axes()).formula(own.formula()).step(own.step()).normed();
  }

  private static void named(Signal.Builder y, Signal x, double eps, Expr q, List<Signal> parts) {
    y.formula(formula(y.stat(), eps, q))
        .step("each of the tensors side by side over its own root mean square: q/(q + ε)")
        .unit(new Norm.Normalised(x, eps, true))
        .zero(parts.stream().allMatch(Signal::isZero))
        .normed();
  }

  /** v/(v + ε) for the v that gives the second moment: over parts, the harmonic mean of v + ε. */
  private static Expr formula(Quantity<Stat> stat, double eps, Expr q) {
    if (eps == 0) {
      return Effective.figure("nonzero", stat, Stat::secondMoment);
    }
    Expr v =
        Expr.call(
            "v",
            stat.then(
                s -> {
                  double rest = Math.max(Math.ulp(1), 1 - s.secondMoment());
                  return eps / rest - eps;
                }),
            q);
    return v.over(v.plus(Expr.of(eps)));
  }

  /** The tensor whose entries, channels in their order, these are. */
  private static Signal whole(Signal x) {
    List<Signal> all = views(x);
    return all.get(all.size() - 1);
  }

  /** The tensor and what it is the same as, along other axes. */
  private static List<Signal> views(Signal x) {
    List<Signal> all = new ArrayList<>(List.of(x));
    Signal at = x;
    while (at.relation() instanceof Relation.Same same) {
      at = same.input();
      all.add(at);
    }
    return all;
  }

  private static boolean fits(Parts.Joined joined, Signal whole, double size) {
    return joined.axis() == 1
        && whole.axes().isOnly(1, Role.FEATURE)
        && joined.parts().stream().allMatch(p -> p.axes().size(1) % size == 0);
  }
}
