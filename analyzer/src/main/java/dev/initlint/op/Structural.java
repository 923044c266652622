package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
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

/** Operators that only move entries: the moments stay, the axes change. */
final class Structural {
  private Structural() {}

  /** {@code Identity}, {@code Cast}, and {@code Dropout} outside training. */
  static List<Belief> same(Site site) {
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
    if (site.input(0) instanceof Belief.Tokens t) {
      Optional<Axes> axes = t.axes().reshaped(target, n -> site.dims().position(n).symbol());
      return List.of(
          axes.<Belief>map(a -> new Belief.Tokens(a, t.vocabulary()))
              .orElse(Belief.unknown("a reshape that cuts an axis unevenly")));
    }
    Signal x = site.signal(0);
    Axes axes =
        x.axes()
            .reshaped(target, n -> site.dims().featureSymbol(n, "d_k"))
            .orElseThrow(() -> new Op.NotModelled("a reshape that cuts an axis unevenly"));
    return known(site, x, axes);
  }

  static List<Belief> transpose(Site site) {
    if (site.input(0) instanceof Belief.Tokens t) {
      return List.of(
          new Belief.Tokens(t.axes().transposed(perm(site, t.axes().rank())), t.vocabulary()));
    }
    Signal x = site.signal(0);
    return known(site, x, x.axes().transposed(perm(site, x.axes().rank())));
  }

  private static long[] perm(Site site, int rank) {
    long[] perm = site.node().attributes().integers("perm");
    return perm != null ? perm : IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray();
  }

  private static List<Belief> known(Site site, Signal x, Axes axes) {
    return Site.known(x.seenAs(axes).formula(site.q(0)).scale(x.scale()));
  }

  /** {@code Expand}: heads that share keys, a token repeated for every sample. */
  static List<Belief> expand(Site site) {
    if (site.input(0) instanceof Belief.Parameter p) {
      return List.of(p);
    }
    Signal x = site.signal(0);
    if (x.root().unit() instanceof Reduction.FeatureMean) {
      return known(site, x, x.axes());
    }
    long[] target = site.outputDims();
    List<List<Factor>> dims = new ArrayList<>();
    double copies = 1;
    for (int i = 0; i < target.length; i++) {
      int axis = i - target.length + x.axes().rank();
      if (axis >= 0 && x.axes().size(axis) == target[i]) {
        dims.add(x.axes().dims().get(axis));
      } else if (target[i] > 1 && x.axes().has(Role.FEATURE)) {
        boolean sample = i == 0 && !x.axes().has(Role.SAMPLE);
        dims.add(
            List.of(
                sample ? site.dims().sample(target[i]) : site.dims().feature(target[i], "groups")));
        copies *= sample ? 1 : target[i];
      } else {
        throw new Op.NotModelled("an expansion along positions");
      }
    }
    Axes axes = new Axes(dims);
    double n = copies;
    Signal.Builder y =
        Signal.of(axes, x.stat())
            .formula(site.q(0))
            .step("copies for every query head of a group")
            .sources(x.sources())
            .scale(x.scale())
            .relation(new Repeated(x, n))
            .zero(x.isZero())
            .edge(x, g -> g.then(s -> s.each(f -> f.times(n)).withCoherence(s.coherence() * n)));
    return Site.known(y);
  }

  /** {@code Split} into parts along one axis. */
  static List<Belief> split(Site site) {
    Signal x = site.signal(0);
    int axis = Site.axis(site.node().attributes().integer("axis", 0), x.axes().rank());
    List<Belief> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < site.node().outputs().size(); i++) {
      int size = (int) site.outputDims(i)[axis];
      parts.add(new Belief.Known(part(site, x, axis, from, size).build()));
      from += size;
    }
    return parts;
  }

  /** {@code Slice} with constant bounds and step 1, one or several axes. */
  static List<Belief> slice(Site site) {
    Signal x = site.signal(0);
    long[] out = site.outputDims();
    Array starts = site.constant(1);
    Array axes = site.node().hasInput(3) ? site.constant(3) : null;
    Array steps = site.node().hasInput(4) ? site.constant(4) : null;
    if (starts == null || (site.node().hasInput(3) && axes == null)) {
      throw new Op.NotModelled("a slice with bounds that are not constant");
    }
    Signal y = x;
    for (int i = 0; i < starts.size(); i++) {
      int axis = Site.axis(axes == null ? i : (long) axes.at(i), x.axes().rank());
      if (steps != null && steps.at(i) != 1) {
        throw new Op.NotModelled("a slice with a step");
      }
      long size = x.axes().size(axis);
      long from =
          (long) Math.max(0, Math.min(size, starts.at(i) < 0 ? size + starts.at(i) : starts.at(i)));
      if (out[axis] < size) {
        y = part(site, y, axis, (int) from, (int) out[axis]).build();
      }
    }
    return Site.known(
        y == x ? x.seenAs(x.axes()).formula(site.q(0)).scale(x.scale()) : rename(site, y));
  }

  private static Signal.Builder rename(Site site, Signal y) {
    Signal.Builder b = y.seenAs(y.axes()).formula(y.formula()).scale(y.scale());
    return b.step("a part of the tensor");
  }

  /** {@code Gather} of one or of consecutive indices of a signal. */
  static List<Belief> gather(Site site) {
    Signal x = site.signal(0);
    Array index = site.constant(1);
    int axis = Site.axis(site.node().attributes().integer("axis", 0), x.axes().rank());
    if (index == null) {
      throw new Op.NotModelled("a gather of activations by an index that is not constant");
    }
    long[] at = index.toLongs();
    long size = x.axes().size(axis);
    long first = at[0] < 0 ? at[0] + size : at[0];
    for (int i = 0; i < at.length; i++) {
      if ((at[i] < 0 ? at[i] + size : at[i]) != first + i) {
        throw new Op.NotModelled("a gather of scattered entries");
      }
    }
    Signal y = part(site, x, axis, (int) first, at.length).build();
    if (index.rank() == 0) {
      y = y.seenAs(y.axes().without(i -> i == axis)).formula(y.formula()).scale(y.scale()).build();
    }
    return List.of(new Belief.Known(y));
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
        .relation(new Range(x, from, size))
        .edge(x, g -> Quantity.of(e -> Parts.place(g.in(e), x.stat().in(e).layout(), from, size)));
  }

  /** Positions {@code from} to {@code from + size} of {@code input}. */
  record Range(Signal input, int from, int size) implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Range that) || from != that.from || size != that.size) {
        return null;
      }
      Block whole = g.of(input, that.input);
      return whole.through(g.coarse(input.stat()), s -> Parts.select(s, from, size).coarse());
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      throw new Gram.NotFollowed("different positions of one tensor");
    }
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
                  s.spread() + own * (1 / share - 1));
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
            .mapToObj(site::signalOrNull)
            .filter(s -> s != null)
            .findFirst()
            .orElseThrow(() -> new Op.NotModelled("a concatenation of no signals"));
    List<Signal> parts = new ArrayList<>();
    for (int i = 0; i < site.inputs().size(); i++) {
      parts.add(asSignal(site, i, like, axis));
    }
    boolean positions = parts.stream().anyMatch(p -> p.axes().has(axis, Role.POSITION));
    Factor whole =
        positions
            ? site.dims().position(site.outputDims()[axis])
            : site.dims().feature(site.outputDims()[axis], "d_joined");
    Axes axes = like.axes().withDim(axis, List.of(whole));
    return Site.known(
        (positions ? Parts.sequence(parts, axes) : Parts.joined(parts, axes, axis))
            .formula(Parts.formula(site, parts)));
  }

  private static Signal asSignal(Site site, int i, Signal like, int axis) {
    Signal s = site.signalOrNull(i);
    if (s != null) {
      return s;
    }
    long[] dims = site.inputDims().get(i);
    if (dims == null) {
      throw new Op.NotModelled("a concatenation with a tensor of unknown shape");
    }
    List<Factor> own = dims[axis] == 1 ? List.of() : List.of(site.dims().position(dims[axis]));
    Axes axes = like.axes().withDim(axis, own);
    Quantity<Stat> shape =
        like.stat()
            .then(
                t ->
                    Stat.independent(
                        Layout.exchangeable(Math.max(1, dims[axis])), 0, 1, t.features()));
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
}
