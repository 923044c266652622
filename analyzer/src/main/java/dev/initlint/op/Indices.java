package dev.initlint.op;

import dev.initlint.graph.Node;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.op.Op.NotModelled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Integers that follow from the data: tokens that were moved or computed with, the places of the
 * largest entries. What they index is looked up by them as by independent uniform tokens.
 */
public final class Indices {
  private Indices() {}

  /** Operators that only move tokens: the rule that moves activations moves them as well. */
  private static final Set<String> MOVES =
      Set.of("Cast", "Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze");

  /** Whether what a node computes follows from tokens and constants alone. */
  public static boolean follow(Node node, List<Belief> inputs) {
    boolean tokens = false;
    if (MOVES.contains(node.op())) {
      return false;
    }
    for (Belief b : inputs) {
      boolean constant = b == null || b instanceof Belief.Fixed;
      tokens |= b instanceof Belief.Tokens;
      if (!constant && !(b instanceof Belief.Tokens)) {
        return false;
      }
    }
    return tokens;
  }

  /** Tokens of the same vocabulary with the axes of each output. */
  public static List<Belief> forward(Site site) {
    Belief.Tokens like =
        site.inputs().stream()
            .filter(b -> b instanceof Belief.Tokens)
            .map(b -> (Belief.Tokens) b)
            .max(java.util.Comparator.comparingInt(t -> t.axes().rank()))
            .orElseThrow();
    List<Belief> all = new ArrayList<>();
    for (int i = 0; i < site.node().outputs().size(); i++) {
      all.add(new Belief.Tokens(axes(site, like.axes(), site.outputDims(i)), like.vocabulary()));
    }
    return all;
  }

  /** Axes by place where the extents agree; else samples first and positions elsewhere. */
  private static Axes axes(Site site, Axes like, long[] dims) {
    List<List<Factor>> axes = new ArrayList<>();
    boolean sampled = like.has(Role.SAMPLE);
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        axes.add(List.of());
      } else if (like.rank() == dims.length && like.size(i) == dims[i]) {
        axes.add(like.dims().get(i));
      } else {
        boolean sample = i == 0 && dims.length > 1 && sampled;
        axes.add(List.of(sample ? site.dims().sample(dims[i]) : site.dims().position(dims[i])));
      }
    }
    return new Axes(axes);
  }

  /** An operator whose result is integers by the data: {@code ArgMax}, {@code NonZero}. */
  static List<Belief> byData(Site site) {
    List<Belief> all = new ArrayList<>();
    for (int i = 0; i < site.node().outputs().size(); i++) {
      all.add(new Belief.Tokens(axes(site, like(site), site.outputDims(i)), Double.NaN));
    }
    return all;
  }

  private static Axes like(Site site) {
    Belief b = site.input(0);
    if (b instanceof Belief.Known k) {
      return k.signal().axes();
    }
    if (b instanceof Belief.Tokens t) {
      return t.axes();
    }
    throw new NotModelled("integers that follow from no activation");
  }
}
