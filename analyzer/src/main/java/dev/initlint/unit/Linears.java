package dev.initlint.unit;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.law.Fans;
import dev.initlint.moment.Axes;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.LayerFans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Finds linear maps, and which of them follow each other through nothing but an activation. */
final class Linears {

  private Linears() {}

  /**
   * Whether a signal is the product itself, not a bias added to it by the same node; a product of
   * weights alone maps no signal.
   */
  static boolean isProduct(Signals all, Signal s) {
    Node node = all.place(s).node();
    return node != null
        && OpKind.isOneOf(OpKind.LINEAR, node.op())
        && !s.edges().isEmpty()
        && s.weightEdges().stream().anyMatch(w -> w.weight().dims().length >= 2);
  }

  static Map<Signal, LinearSite> of(Signals all) {
    Map<Signal, LinearSite> sites = new IdentityHashMap<>();
    for (Signal s : all.order()) {
      if (isProduct(all, s)) {
        sites.put(s, site(all, s, sites));
      }
    }
    return sites;
  }

  static List<LinearSite> inOrder(Signals all, Map<Signal, LinearSite> sites) {
    List<LinearSite> list = new ArrayList<>();
    for (Signal s : all.order()) {
      if (sites.containsKey(s)) {
        list.add(sites.get(s));
      }
    }
    return list;
  }

  private static LinearSite site(Signals all, Signal s, Map<Signal, LinearSite> sites) {
    ParameterFacts w =
        s.weightEdges().stream()
            .map(Signal.WeightEdge::weight)
            .filter(f -> f.dims().length >= 2)
            .findFirst()
            .orElseThrow();
    Signal input = s.edges().get(0).input();
    ScalarFunction activation = null;
    Signal at = input;
    while (at != null && !sites.containsKey(at)) {
      if (at.view() != null && !Signals.isLinear(at.view())) {
        if (activation != null) {
          return new LinearSite(
              all.place(s), s, input, w, fans(all, s, w), fanIn(s, w), null, null);
        }
        activation = at.view();
        at = at.base();
      } else {
        at = isMap(at) ? all.before(at) : null;
      }
    }
    LinearSite before = at == null ? null : sites.get(at);
    return new LinearSite(
        all.place(s),
        s,
        input,
        w,
        fans(all, s, w),
        fanIn(s, w),
        before == null ? null : activation,
        before);
  }

  /** Whether a step on the way keeps positions as they are: a table of positions does not. */
  private static boolean isMap(Signal s) {
    return s.weightEdges().stream().allMatch(w -> count(w.weight().dims()) <= 1);
  }

  private static long count(long[] dims) {
    return Arrays.stream(dims).filter(d -> d > 1).count();
  }

  private static Fans fans(Signals all, Signal s, ParameterFacts w) {
    Node node = all.place(s).node();
    long[] dims = w.dims();
    int input = node.inputs().indexOf(w.name());
    boolean left = input < 0 && dims.length == 2 && isLeft(s, w);
    return LayerFans.of(node, input >= 0 ? input : left ? 0 : 1, dims);
  }

  /** Whether the weight stands left of its argument: its last extent is then contracted. */
  private static boolean isLeft(Signal s, ParameterFacts w) {
    Axes out = s.axes();
    long[] dims = w.dims();
    return dims[0] != dims[1]
        && out.size(out.rank() - 1) != dims[1]
        && out.rank() > 1
        && out.size(out.rank() - 2) == dims[0];
  }

  /** The symbol of the contracted axis; for a convolution the channels times the taps. */
  private static Expr fanIn(Signal s, ParameterFacts w) {
    Axes x = s.edges().get(0).input().axes();
    if (w.dims().length == 2) {
      for (int i = x.rank() - 1; i >= 0; i--) {
        boolean contracted = x.size(i) == w.dims()[0] || x.size(i) == w.dims()[1];
        if (contracted && x.has(i, Axes.Role.FEATURE)) {
          return x.symbol(i);
        }
      }
    }
    long[] dims = w.dims();
    return Expr.of(Arrays.stream(dims).skip(1).reduce(1, Math::multiplyExact));
  }
}
