package dev.initlint.op;

import dev.initlint.moment.Cross;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import java.util.Collections;

/**
 * What two tensors of a network have in common because one matrix, or copies of it, made parts of
 * both.
 *
 * <p>In the limit of wide layers the images W x and W y of two tensors under one Gaussian matrix
 * are jointly Gaussian with E[(Wx)_i (Wy)_i] = n_in σ² E[x y], and independent under two matrices,
 * however x and y came about (Yang 2019, "Tensor Programs I", theorem 2.10: a matrix whose own
 * transpose is not applied). So the second moments between two layers that share their draw follow
 * the rules of one layer: two-dimensional Gaussian integrals for functions, bilinear for sums and
 * norms. With a fresh draw for every layer all of them are zero.
 */
final class CrossMoments {
  private CrossMoments() {}

  /** Two tensors whose relation is not followed: through an operator that has no rule here. */
  static final class NotFollowed extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotFollowed(String reason) {
      super(reason, null, false, false);
    }
  }

  private record Pair(Signal a, Signal b) {}

  /** Whether a draw that several layers hold is, unmixed, in both. */
  static boolean related(Signal a, Signal b) {
    return a.sources().stream()
        .anyMatch(s -> s instanceof ParameterFacts.Draw && b.sources().contains(s));
  }

  /**
   * E[a b], entry by entry.
   *
   * @throws NotFollowed if an operator between them and what they share has no rule
   */
  static Cross of(Signal a, Signal b, Evaluation e) {
    return b.depth() > a.depth()
        ? e.shared(new Pair(b, a), p -> compute(p.a(), p.b(), e))
        : e.shared(new Pair(a, b), p -> compute(p.a(), p.b(), e));
  }

  private static Cross compute(Signal a, Signal b, Evaluation e) {
    if (a == b) {
      return Cross.of(coarse(a.stat(), e));
    }
    if (a.isZero() || b.isZero() || Collections.disjoint(a.sources(), b.sources())) {
      return independent(a, b, e);
    }
    if (a.view() != null && b.view() != null) {
      Stat x = coarse(a.base().stat(), e);
      Stat y = coarse(b.base().stat(), e);
      return Elementwise.cross(x, a.view(), y, b.view(), of(a.base(), b.base(), e), false, e);
    }
    Cross alike = a.view() != null || b.view() != null ? null : alike(a, b, e);
    if (alike != null) {
      return alike;
    }
    Cross one = oneSided(a, b, e);
    if (one == null) {
      one = oneSided(b, a, e);
    }
    if (one != null) {
      return one;
    }
    if (a.form() == null || b.form() == null) {
      throw new NotFollowed("an operator that is not compared between layers");
    }
    return independent(a, b, e);
  }

  /** Statistics by few classes of positions, as all that is compared here has them. */
  static Stat coarse(Quantity<Stat> s, Evaluation e) {
    return e.shared(new Coarse(s), k -> k.of().in(e).coarse());
  }

  private record Coarse(Quantity<Stat> of) {}

  /** {@code c} times a number a position, by the classes of {@code of}. */
  static Cross scaled(Cross c, Quantity<double[]> factor, Quantity<Stat> of, Evaluation e) {
    double[] few = Cross.coarse(factor.in(e), of.in(e).layout());
    return c.scaled(few, coarse(of, e).layout());
  }

  private static Cross independent(Signal a, Signal b, Evaluation e) {
    Stat x = coarse(a.stat(), e);
    Stat y = coarse(b.stat(), e);
    if (x.layout().positions() != y.layout().positions()) {
      throw new NotFollowed("tensors of different length");
    }
    return Cross.independent(x, y);
  }

  /** Two tensors that the same kind of operator made, or null where each is expanded by itself. */
  private static Cross alike(Signal a, Signal b, Evaluation e) {
    if (a.form() instanceof Forms.Matrix m && b.form() instanceof Forms.Matrix n) {
      return m.draw() != null && m.draw().equals(n.draw())
          ? of(m.input(), n.input(), e).through(coarse(m.input().stat(), e), s -> m.forward(s, e))
          : independent(a, b, e);
    }
    if (a.form() instanceof Forms.Product m && b.form() instanceof Forms.Product n) {
      return of(m.left(), n.left(), e).times(of(m.right(), n.right(), e));
    }
    if (a.form() instanceof Forms.Part m && b.form() instanceof Forms.Part n) {
      boolean same = m.axis() == n.axis() && m.from() == n.from() && m.share() == n.share();
      return same ? of(m.input(), n.input(), e) : independent(a, b, e);
    }
    if (a.form() instanceof Forms.Biased m && b.form() instanceof Forms.Biased n) {
      return biased(m, n, e);
    }
    if (a.form() instanceof Forms.Gained m && b.form() instanceof Forms.Gained n) {
      if (m.table().equals(n.table())) {
        return of(m.input(), n.input(), e).times(Cross.of(coarse(m.stat(), e)));
      }
    }
    if (a.form() instanceof Forms.Attended m && b.form() instanceof Forms.Attended n) {
      return AttentionPair.of(m, n, e).output(of(m.value(), n.value(), e));
    }
    return null;
  }

  /** (x + c)(y + c'): tables of one draw add their own product. */
  private static Cross biased(Forms.Biased m, Forms.Biased n, Evaluation e) {
    Stat c = coarse(m.stat(), e);
    Stat d = coarse(n.stat(), e);
    Stat x = coarse(m.input().stat(), e);
    Stat y = coarse(n.input().stat(), e);
    Cross tables = m.table().equals(n.table()) ? Cross.of(c) : Cross.independent(c, d);
    return of(m.input(), n.input(), e)
        .plus(tables)
        .plus(Cross.independent(x, d))
        .plus(Cross.independent(c, y));
  }

  /** {@code a} taken apart, or null when it is taken apart only together with another. */
  private static Cross oneSided(Signal a, Signal b, Evaluation e) {
    if (a.view() != null) {
      Stat x = coarse(a.base().stat(), e);
      return Elementwise.cross(x, a.view(), coarse(b.stat(), e), of(a.base(), b, e), e);
    }
    if (a.form() instanceof Signal.Same m) {
      return of(m.input(), b, e);
    }
    if (a.form() instanceof Forms.Repeated m) {
      return of(m.input(), b, e);
    }
    if (a.form() instanceof Forms.Sum m) {
      return of(m.left(), b, e).plus(of(m.right(), b, e).times(m.sign()));
    }
    if (a.form() instanceof Forms.Scaled m) {
      Cross c = of(m.input(), b, e);
      Stat x = coarse(m.input().stat(), e);
      c = m.centred() ? c.through(x, Norm::centred) : c;
      return scaled(c, m.factor(), m.input().stat(), e);
    }
    if (a.form() instanceof Forms.Biased m) {
      return of(m.input(), b, e).plus(Cross.independent(coarse(m.stat(), e), coarse(b.stat(), e)));
    }
    if (a.form() instanceof Forms.Gained m) {
      Stat table = coarse(m.stat(), e);
      return of(m.input(), b, e).scaled(table.mean(), table.layout());
    }
    return null;
  }

  /**
   * Twice the second moment of two terms of a sum beyond the product of their means, which {@link
   * Stat#plus} has.
   */
  static Stat added(Stat sum, Signal a, Signal b, double sign, Evaluation e) {
    Cross c = of(a, b, e).plus(independent(a, b, e).times(-1)).times(2 * sign);
    return plus(sum, c);
  }

  /** {@code s} with a cross moment added to its fields. */
  static Stat plus(Stat s, Cross c) {
    Layout to = s.layout().refine(c.layout());
    Stat x = s.refined(to);
    Cross y = c.refined(to);
    return x.withFields(
            atLeastZero(x.within().plus(y.within())),
            x.across().plus(y.across()),
            x.featureWithin().plus(y.featureWithin()),
            x.featureAcross().plus(y.featureAcross()),
            x.mean())
        .withCoherence(x.coherence() + y.coherence());
  }

  private static Field atLeastZero(Field f) {
    double[] same = f.same().clone();
    for (int k = 0; k < same.length; k++) {
      same[k] = Math.max(0, same[k]);
    }
    return new Field(same, f.other());
  }
}
