package dev.initlint.moment;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Second moments between the tensors of a network under one evaluation, each computed when it is
 * asked for and then kept. Two tensors that hold no random source in common are independent: their
 * entry is the product of their means and is not stored.
 *
 * <p>Off the diagonal positions are told apart by few classes ({@link Layout#coarse}).
 */
public final class Gram {
  private final Evaluation evaluation;
  private final Map<Pair, Block> known = new HashMap<>();
  private final Map<Pair, NotFollowed> missing = new HashMap<>();

  private Gram(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The Gram of an evaluation. */
  public static Gram of(Evaluation e) {
    return e.shared(Gram.class, k -> new Gram(e));
  }

  /**
   * Two tensors whose relation is not followed: through an operator that has no rule here
   * (docs/theory/pairs.md#accuracy-and-what-has-no-rule).
   */
  public static final class NotFollowed extends NotKnown {
    private static final long serialVersionUID = 1;

    public NotFollowed(String reason) {
      super(reason);
    }
  }

  private record Pair(Signal a, Signal b) {}

  private record Coarse(Quantity<Stat> of) {}

  public Evaluation evaluation() {
    return evaluation;
  }

  /** Whether two tensors hold a random source in common. */
  public static boolean related(Signal a, Signal b) {
    return !a.isZero() && !b.isZero() && !Collections.disjoint(a.sources(), b.sources());
  }

  /**
   * E[a b], entry by entry.
   *
   * @throws NotFollowed if an operator between them and what they share has no rule
   */
  public Block of(Signal a, Signal b) {
    Pair pair = b.depth() > a.depth() ? new Pair(b, a) : new Pair(a, b);
    Block before = known.get(pair);
    if (before != null) {
      return before;
    }
    NotFollowed reason = missing.get(pair);
    if (reason != null) {
      throw reason;
    }
    try {
      Block computed = compute(pair.a(), pair.b());
      known.put(pair, computed);
      return computed;
    } catch (NotFollowed e) {
      missing.put(pair, e);
      throw e;
    }
  }

  private Block compute(Signal a, Signal b) {
    if (a == b) {
      return Block.of(coarse(a.stat()));
    }
    return related(a, b) ? followed(a, b) : independent(a, b);
  }

  /**
   * E[a b] by the relations of the two, the deeper one first; of a tensor with itself, what its
   * relation says in place of its own figures.
   *
   * @throws NotFollowed if an operator between them and what they share has no rule
   */
  public Block followed(Signal a, Signal b) {
    if (a.relation() instanceof Relation.Same same) {
      return b == a ? of(same.input(), same.input()) : of(same.input(), b);
    }
    if (b.relation() instanceof Relation.Same same) {
      return of(a, same.input());
    }
    if (a.relation() == null || b.relation() == null) {
      throw new NotFollowed("an operator that is not compared with others");
    }
    Block both = a.relation().together(a, b, this);
    if (both == null) {
      both = a.relation().apart(a, b, this);
    }
    if (both == null) {
      both = b.relation().apart(b, a, this);
    }
    if (both == null) {
      throw new NotFollowed("two operators that have no rule together");
    }
    return both;
  }

  /** The product of the means. */
  public Block independent(Signal a, Signal b) {
    return Block.independent(coarse(a.stat()), coarse(b.stat()));
  }

  /** Statistics by few classes of positions, as all that is compared has them. */
  public Stat coarse(Quantity<Stat> s) {
    return evaluation.shared(new Coarse(s), k -> k.of().in(evaluation).coarse());
  }

  /** {@code c} times a number a position, by the classes of {@code of}. */
  public Block scaled(Block c, Quantity<double[]> factor, Quantity<Stat> of) {
    double[] few = Block.coarse(factor.in(evaluation), of.in(evaluation).layout());
    return c.scaled(few, coarse(of).layout());
  }

  /** E[a·b] − E[a]·E[b]. */
  public Block covariance(Signal a, Signal b) {
    return of(a, b).plus(independent(a, b).times(-1));
  }

  /** A block of zeros for tensors of the shape of {@code like}. */
  Block none(Signal like) {
    Layout layout = coarse(like.stat()).layout();
    Field zero = Field.zero(layout);
    return new Block(layout, zero, zero, zero, zero);
  }

  /** {@code s} with a block added to its fields; a second moment is not below zero. */
  public static Stat plus(Stat s, Block c) {
    Layout to = s.layout().refine(c.layout());
    Stat x = s.refined(to);
    Block y = c.refined(to);
    return x.withFields(
            atLeastZero(x.within().plus(y.within())),
            x.across().plus(y.across()),
            x.featureWithin().plus(y.featureWithin()),
            x.featureAcross().plus(y.featureAcross()),
            x.mean())
        .withCoherence(x.coherence() + y.coherence())
        .withStrata(s.strata());
  }

  private static Field atLeastZero(Field f) {
    return new Field(Arrays.stream(f.same()).map(v -> Math.max(0, v)).toArray(), f.other());
  }
}
