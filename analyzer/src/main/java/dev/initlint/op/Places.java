package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * What tensors at some positions of another have in common with it: a class token and the patches
 * beside it, cut apart and put together again.
 *
 * <p>A part that stands where it came from is followed in the positions of the whole, with zeros
 * elsewhere, so that tensors of different length are compared position by position.
 */
final class Places {
  private Places() {}

  /**
   * E[a_t b_s] under other positions: of {@code n}, where the first tensor has at t what it had at
   * {@code first(t)} and the second at s what it had at {@code second(s)}; -1 for nothing. As all
   * fields, symmetric in t and s.
   */
  static Block moved(Block block, int n, IntUnaryOperator first, IntUnaryOperator second) {
    Block c = block.refined(block.layout().sequential());
    Layout from = c.layout();
    TreeSet<Integer> starts = new TreeSet<>();
    long before = -1;
    for (int t = 0; t < n; t++) {
      long key =
          1L + classAt(from, first.applyAsInt(t)) << 32 | classAt(from, second.applyAsInt(t));
      if (t == 0 || key != before) {
        starts.add(t);
      }
      before = key;
    }
    Layout to = Layout.sequence(n, starts.stream().mapToInt(Integer::intValue).toArray());
    return Block.of(c, to, f -> moved(f, from, to, first, second)).withCoherence(0);
  }

  private static int classAt(Layout layout, int t) {
    return t < 0 ? 0 : 1 + layout.classOf(t);
  }

  private static Field moved(
      Field f, Layout from, Layout to, IntUnaryOperator first, IntUnaryOperator second) {
    int[] at = to.starts();
    double[] same = new double[to.classes()];
    double[] other = new double[to.pairClasses()];
    Arrays.setAll(same, k -> at(f, from, first.applyAsInt(at[k]), second.applyAsInt(at[k])));
    Arrays.setAll(
        other,
        i -> {
          int t = at[to.first(i)];
          int s = to.first(i) == to.second(i) ? t + 1 : at[to.second(i)];
          if (to.pairs(i) == 0) {
            return same[to.first(i)];
          }
          return (at(f, from, first.applyAsInt(t), second.applyAsInt(s))
                  + at(f, from, first.applyAsInt(s), second.applyAsInt(t)))
              / 2;
        });
    return new Field(same, other);
  }

  private static double at(Field f, Layout layout, int t, int s) {
    if (t < 0 || s < 0) {
      return 0;
    }
    int k = layout.classOf(t);
    return t == s ? f.same()[k] : f.other()[layout.pair(k, layout.classOf(s))];
  }

  private static IntUnaryOperator inside(int from, int size) {
    return t -> t >= from && t < from + size ? t : -1;
  }

  private static IntUnaryOperator placed(int from, int size) {
    return t -> t >= from && t < from + size ? t - from : -1;
  }

  /** The first tensor at some positions only. */
  private static Block masked(Block c, int from, int size) {
    return moved(c, (int) c.layout().positions(), inside(from, size), t -> t);
  }

  private static Gram.NotFollowed lengths() {
    return new Gram.NotFollowed("a part of the positions beside all of them");
  }

  /** Positions {@code from} to {@code from + size} of {@code input}. */
  record Range(Signal input, int from, int size) implements Relation {
    private static Range of(Signal s) {
      Signal x = s;
      while (x.relation() instanceof Same same) {
        x = same.input();
      }
      return x.relation() instanceof Range r ? r : null;
    }

    /** The tensor of a concatenation that this is again, or null. */
    private Signal part() {
      Signal x = input;
      while (x.relation() instanceof Same same) {
        x = same.input();
      }
      return x.relation() instanceof Sequence s ? s.part(from, size) : null;
    }

    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Range that) || part() != null || that.part() != null) {
        return null;
      }
      if (size != that.size) {
        throw lengths();
      }
      Block whole = g.of(input, that.input);
      return moved(whole, size, t -> t + from, t -> t + that.from);
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Signal part = part();
      return part == null ? null : g.of(part, other);
    }

    @Override
    public boolean isPart() {
      return true;
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      if (gradients.layout().positions() != whole(g)) {
        throw lengths();
      }
      return masked(gradients, from, size);
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (!(other.relation() instanceof Range that)) {
        return null;
      }
      Block c = gradients.get();
      int n = whole(g);
      if (c.layout().positions() == n) {
        return moved(c, n, inside(from, size), inside(that.from, that.size));
      }
      if (c.layout().positions() != size || size != that.size || that.whole(g) != n) {
        throw lengths();
      }
      return moved(c, n, placed(from, size), placed(that.from, size));
    }

    private int whole(Gram g) {
      return (int) g.coarse(input.stat()).layout().positions();
    }
  }

  /** Tensors one after another along the positions. */
  record Sequence(List<Signal> parts, int[] offsets, int[] sizes) implements Relation {
    /** Tensors one after another, or null where positions lie along other axes as well. */
    static Sequence of(List<Signal> parts, Axes axes) {
      int[] sizes = parts.stream().mapToInt(p -> (int) p.axes().size(Axes.Role.POSITION)).toArray();
      if (Arrays.stream(sizes).sum() != axes.size(Axes.Role.POSITION)) {
        return null;
      }
      int[] offsets = new int[sizes.length];
      for (int i = 1; i < sizes.length; i++) {
        offsets[i] = offsets[i - 1] + sizes[i - 1];
      }
      return new Sequence(parts, offsets, sizes);
    }

    private int whole() {
      return offsets[offsets.length - 1] + sizes[sizes.length - 1];
    }

    private Signal part(int from, int size) {
      for (int i = 0; i < sizes.length; i++) {
        if (offsets[i] == from && sizes[i] == size) {
          return parts.get(i);
        }
      }
      return null;
    }

    /** The tensor that a part is cut from, where it stands at the same place; or null. */
    private Signal origin(int i) {
      Range r = Range.of(parts.get(i));
      boolean inPlace =
          r != null
              && r.from() == offsets[i]
              && r.size() == sizes[i]
              && r.input().axes().size(Axes.Role.POSITION) == whole();
      return inPlace ? r.input() : null;
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Block sum = null;
      for (int i = 0; i < sizes.length; i++) {
        Block piece = piece(i, other, g);
        if (piece == null) {
          return null;
        }
        sum = sum == null ? piece : sum.plus(piece);
      }
      return sum;
    }

    /** E[a_t b_s] of one part, in its place, and another tensor; null if not followed. */
    private Block piece(int i, Signal other, Gram g) {
      Signal p = parts.get(i);
      if (!Gram.related(p, other)) {
        return independent(i, other, g);
      }
      if (origin(i) != null) {
        return masked(g.of(origin(i), other), offsets[i], sizes[i]);
      }
      Signal o = other;
      while (o.relation() instanceof Same same) {
        o = same.input();
      }
      if (o.relation() instanceof Sequence that && Arrays.equals(sizes, that.sizes)) {
        return beside(i, that, g);
      }
      return other.axes().size(Axes.Role.POSITION) == whole() ? cut(i, other, g) : null;
    }

    private record Cut(Signal of, int from, int size) {}

    /**
     * One part beside the same positions of another tensor; with the others it is taken to have its
     * mean in common only.
     */
    private Block cut(int i, Signal other, Gram g) {
      int from = offsets[i];
      int size = sizes[i];
      Signal same =
          g.evaluation()
              .shared(
                  new Cut(other, from, size),
                  k ->
                      Signal.of(
                              parts.get(i).axes(),
                              other.stat().then(s -> Parts.select(s, from, size)))
                          .sources(other.sources())
                          .zero(other.isZero())
                          .relation(new Range(other, from, size))
                          .edge(other, d -> d)
                          .build());
      double[] rest = means(other, g);
      Arrays.fill(rest, from, from + size, 0);
      IntUnaryOperator place = placed(from, size);
      Block inside = moved(g.of(parts.get(i), same), whole(), place, place);
      return inside.plus(outer(mean(i, g), rest, whole()));
    }

    /** One part beside each part of another sequence. */
    private Block beside(int i, Sequence that, Gram g) {
      Block sum = null;
      for (int j = 0; j < sizes.length; j++) {
        Block c = crossed(i, that, j, g);
        if (c == null) {
          return null;
        }
        sum = sum == null ? c : sum.plus(c);
      }
      return sum;
    }

    /** One part beside one part of another sequence, each in its place. */
    private Block crossed(int i, Sequence that, int j, Gram g) {
      Signal p = parts.get(i);
      Signal q = that.parts.get(j);
      int n = whole();
      if (i == j) {
        IntUnaryOperator place = placed(offsets[i], sizes[i]);
        return moved(g.of(p, q), n, place, place);
      }
      if (!Gram.related(p, q)) {
        return outer(mean(i, g), that.mean(j, g), n);
      }
      if (that.origin(j) == null) {
        return null;
      }
      Block whole = piece(i, that.origin(j), g);
      return whole == null
          ? null
          : moved(whole, n, inside(offsets[i], sizes[i]), inside(offsets[j], sizes[j])).times(2);
    }

    private Block independent(int i, Signal other, Gram g) {
      return outer(mean(i, g), means(other, g), whole());
    }

    private double[] means(Signal other, Gram g) {
      Stat o = g.coarse(other.stat()).sequential();
      double[] all = new double[whole()];
      for (int t = 0; t < all.length; t++) {
        all[t] = o.mean()[o.layout().classOf(t)];
      }
      return all;
    }

    /** Means of one part at all positions: zero beside it. */
    private double[] mean(int i, Gram g) {
      Stat s = g.coarse(parts.get(i).stat()).sequential();
      double[] all = new double[whole()];
      for (int t = 0; t < sizes[i]; t++) {
        all[offsets[i] + t] = s.mean()[s.layout().classOf(t)];
      }
      return all;
    }

    private static Block outer(double[] a, double[] b, int n) {
      TreeSet<Integer> starts = new TreeSet<>();
      for (int t = 0; t < n; t++) {
        if (t == 0 || a[t] != a[t - 1] || b[t] != b[t - 1]) {
          starts.add(t);
        }
      }
      Layout to = Layout.sequence(n, starts.stream().mapToInt(Integer::intValue).toArray());
      int[] at = to.starts();
      double[] x = Arrays.stream(at).mapToDouble(t -> a[t]).toArray();
      double[] y = Arrays.stream(at).mapToDouble(t -> b[t]).toArray();
      Field f = Field.outer(to, x, y);
      return new Block(to, f, f, f, f);
    }

    /** Figures of this sequence with what its parts have in common beyond their means. */
    Stat joined(Stat apart, Gram g) {
      Block sum = null;
      for (int i = 0; i < sizes.length; i++) {
        for (int j = 0; j < sizes.length; j++) {
          if (i == j || !Gram.related(parts.get(i), parts.get(j))) {
            continue;
          }
          Block c = known(i, j, g);
          sum = sum == null ? c : c == null ? sum : sum.plus(c);
        }
      }
      return sum == null ? apart : Gram.plus(apart, sum);
    }

    /** What two parts have in common beyond their means, or null where that is not known. */
    private Block known(int i, int j, Gram g) {
      try {
        Block c = crossed(i, this, j, g);
        return c == null ? null : c.plus(outer(mean(i, g), mean(j, g), whole()).times(-1));
      } catch (Gram.NotFollowed apart) {
        return null;
      }
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return origin(edge) != null;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      if (gradients.layout().positions() != whole()) {
        throw lengths();
      }
      return masked(gradients, offsets[edge], sizes[edge]);
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      if (!(other.relation() instanceof Sequence that) || sizes[edge] != that.sizes[otherEdge]) {
        return null;
      }
      int from = offsets[edge];
      int to = that.offsets[otherEdge];
      return moved(gradients.get(), sizes[edge], t -> t + from, t -> t + to);
    }
  }
}
