package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.List;

/**
 * Neighbouring positions made one with their features side by side, as where a hierarchical model
 * merges patches, and the reverse, as where features are folded out along a sequence.
 *
 * <p>Two entries of a merged position differ in the feature, in the place inside it, or in both:
 * they have F, K or F of two places.
 */
final class Merged {
  private Merged() {}

  /** Whether the last axis holds positions beside features, and other axes positions as well. */
  static boolean isMerged(Axes axes) {
    int last = axes.rank() - 1;
    return axes.rank() > 1
        && axes.has(last, Role.FEATURE)
        && axes.has(last, Role.POSITION)
        && !axes.has(last, Role.SAMPLE)
        && Frames.before(axes, last) > 1;
  }

  /**
   * The tensor with all entries of its last axis as features.
   *
   * @param axes those after the reshape
   */
  static Signal.Builder of(Site site, Signal x, Axes axes) {
    int last = axes.rank() - 1;
    double outer = Frames.before(axes, last);
    double places = axes.size(Role.POSITION) / outer;
    Factor width = site.dims().feature(axes.size(last), "d_merged");
    Axes to = axes.withDim(last, List.of(width));
    double d = to.size(Role.FEATURE);
    return Signal.of(to, x.stat().then(s -> merged(s, places, d)))
        .formula(site.q(0))
        .step("neighbouring positions merged: their entries are features")
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale())
        .edge(x, g -> g.then(s -> parted(s, places, d / places)));
  }

  /** Whether all positions are on this axis, each with features of its own behind it there. */
  static boolean isParted(Axes axes, int axis) {
    boolean features = false;
    double positions = 1;
    for (Factor f : axes.dims().get(axis)) {
      if (f.role() == Role.POSITION ? features : f.role() != Role.FEATURE) {
        return false;
      }
      features |= f.role() == Role.FEATURE;
      positions *= f.role() == Role.POSITION ? f.size() : 1;
    }
    return features && positions > 1 && positions == axes.size(Role.POSITION);
  }

  /**
   * The reverse of a merger: the features that a position has on its axis are positions.
   *
   * @param axis of which {@link #isParted} holds
   */
  static Signal parted(Site site, Signal x, int axis) {
    Axes to = x.axes().withDim(axis, List.of(site.dims().position(x.axes().size(axis))));
    double places = to.size(Role.POSITION) / (double) x.axes().size(Role.POSITION);
    double d = x.axes().size(Role.FEATURE);
    return Signal.of(to, x.stat().then(s -> parted(s, places, d / places)))
        .formula(site.q(0))
        .step("features parted among neighbouring positions")
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale())
        .edge(x, g -> g.then(s -> merged(s, places, d)))
        .build();
  }

  private static Stat merged(Stat s, double places, double d) {
    Stat one = Frames.one(s, places);
    Stat apart = Frames.apart(s, places);
    Stat far = Frames.farApart(s, places);
    Layout in = one.layout();
    double own = d / places;
    Layout to = Layout.exchangeable(Math.round(s.layout().positions() / places));
    Field w =
        new Field(
            new double[] {one.within().meanSame(in)}, new double[] {apart.across().meanSame(in)});
    Field a =
        new Field(
            new double[] {one.across().meanSame(in)}, new double[] {far.across().meanSame(in)});
    Field fw =
        new Field(
            new double[] {other(one.within(), one.featureWithin(), in, own, places)},
            new double[] {other(apart.across(), apart.featureAcross(), in, own, places)});
    Field fa =
        new Field(
            new double[] {other(one.across(), one.featureAcross(), in, own, places)},
            new double[] {other(far.across(), far.featureAcross(), in, own, places)});
    return new Stat(
        to,
        w,
        a,
        fw,
        fa,
        new double[] {s.meanEntry()},
        d,
        Math.min(1, Math.max(1 / d, s.inverseDim() / places)),
        s.spread());
  }

  /** Mean over pairs of different entries of a merged position. */
  private static double other(Field k, Field f, Layout in, double own, double places) {
    double sum =
        (own - 1) * f.meanSame(in)
            + (places - 1) * k.meanOther(in)
            + (places - 1) * (own - 1) * f.meanOther(in);
    return sum / (own * places - 1);
  }

  /** What is at merged positions at each of their places. */
  private static Stat parted(Stat g, double places, double features) {
    Stat s = g.sequential();
    Layout in = Layout.exchangeable(Math.round(places));
    Layout l = s.layout();
    long outer = Math.round(l.positions());
    return new Stat(
        Layout.nested(outer, in),
        parted(s.within(), s.featureWithin(), l, in),
        parted(s.across(), s.featureAcross(), l, in),
        parted(s.featureWithin(), s.featureWithin(), l, in),
        parted(s.featureAcross(), s.featureAcross(), l, in),
        new double[] {s.meanEntry()},
        features,
        s.inverseDim(),
        s.spread());
  }

  private static Field parted(Field k, Field f, Layout l, Layout in) {
    return Field.joined(
        Field.constant(in, k.meanSame(l), f.meanSame(l)),
        Field.constant(in, k.meanOther(l), f.meanOther(l)));
  }
}
