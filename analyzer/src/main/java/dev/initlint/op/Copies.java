package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code Expand} and {@code Tile}: entries copied along axes. Second moments stay; copies of one
 * position overlap wholly; gradients of copies add up (docs/theory/positions.md#copies).
 */
final class Copies {
  private Copies() {}

  static List<Belief> expand(Site site) {
    if (site.input(0) instanceof Belief.Parameter p) {
      return List.of(p);
    }
    Signal x = site.signal(0);
    if (x.root().unit() instanceof Reduction.FeatureMean) {
      return List.of(new Belief.Known(moved(site, x, x.axes())));
    }
    return Site.known(copied(site, x, site.outputDims()));
  }

  static List<Belief> tile(Site site) {
    long[] out = site.outputDims();
    Array repeats = site.constant(1);
    if (site.input(0) instanceof Belief.Parameter p) {
      // a table that every sample has a copy of is added to each, as it is
      boolean samples = repeats != null && p.facts().dims().length == out.length;
      for (int i = 1; samples && i < out.length; i++) {
        samples = repeats.at(i) == 1;
      }
      samples = samples && p.facts().dims()[0] == 1;
      return List.of(samples ? p : new Belief.Parameter(p.facts().part(out, 1)));
    }
    Signal x = site.signal(0);
    for (int i = 0; repeats != null && i < out.length; i++) {
      if (repeats.at(i) > 1 && x.axes().size(i) > 1) {
        return Site.known(tiled(site, x, i, (int) repeats.at(i), out));
      }
    }
    return Site.known(copied(site, x, out));
  }

  private static Signal moved(Site site, Signal x, Axes axes) {
    return x.seenAs(axes).formula(site.q(0)).scale(x.scale()).build();
  }

  /** An axis of several entries as often as asked for, one after another. */
  private static Signal.Builder tiled(Site site, Signal x, int axis, int times, long[] out) {
    for (int i = 0; i < out.length; i++) {
      if (i != axis && x.axes().size(i) != out[i]) {
        throw new NotModelled("copies along several axes");
      }
    }
    int size = (int) x.axes().size(axis);
    int[] at = new int[size * times];
    for (int i = 0; i < at.length; i++) {
      at[i] = i % size;
    }
    return Picked.of(site, x, axis, at);
  }

  /** Axes of extent one, and new ones in front, widened to {@code target}. */
  private static Signal.Builder copied(Site site, Signal x, long[] target) {
    List<List<Factor>> dims = new ArrayList<>();
    boolean positioned = x.axes().has(Role.POSITION);
    boolean sampled = x.axes().has(Role.SAMPLE);
    boolean map = isMap(x, target);
    double features = 1;
    double positions = 1;
    double samples = 1;
    for (int i = 0; i < target.length; i++) {
      int axis = i - target.length + x.axes().rank();
      if (axis >= 0 && x.axes().size(axis) == target[i]) {
        dims.add(x.axes().dims().get(axis));
      } else if (axis >= 0 && x.axes().size(axis) > 1) {
        throw new NotModelled("an expansion of an axis that has entries");
      } else if (target[i] == 1) {
        dims.add(List.of());
      } else if (i == 0 && !sampled) {
        dims.add(List.of(site.dims().sample(target[i])));
        sampled = true;
        samples = target[i];
      } else if (map || !positioned && i < target.length - 1 || !x.axes().has(Role.FEATURE)) {
        boolean last = !map && i == target.length - 1;
        dims.add(
            List.of(
                last
                    ? site.dims().feature(target[i], "d_model")
                    : site.dims().position(target[i])));
        positions *= last ? 1 : target[i];
        features *= last ? target[i] : 1;
      } else {
        dims.add(List.of(site.dims().feature(target[i], "groups")));
        features *= target[i];
      }
    }
    double n = features;
    double places = positions;
    double batch = samples;
    Quantity<Stat> stat =
        positions == 1
            ? x.stat()
            : x.stat()
                .then(
                    s -> {
                      Layout to = Layout.exchangeable((long) (places * s.layout().positions()));
                      return s.layout().positions() == 1
                          ? Broadcast.repeated(s, to)
                          : Picked.thinned(s, places * s.layout().positions());
                    });
    return Signal.of(new Axes(dims), stat)
        .formula(site.q(0))
        .step("copies of the same entries")
        .sources(x.sources())
        .scale(x.scale())
        .relation(new Structural.Repeated(x, n))
        .zero(x.isZero())
        .unit(places == 1 && n == 1 ? x.unit() : null)
        .edge(x, g -> Quantity.of(e -> summed(g.in(e), x.stat().in(e), n, places, batch)));
  }

  /** Whether one number a channel is copied to the places of a map. */
  private static boolean isMap(Signal x, long[] target) {
    boolean map = target.length >= 4 && x.axes().rank() == target.length;
    map = map && x.axes().isOnly(1, Role.FEATURE) && x.axes().size(1) == target[1];
    for (int i = 2; map && i < target.length; i++) {
      map = x.axes().size(i) == 1;
    }
    return map;
  }

  /** The gradients of all copies of an entry together. */
  private static Stat summed(Stat g, Stat x, double features, double positions, double samples) {
    Stat d = g;
    if (positions > 1) {
      d =
          x.layout().positions() == 1
              ? Broadcast.summed(d)
              : Picked.thinned(d, x.layout().positions()).scaled(Math.sqrt(positions));
    }
    if (samples > 1) {
      double pairs = samples * (samples - 1);
      var all = d.within().times(samples).plus(d.across().times(pairs));
      var other = d.featureWithin().times(samples).plus(d.featureAcross().times(pairs));
      d = d.withFields(all, all, other, other, d.mean());
    }
    if (features > 1) {
      double n = features;
      d = d.each(f -> f.times(n)).withCoherence(d.coherence() * n);
    }
    return d;
  }
}
