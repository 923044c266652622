package dev.initlint.op;

import dev.initlint.graph.ElementType;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Operators that only move entries: the moments stay, the axes change
 * (docs/theory/positions.md#moves).
 */
final class Structural {
  private Structural() {}

  /** {@code Identity}, {@code Cast}, and {@code Dropout} outside training. */
  static List<Belief> same(Site site) {
    long to = site.node().attributes().integer("to", 0);
    boolean real = to == 1 || to == 10 || to == 11 || to == 16;
    if (real && site.input(0) instanceof Belief.Tokens t) {
      return TimeSteps.real(site, t);
    }
    if (site.input(0) instanceof Belief.Known k) {
      return padded(site, k.signal().seenAs(k.signal().axes()).scale(k.signal().scale()));
    }
    return padded(site, site.input(0));
  }

  private static List<Belief> padded(Site site, Signal.Builder b) {
    return padded(site, new Belief.Known(b.formula(site.q(0)).build()));
  }

  private static List<Belief> padded(Site site, Belief first) {
    List<Belief> all = new ArrayList<>();
    all.add(first);
    for (int i = 1; i < site.node().outputs().size(); i++) {
      all.add(Belief.unknown("a by-product that carries no signal"));
    }
    return all;
  }

  /** {@code Reshape}, {@code Flatten}, {@code Squeeze}, {@code Unsqueeze}. */
  static List<Belief> reshape(Site site) {
    long[] target = site.outputDims();
    if (site.input(0) instanceof Belief.Parameter p) {
      return List.of(new Belief.Parameter(p.facts().part(target, 1)));
    }
    if (site.input(0) instanceof Belief.Tokens t) {
      Optional<Axes> axes = t.axes().reshaped(target, n -> site.dims().position(n).symbol());
      return List.of(
          axes.<Belief>map(a -> new Belief.Tokens(a, t.vocabulary()))
              .orElseGet(
                  () -> new Belief.Tokens(Reshaping.axes(site, t.axes(), target), t.vocabulary())));
    }
    Signal x = site.signal(0);
    return x.axes()
        .reshaped(target, n -> site.dims().featureSymbol(n, "d_k"))
        .map(
            axes ->
                Merged.isMerged(axes) ? Site.known(Merged.of(site, x, axes)) : known(site, x, axes))
        .orElseGet(() -> Site.known(Reshaping.of(site, x, target)));
  }

  static List<Belief> transpose(Site site) {
    if (site.input(0) instanceof Belief.Parameter p) {
      return List.of(new Belief.Parameter(p.facts().part(site.outputDims(), 1)));
    }
    if (site.input(0) instanceof Belief.Tokens t) {
      return List.of(
          new Belief.Tokens(t.axes().transposed(perm(site, t.axes().rank())), t.vocabulary()));
    }
    Signal x = site.signal(0);
    long[] perm = perm(site, x.axes().rank());
    Axes axes = x.axes().transposed(perm);
    if (Frames.keepsOrder(x.axes(), perm)) {
      return known(site, x, axes);
    }
    return Site.known(
        x.rearranged(
                axes,
                s -> Frames.transposed(s, x.axes(), perm),
                g -> Frames.transposed(g, axes, inverse(perm)))
            .formula(site.q(0))
            .scale(x.scale()));
  }

  private static long[] inverse(long[] perm) {
    long[] back = new long[perm.length];
    for (int i = 0; i < perm.length; i++) {
      back[(int) perm[i]] = i;
    }
    return back;
  }

  private static long[] perm(Site site, int rank) {
    long[] perm = site.node().attributes().integers("perm");
    // PyTorch's exporter writes negative axes as they stand in the program.
    return perm != null
        ? Arrays.stream(perm).map(axis -> Site.axis(axis, rank)).toArray()
        : IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray();
  }

  private static List<Belief> known(Site site, Signal x, Axes axes) {
    return Site.known(x.seenAs(axes).formula(site.q(0)).scale(x.scale()));
  }

  /** {@code Split} into parts along one axis. */
  static List<Belief> split(Site site) {
    Signal x = site.signal(0);
    int axis = Site.axis(site.node().attributes().integer("axis", 0), x.axes().rank());
    List<Belief> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < site.node().outputs().size(); i++) {
      int size = (int) site.outputDims(i)[axis];
      if (size == 0) {
        parts.add(new Belief.Fixed(Array.of(ElementType.FLOAT, site.outputDims(i))));
        continue;
      }
      int first = from;
      int[] at = IntStream.range(0, size).map(k -> first + k).toArray();
      parts.add(new Belief.Known(entries(site, x, axis, at).build()));
      from += size;
    }
    return parts;
  }

  /** {@code Slice} with constant bounds and steps, one or several axes. */
  static List<Belief> slice(Site site) {
    ParameterFacts table = site.parameter(0);
    long[] out = site.outputDims();
    if (table != null && Arrays.stream(out).noneMatch(n -> n == 0)) {
      double share = (double) Arrays.stream(out).reduce(1, (a, b) -> a * b) / table.count();
      return List.of(new Belief.Parameter(table.part(out, share)));
    }
    Signal x = site.signal(0);
    if (Arrays.stream(out).anyMatch(n -> n == 0)) {
      return List.of(new Belief.Fixed(Array.of(ElementType.FLOAT, out)));
    }
    long[] starts = integers(site, "starts", 1);
    long[] axes = integers(site, "axes", 3);
    long[] steps = site.node().hasInput(4) ? integers(site, "steps", 4) : null;
    Signal y = x;
    for (int i = 0; i < starts.length; i++) {
      int axis = Site.axis(axes == null ? i : axes[i], x.axes().rank());
      long step = steps == null ? 1 : steps[i];
      long size = x.axes().size(axis);
      long from = starts[i] < 0 ? size + starts[i] : starts[i];
      from = Math.max(0, Math.min(step > 0 ? size : size - 1, from));
      if (out[axis] < size || step != 1) {
        Signal.Builder keys = AttentionSink.keys(site, y, axis, from, step == 1 ? out[axis] : 0);
        if (keys != null) {
          return Site.known(keys);
        }
        int[] at = new int[(int) out[axis]];
        for (int k = 0; k < at.length; k++) {
          at[k] = (int) (from + k * step);
        }
        y = entries(site, y, axis, at).build();
      }
    }
    return Site.known(
        y == x ? x.seenAs(x.axes()).formula(site.q(0)).scale(x.scale()) : rename(site, y));
  }

  /** Integers of an attribute, as older operator sets have them, or of a constant input. */
  private static long[] integers(Site site, String attribute, int input) {
    long[] stated = site.node().attributes().integers(attribute);
    if (stated != null || !site.node().hasInput(input)) {
      return stated;
    }
    Array a = site.constant(input);
    if (a == null) {
      throw new Op.NotModelled("a slice with bounds that are not constant");
    }
    return a.toLongs();
  }

  private static Signal.Builder rename(Site site, Signal y) {
    Signal.Builder b = y.seenAs(y.axes()).formula(y.formula()).scale(y.scale());
    return b.step("a part of the tensor");
  }

  /** {@code Gather} of a signal by constant indices, or by integers that follow from the data. */
  static List<Belief> gather(Site site) {
    Signal x = site.signal(0);
    int axis = Site.axis(site.node().attributes().integer("axis", 0), x.axes().rank());
    if (site.input(1) instanceof Belief.Tokens tokens) {
      return Site.known(Routed.gathered(site, x, axis, tokens));
    }
    Array index = site.constant(1);
    if (index == null) {
      throw new Op.NotModelled("a gather of activations by an index that is not constant");
    }
    int size = (int) x.axes().size(axis);
    int[] at = Arrays.stream(index.toLongs()).mapToInt(i -> (int) (i < 0 ? i + size : i)).toArray();
    Signal y = entries(site, x, axis, at).build();
    if (index.rank() == 0) {
      y = y.seenAs(y.axes().without(i -> i == axis)).formula(y.formula()).scale(y.scale()).build();
    } else if (index.rank() > 1) {
      Axes axes =
          y.axes()
              .reshaped(site.outputDims(), n -> site.dims().featureSymbol(n, "d_k"))
              .orElseThrow(() -> new Op.NotModelled("a gather that cuts an axis unevenly"));
      y = y.seenAs(axes).formula(y.formula()).scale(y.scale()).build();
    }
    return List.of(new Belief.Known(y));
  }

  private static Signal.Builder entries(Site site, Signal x, int axis, int[] at) {
    boolean all = at.length == x.axes().size(axis) && Picked.consecutive(at);
    return all ? x.seenAs(x.axes()) : Picked.of(site, x, axis, at);
  }

  /** Entries {@code from} to {@code from + size} of an axis. */
  static Signal.Builder part(Site site, Signal x, int axis, int from, int size) {
    List<Factor> dim = x.axes().dims().get(axis);
    if (dim.stream().allMatch(f -> f.role() == Role.FEATURE)) {
      return featurePart(site, x, axis, from, size);
    }
    if (dim.size() != 1 || dim.get(0).role() != Role.POSITION) {
      throw new Op.NotModelled("a part of an axis of samples, keys or mixed factors");
    }
    Axes axes = x.axes().withDim(axis, size == 1 ? List.of() : List.of(site.dims().position(size)));
    Quantity<Stat> stat = x.stat().then(s -> Parts.select(s, from, size));
    String part = from + ":" + (from + size);
    return Signal.of(axes, stat)
        .formula(Effective.function("at[" + part + "]", stat, site.q(0)))
        .step("some positions of the tensor")
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale())
        .ownToken(x.ownToken())
        .relation(new Places.Range(x, from, size))
        .edge(x, g -> Quantity.of(e -> Parts.place(g.in(e), x.stat().in(e).layout(), from, size)));
  }

  /** A share of the features of {@code input}, from feature {@code from} of axis {@code axis}. */
  record Part(Signal input, int axis, int from, double share) implements Relation {
    private record Key(Signal of, int axis, int from, int size) {}

    /** Features of a tensor that the model itself does not cut out. */
    static Signal of(Signal x, int axis, int from, int size, Gram g) {
      return g.evaluation()
          .shared(
              new Key(x, axis, from, size),
              k -> {
                Expr symbol = Expr.of(size);
                Axes axes = x.axes().withDim(axis, List.of(new Factor(Role.FEATURE, size, symbol)));
                double share = size / (double) x.axes().size(axis);
                return Signal.of(axes, x.stat())
                    .sources(x.sources())
                    .zero(x.isZero())
                    .relation(new Part(x, axis, from, share))
                    .edge(x, d -> d)
                    .build();
              });
    }

    /** Of different features, what features share. */
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Part that) || axis != that.axis) {
        return null;
      }
      Block whole = g.of(input, that.input);
      return from == that.from && share == that.share ? whole : swapped(whole);
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      Signal whole = input;
      while (whole.relation() instanceof Relation.Same same
          && same.input().axes().rank() == whole.axes().rank()) {
        whole = same.input();
      }
      Signal part =
          whole.relation() instanceof Parts.Joined joined && joined.axis() == axis
              ? joined.part(from, self.axes().size(axis))
              : null;
      return part == null ? null : g.of(part, other);
    }

    /** Gradients of other features share what those of two features do. */
    @Override
    public Block bent(Signal self, int edge, Supplier<Block> gradients, Gram g) {
      return swapped(gradients.get()).times(share);
    }

    private static Block swapped(Block c) {
      return new Block(
          c.layout(), c.featureWithin(), c.featureAcross(), c.featureWithin(), c.featureAcross());
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      boolean same =
          other.relation() instanceof Part that
              && axis == that.axis
              && from == that.from
              && share == that.share;
      return same ? gradients.get().times(share) : null;
    }
  }

  /** {@code input} as often as {@code copies} says, side by side. */
  record Repeated(Signal input, double copies) implements Relation {
    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return g.of(input, other);
    }

    @Override
    public Block backTogether(
        Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
      return other.relation() instanceof Repeated ? gradients.get().times(copies) : null;
    }
  }

  private static Signal.Builder featurePart(Site site, Signal x, int axis, int from, int size) {
    double share = size / (double) x.axes().size(axis);
    List<Factor> dim = size == 1 ? List.of() : List.of(site.dims().feature(size, "d_part"));
    Axes axes = x.axes().withDim(axis, dim);
    Quantity<Stat> stat =
        Quantity.of(
            e -> {
              Stat s = x.stat().in(e);
              double own = Correlation.ownVariance(s, Correlation.GAUSSIAN, e);
              return new Stat(
                      s.layout(),
                      s.within(),
                      s.across(),
                      s.featureWithin(),
                      s.featureAcross(),
                      s.mean(),
                      s.features() * share,
                      s.inverseDim() - 1 / s.features() + 1 / (s.features() * share),
                      s.spread() + own * (1 / share - 1))
                  .withLaw(s.law());
            });
    return Signal.of(axes, stat)
        .formula(site.q(0))
        .step("some features of the tensor")
        .relation(new Part(x, axis, from, share))
        .sources(x.sources())
        .zero(x.isZero())
        .scale(x.scale())
        .edge(
            x, g -> g.then(s -> s.each(f -> f.times(share)).withCoherence(s.coherence() * share)));
  }

  /** {@code Concat} of signals, of tables among them. */
  static List<Belief> concat(Site site) {
    int rank = site.outputDims().length;
    int axis = Site.axis(site.node().attributes().integer("axis", 0), rank);
    Signal like =
        IntStream.range(0, site.inputs().size())
            .filter(i -> !isEmpty(site, i))
            .mapToObj(site::signalOrNull)
            .filter(s -> s != null)
            .findFirst()
            .orElseThrow(() -> new Op.NotModelled("a concatenation of no signals"));
    List<Signal> parts = new ArrayList<>();
    for (int i = 0; i < site.inputs().size(); i++) {
      if (!isEmpty(site, i)) {
        parts.add(asSignal(site, i, like, axis));
      }
    }
    Signal.Builder batch = Picked.batch(site, parts, axis);
    if (batch != null) {
      return Site.known(batch);
    }
    Signal.Builder sunk = AttentionSink.joined(site, parts, axis);
    if (sunk != null) {
      return Site.known(sunk);
    }
    boolean positions =
        parts.stream().anyMatch(p -> p.axes().has(axis, Role.POSITION)) || steps(parts, axis);
    Factor whole =
        positions
            ? site.dims().position(site.outputDims()[axis])
            : site.dims().feature(site.outputDims()[axis], "d_joined");
    Axes axes = like.axes().withDim(axis, List.of(whole));
    return Site.known(
        (positions ? Parts.sequence(parts, axes, axis) : Parts.joined(parts, axes, axis))
            .formula(Parts.formula(site, parts)));
  }

  /** Whether an input has no entries, as tokens of a kind that a model may have none of. */
  private static boolean isEmpty(Site site, int i) {
    long[] dims = site.inputDims().get(i);
    return site.constant(i) != null
        ? site.constant(i).size() == 0
        : dims != null && Arrays.stream(dims).anyMatch(n -> n == 0);
  }

  private static Signal asSignal(Site site, int i, Signal like, int axis) {
    Signal s = site.signalOrNull(i);
    if (s != null) {
      return s;
    }
    long[] dims = site.constant(i) != null ? site.constant(i).dims() : site.inputDims().get(i);
    if (dims == null) {
      throw new Op.NotModelled("a concatenation with a tensor of unknown shape");
    }
    if (like.axes().isOnly(axis, Role.SAMPLE) && like.axes().size(axis) > 1) {
      throw new Op.NotModelled("a concatenation of samples with constants");
    }
    boolean feature = like.axes().isOnly(axis, Role.FEATURE) && like.axes().size(axis) > 1;
    Factor along =
        feature ? site.dims().feature(dims[axis], "d_joined") : site.dims().position(dims[axis]);
    List<Factor> own = dims[axis] == 1 ? List.of() : List.of(along);
    Axes axes = like.axes().withDim(axis, own);
    Layout layout = Layout.exchangeable(Math.max(1, axes.size(Role.POSITION)));
    Quantity<Stat> shape = like.stat().then(t -> Stat.independent(layout, 0, 1, t.features()));
    if (site.parameter(i) != null) {
      return Signal.of(axes, Table.stat(site.parameter(i), axes, shape))
          .zero(site.parameter(i).isZero())
          .weight(
              site.parameter(i),
              g -> Quantity.of(e -> Table.gradient(g.in(e), site.parameter(i), axes, e)))
          .build();
    }
    Array a = site.constant(i);
    if (a == null) {
      throw new Op.NotModelled("a concatenation with a tensor of no signal");
    }
    boolean flat = Arrays.stream(a.toDoubles()).allMatch(v -> v == 0);
    return Signal.of(axes, Table.stat(a, axes, shape)).zero(flat).build();
  }

  /** Signals looked through for the positions that tensors were picked from. */
  private static final int LOOKED = 400;

  /** Whether tensors stand for one position each, as the steps of a recurrence written out do. */
  private static boolean steps(List<Signal> parts, int axis) {
    boolean single =
        parts.size() > 2
            && axis > 0
            && parts.stream()
                .allMatch(p -> p.axes().size(axis) == 1 && !p.axes().has(Role.POSITION));
    if (!single) {
      return false;
    }
    java.util.Deque<Signal> open = new java.util.ArrayDeque<>(List.of(parts.get(0)));
    java.util.Set<Signal> seen = new java.util.HashSet<>();
    while (!open.isEmpty() && seen.size() < LOOKED) {
      Signal s = open.poll();
      if (s.axes().size(Role.POSITION) == parts.size()) {
        return true;
      }
      if (seen.add(s)) {
        s.edges().forEach(e -> open.add(e.input()));
      }
    }
    return false;
  }
}
