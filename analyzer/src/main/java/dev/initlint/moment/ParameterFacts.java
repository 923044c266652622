package dev.initlint.moment;

import dev.initlint.graph.Weight;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import dev.initlint.weight.WeightFacts;

/**
 * A weight with what is known of its entries.
 *
 * @param facts measured on the stored elements, or null for a weight that is still to be drawn
 * @param law the recognised or declared law, or null when none was recognised
 * @param alias the name that the use at hand goes by, where it is another than the weight's own; or
 *     null
 * @param draw the draw that several uses share, as one tensor or as copies; null for one used once
 * @param share what part of the stored tensor the use at hand reads; 1 but for one of a stack
 */
public record ParameterFacts(
    String name, Weight weight, WeightFacts facts, Law law, String alias, Draw draw, double share) {

  /**
   * One draw of random numbers that several layers hold.
   *
   * @param leader name of the first tensor that holds it
   * @param transposed whether this one holds the transpose of the leader
   */
  public record Draw(String leader, boolean transposed) {}

  /** A weight under its own name, used once. */
  public ParameterFacts(String name, Weight weight, WeightFacts facts, Law law) {
    this(name, weight, facts, law, null, null, 1);
  }

  /** The same weight as one of several holders or uses of a draw. */
  public ParameterFacts sharing(Draw shared) {
    return new ParameterFacts(name, weight, facts, law, alias, shared, share);
  }

  /** The same weight under another name, as exporters write parameters that are equal. */
  public ParameterFacts as(String other) {
    return new ParameterFacts(name, weight, facts, law, other, draw, share);
  }

  /** The same weight, drawn by another law. */
  public ParameterFacts by(Law other) {
    return new ParameterFacts(name, weight, facts, other, alias, draw, share);
  }

  /**
   * A part of the same weight, or its entries in another order.
   *
   * @param dims extents of what is read
   * @param part what part of this it is
   */
  public ParameterFacts part(long[] dims, double part) {
    Weight seen =
        new Weight(
            weight.name(),
            weight.type(),
            dims,
            new Weight.Missing("a part of " + name),
            weight.origin());
    return new ParameterFacts(name, seen, facts, law, alias, null, share * part);
  }

  /** The name of the parameter that the use at hand trains. */
  public String usedName() {
    return alias == null ? name : alias;
  }

  /** Number of entries. */
  public long count() {
    return weight.count();
  }

  /** Whether the two hold the same entries, perhaps transposed: one tensor, or an exact copy. */
  public boolean isTiedTo(ParameterFacts other) {
    if (weight == other.weight) {
      return true;
    }
    return facts != null
        && other.facts != null
        && !isConstant()
        && (facts.sameContentAs(other.facts) || facts.isTransposeOf(other.facts));
  }

  /** The variance of an entry as the symbol {@code var(name)}. */
  public Expr variance() {
    return isZero() ? Expr.ZERO : Expr.symbol("var(" + name + ")");
  }

  /** The mean of an entry: exactly zero where the law says so. */
  public double mean() {
    return law != null && law.mean() instanceof Expr.Constant c
        ? c.value()
        : facts == null ? 0 : facts.mean();
  }

  /** All entries are zero. */
  public boolean isZero() {
    return law != null && law.family() == Law.Family.ZEROS;
  }

  /** All entries are equal. */
  public boolean isConstant() {
    return law != null
        && switch (law.family()) {
          case ZEROS, ONES, CONSTANT -> true;
          default -> false;
        };
  }

  /** Entries are independent draws, so that rows do not resemble each other. */
  public boolean isRandom() {
    return law != null
        && switch (law.family()) {
          case NORMAL, UNIFORM, TRUNCATED_NORMAL, ORTHOGONAL -> true;
          default -> false;
        };
  }

  public double secondMoment() {
    return facts.secondMoment();
  }

  /** The law that the library draws this parameter from, or null where no library is known. */
  public IntendedLaw intended() {
    return weight.intended();
  }

  public long[] dims() {
    return weight.dims();
  }
}
