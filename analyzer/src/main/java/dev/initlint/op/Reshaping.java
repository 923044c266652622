package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A reshape that cuts axes unevenly, as where relative distances are shifted into place: second
 * moments stay exactly, overlaps on average.
 */
final class Reshaping {
  private Reshaping() {}

  static Signal.Builder of(Site site, Signal x, long[] target) {
    Axes axes = axes(site, x.axes(), target);
    double before = x.axes().size(Role.POSITION);
    double after = axes.size(Role.POSITION);
    double features = axes.size(Role.FEATURE);
    boolean same = before == after;
    Quantity<Stat> stat = same ? x.stat() : x.stat().then(s -> moved(s, after, features));
    return Signal.of(axes, stat)
        .formula(site.q(0))
        .step("the same entries, cut unevenly")
        .sources(x.sources())
        .zero(x.isZero())
        .edge(
            x,
            g ->
                same
                    ? g
                    : Quantity.of(
                        e -> {
                          Layout to = x.stat().in(e).layout();
                          return moved(g.in(e), to.positions(), x.stat().in(e).features());
                        }));
  }

  private static Stat moved(Stat s, double positions, double features) {
    Stat y = Picked.thinned(s, positions);
    double d = Math.max(1, features);
    return new Stat(
        y.layout(),
        y.within(),
        y.across(),
        y.featureWithin(),
        y.featureAcross(),
        y.mean(),
        d,
        1 / d,
        y.spread());
  }

  /** Axes that agree from either end stay; those between get the roles of what they were. */
  static Axes axes(Site site, Axes own, long[] target) {
    int front = 0;
    while (front < target.length && front < own.rank() && own.size(front) == target[front]) {
      front++;
    }
    int back = 0;
    while (back < target.length - front
        && back < own.rank() - front
        && own.size(own.rank() - 1 - back) == target[target.length - 1 - back]) {
      back++;
    }
    List<Role> roles = new ArrayList<>();
    for (int i = front; i < own.rank() - back; i++) {
      for (Factor f : own.dims().get(i)) {
        if (f.size() > 1 && (roles.isEmpty() || roles.get(roles.size() - 1) != f.role())) {
          roles.add(f.role());
        }
      }
    }
    List<List<Factor>> dims = new ArrayList<>(own.dims().subList(0, front));
    int middle = target.length - front - back;
    long wide = 0;
    for (int i = 0; i < middle; i++) {
      wide += target[front + i] > 1 ? 1 : 0;
    }
    int placed = 0;
    for (int i = 0; i < middle; i++) {
      long n = target[front + i];
      if (n == 1 || roles.isEmpty()) {
        dims.add(n == 1 ? List.of() : List.of(site.dims().position(n)));
        continue;
      }
      dims.add(List.of(factor(site, role(roles, placed++, (int) wide), n)));
    }
    dims.addAll(own.dims().subList(own.rank() - back, own.rank()));
    return new Axes(dims);
  }

  /** The role of the i-th of n axes that held these roles in order. */
  private static Role role(List<Role> roles, int i, int n) {
    if (n == 1) {
      Set<Role> all = EnumSet.copyOf(roles);
      for (Role r : new Role[] {Role.FEATURE, Role.KEY, Role.POSITION}) {
        if (all.contains(r)) {
          return r;
        }
      }
    }
    return roles.get(Math.min(i, roles.size() - 1));
  }

  private static Factor factor(Site site, Role role, long n) {
    return switch (role) {
      case SAMPLE -> site.dims().sample(n);
      case FEATURE -> site.dims().feature(n, "d_cut");
      case POSITION -> site.dims().position(n);
      case KEY -> new Factor(Role.KEY, n, site.dims().position(n).symbol());
    };
  }
}
